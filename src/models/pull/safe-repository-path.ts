import { ShimmyError } from "../../core/errors.ts";

/** Folders below the repository's own that are made at most: discovery looks no deeper. */
const MOST_FOLDERS = 2;
/** Begins with no dot, has no character that a system takes for more than a letter, and does not end with a dot or a space. */
const SEGMENT = /^[A-Za-z0-9_](?:[\w .+()@=,-]{0,198}[\w+()@=,-])?$/u;

/**
 * The segments of a file's path in a repository, safe to join to a folder.
 *
 * @throws ShimmyError `download_failed` for a path that could lead elsewhere.
 */
export function safeRepositoryPath(path: string): readonly string[] {
  const segments = path.split("/");
  if (segments.length <= MOST_FOLDERS + 1 && segments.every((segment) => SEGMENT.test(segment)))
    return segments;
  throw new ShimmyError(
    "download_failed",
    `The repository names a file ${JSON.stringify(path.slice(0, 80))}, which is not a safe name: it is not pulled.`,
  );
}
