import { admitsObjects } from "../../core/admits-objects.ts";
import { ShimmyError } from "../../core/errors.ts";

/**
 * Checks that a tool's arguments can be an object, which is what every family of models writes.
 *
 * @param schema what is no JSON Schema at all is left to core.
 * @param param the client's name of the field.
 * @throws ShimmyError `invalid_request`.
 */
export function checkToolSchema(schema: unknown, param: string): void {
  if (typeof schema !== "object" || schema === null || Array.isArray(schema)) return;
  if (admitsObjects(schema as Readonly<Record<string, unknown>>)) return;
  throw new ShimmyError(
    "invalid_request",
    `${param} must be the schema of an object, of type "object": a tool's arguments have names.`,
    { param },
  );
}
