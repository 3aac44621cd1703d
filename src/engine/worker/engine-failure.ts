import { toShimmyError } from "../../core/errors.ts";
import type { EngineFailure } from "../protocol.ts";

/** An error as it crosses the process border: the cause goes to the engine's log, not to the client. */
export function toEngineFailure(thrown: unknown): EngineFailure {
  const { code, message, param, details, cause } = toShimmyError(thrown);
  if (cause !== undefined)
    process.stderr.write(`${cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)}\n`);
  return { code, message, ...(param !== undefined && { param }), ...(details !== undefined && { details }) };
}
