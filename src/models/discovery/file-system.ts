import { type Dirent, type Stats, stat as statWithCallback } from "node:fs";
import { readdir, readFile, readlink, realpath } from "node:fs/promises";

/** What a search asks of the disk: passed in, so that a test can have a disk that hangs. */
export interface FileSystem {
  readonly list: (path: string) => Promise<readonly Dirent[]>;
  readonly stat: (path: string) => Promise<Stats>;
  readonly realpath: (path: string) => Promise<string>;
  readonly readlink: (path: string) => Promise<string>;
  /** A text of at most `maxBytes`; undefined for a longer one. */
  readonly readText: (path: string, maxBytes: number) => Promise<string | undefined>;
}

/** `fs/promises` has this too, and takes twice as long. */
function stat(path: string): Promise<Stats> {
  return new Promise((resolve, reject) => {
    statWithCallback(path, (error, stats) => {
      if (error === null) resolve(stats);
      else reject(error);
    });
  });
}

/** The disk itself. */
export const DISK: FileSystem = {
  list: (path) => readdir(path, { withFileTypes: true }),
  stat,
  realpath,
  readlink,
  readText: async (path, maxBytes) => {
    const stats = await stat(path);
    // What is no file, such as a pipe, might never end.
    return stats.isFile() && stats.size <= maxBytes ? await readFile(path, "utf8") : undefined;
  },
};
