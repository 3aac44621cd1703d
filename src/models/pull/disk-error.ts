import { ShimmyError } from "../../core/errors.ts";
import { systemCode } from "../gguf/gguf-errors.ts";

/** The error for a failure of the disk that pulled models are kept on; any other error as it is. */
export function diskError(error: unknown): unknown {
  if (error instanceof ShimmyError) return error;
  const code = systemCode(error);
  switch (code) {
    case undefined:
      return error;
    case "ENOSPC":
    case "EDQUOT":
      return new ShimmyError(
        "insufficient_disk",
        "The disk is full; free some space and pull again to go on.",
        {
          cause: error,
        },
      );
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return new ShimmyError(
        "forbidden",
        `The store of pulled models may not be written (${code}); give the user that runs Shimmy permission to.`,
        { cause: error },
      );
    default:
      return new ShimmyError("internal", `The store of pulled models could not be written (${code}).`, {
        cause: error,
      });
  }
}
