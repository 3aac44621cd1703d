import path from "node:path";

/** Splits a list of folders at the platform's delimiter (`:`, on Windows `;`) and at `;`; empty parts fall away. */
export function splitPathList(text: string, delimiter: string = path.delimiter): readonly string[] {
  return text
    .split(delimiter)
    .flatMap((part) => part.split(";"))
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

/** Splits a comma-separated list; empty parts fall away. */
export function splitCommaList(text: string): readonly string[] {
  return text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

/** Folders that relative paths and `~` start from. */
export interface PathOrigin {
  readonly workingDir: string;
  readonly homeDir: string;
}

/** An absolute path; a leading `~` is the home folder, since shells leave it alone inside lists and quotes. */
export function absolutePath(given: string, origin: PathOrigin): string {
  if (given === "~") return origin.homeDir;
  if (/^~[/\\]/.test(given)) return path.join(origin.homeDir, given.slice(2));
  return path.resolve(origin.workingDir, given);
}
