import { ShimmyError } from "../core/errors.ts";

/** The request field that all of this folder's errors name. */
const PARAM = "response_format";

/** A schema keyword or a construct that is valid, but cannot be enforced. */
export function unsupported(subject: string, reason: string): ShimmyError {
  return new ShimmyError("unsupported_parameter", `${subject} is not supported: ${reason}`, { param: PARAM });
}

/** A format that is wrong in itself, or that no answer could satisfy. */
export function invalidFormat(subject: string, problem: string): ShimmyError {
  return new ShimmyError("invalid_request", `${subject} ${problem}`, { param: PARAM });
}

/** How messages name a keyword of a schema: `Schema keyword "not" at #/properties/a/not`. */
export function keywordAt(pointer: string, keyword: string): string {
  return `Schema keyword "${shorten(keyword)}" at ${shorten(extendPointer(pointer, keyword), 200)}`;
}

/** `pointer` one step further down; a JSON pointer in its URI fragment form, RFC 6901. */
export function extendPointer(pointer: string, step: string | number): string {
  return `${pointer}/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`;
}

/** A client's text as messages quote it. */
export function shorten(text: string, length = 60): string {
  return text.length <= length ? text : `${text.slice(0, length)}…`;
}
