import type { ShimmyErrorOptions } from "../core/errors.ts";
import { snakeCase } from "./snake-case.ts";

type ErrorDetails = NonNullable<ShimmyErrorOptions["details"]>;

/** An error's facts as clients read them: with names in snake_case, like every field of the API. */
export function errorDetailsBody(details: ErrorDetails): ErrorDetails {
  return Object.fromEntries(Object.entries(details).map(([name, value]) => [snakeCase(name), value]));
}
