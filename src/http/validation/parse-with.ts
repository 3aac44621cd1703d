import type { z } from "zod";
import { describeIssue, toRequestError } from "./zod-error.ts";

/**
 * A client's value in the form its schema promises.
 *
 * @throws ShimmyError `invalid_request` or `unsupported_parameter`, with `param` naming the field.
 */
export function parseWith<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const result = schema.safeParse(value, { error: describeIssue });
  if (result.success) return result.data;
  throw toRequestError(result.error, value);
}
