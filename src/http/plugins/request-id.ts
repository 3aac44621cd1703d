import { randomUUID } from "node:crypto";

/** Ids that are safe in logs and headers: visible characters without quotes, at most 128. */
const SAFE_ID = /^[\w.:/+=@-]{1,128}$/u;

/** The id of a request: the client's own when it is safe to repeat, else a new one. */
export function requestIdOf(given: string | readonly string[] | undefined): string {
  return typeof given === "string" && SAFE_ID.test(given) ? given : randomUUID();
}
