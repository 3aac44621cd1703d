import { ShimmyError } from "../../core/errors.ts";
import { MAX_JSON_DEPTH } from "../http-limits.ts";
import { isJsonDeeperThan } from "./json-depth.ts";

const MAX_REASON_LENGTH = 160;

/**
 * Parses a JSON text from a client. A key such as `__proto__` becomes an ordinary property here and is
 * dropped by the schemas, which copy only the fields they know.
 *
 * @throws ShimmyError `invalid_request` when it nests too deep or is not JSON.
 */
export function parseJson(text: string): unknown {
  if (isJsonDeeperThan(text, MAX_JSON_DEPTH)) {
    throw new ShimmyError(
      "invalid_request",
      `The JSON nests deeper than ${MAX_JSON_DEPTH} levels; send a flatter one.`,
    );
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.slice(0, MAX_REASON_LENGTH) : "";
    throw new ShimmyError("invalid_request", `The body is not valid JSON: ${reason}`, { cause });
  }
}
