import { ShimmyError, toShimmyError } from "../core/errors.ts";
import type { EngineFailure } from "./protocol.ts";

/** An error as it crosses a border between processes or threads: the cause goes to the log, not to the client. */
export function toEngineFailure(thrown: unknown): EngineFailure {
  const { code, message, param, details, cause } = toShimmyError(thrown);
  if (cause !== undefined)
    process.stderr.write(`${cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)}\n`);
  return { code, message, ...(param !== undefined && { param }), ...(details !== undefined && { details }) };
}

/** An error as it came over such a border. */
export function fromEngineFailure({ code, message, param, details }: EngineFailure): ShimmyError {
  return new ShimmyError(code, message, {
    ...(param !== undefined && { param }),
    ...(details !== undefined && { details }),
  });
}
