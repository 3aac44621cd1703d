import { basename } from "node:path";
import { ShimmyError } from "../../core/errors.ts";

/** Longest piece of a file's own text that a message repeats, in characters. */
const QUOTE_LENGTH = 64;

/** A `model_corrupt` error that names the file by its base name only. */
export function corruptModel(path: string, reason: string): ShimmyError {
  return new ShimmyError(
    "model_corrupt",
    `${quoteName(basename(path))} is not a usable GGUF file: ${reason}. Download or convert it again.`,
  );
}

/** The error for a file that cannot be opened or read, by what the system said. */
export function unreadableModel(path: string, cause: unknown): ShimmyError {
  const name = quoteName(basename(path));
  switch (systemCode(cause)) {
    case "ENOENT":
    case "ENOTDIR":
      return new ShimmyError("model_not_found", `There is no file ${name}; check the path.`, { cause });
    case "EACCES":
    case "EPERM":
      return new ShimmyError(
        "forbidden",
        `Shimmy may not read ${name}; give the user that runs it permission to read the file and its folder.`,
        { cause },
      );
    case "ELOOP":
      return new ShimmyError("invalid_request", `${name} is a symbolic link that leads in a circle.`, {
        cause,
      });
    default:
      return new ShimmyError(
        "internal",
        `${name} could not be read (${systemCode(cause) ?? "unknown error"}).`,
        {
          cause,
        },
      );
  }
}

/** A text out of a file, shortened and with control characters escaped, to stand in a message. */
export function quoteName(text: string): string {
  return JSON.stringify(text.length > QUOTE_LENGTH ? `${text.slice(0, QUOTE_LENGTH)}…` : text);
}

/** The system's code of an error, such as `ENOENT`. */
export function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}
