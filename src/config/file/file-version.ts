import { statSync } from "node:fs";

/** What changes with a file's content: its time, size and inode. Undefined where there is no file to look at. */
export function fileVersion(file: string): string | undefined {
  try {
    const { mtimeMs, size, ino } = statSync(file);
    return `${mtimeMs} ${size} ${ino}`;
  } catch {
    return undefined;
  }
}
