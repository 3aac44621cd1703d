import { ShimmyError } from "../../core/errors.ts";
import { MAX_JSON_DEPTH } from "../http-limits.ts";
import { isJsonDeeperThan } from "./json-depth.ts";

const MAX_REASON_LENGTH = 160;

/**
 * Parses a JSON text from a client. A key such as `__proto__` becomes an ordinary property here and is
 * dropped by the schemas, which copy only the fields they know.
 *
 * @throws ShimmyError `invalid_request` when it nests too deep, is not JSON or holds half a character.
 */
export function parseJson(text: string): unknown {
  if (isJsonDeeperThan(text, MAX_JSON_DEPTH)) {
    throw new ShimmyError(
      "invalid_request",
      `The JSON nests deeper than ${MAX_JSON_DEPTH} levels; send a flatter one.`,
    );
  }
  const value = parsed(text);
  if (SURROGATE_ESCAPE.test(text) && holdsHalfCharacter(value)) {
    throw new ShimmyError(
      "invalid_request",
      "The JSON holds one half of a character alone, an escape from \\ud800 to \\udfff; send both halves or neither.",
    );
  }
  return value;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.slice(0, MAX_REASON_LENGTH) : "";
    throw new ShimmyError("invalid_request", `The body is not valid JSON: ${reason}`, { cause });
  }
}

/** What stands in a text that could hold half a character; the text itself is of whole ones. */
const SURROGATE_ESCAPE = /\\u[dD][89a-fA-F]/u;

/** No encoder has bytes for half a surrogate pair: it would reach the model as another character. */
function holdsHalfCharacter(value: unknown): boolean {
  if (typeof value === "string") return /\p{Surrogate}/u.test(value);
  if (typeof value !== "object" || value === null) return false;
  return Object.entries(value).some(([key, inner]) => holdsHalfCharacter(key) || holdsHalfCharacter(inner));
}
