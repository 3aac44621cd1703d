import { z } from "zod";
import { ERROR_CATALOGUE, type ShimmyError } from "../../core/errors.ts";
import { errorDetailsBody } from "../error-details.ts";

/** OpenAI's error body. */
export const OPENAI_ERROR = z.object({
  error: z.object({
    message: z.string(),
    type: z.string(),
    param: z.string().nullable().describe("The field at fault."),
    code: z.string().nullable().describe("Machine-readable reason."),
    details: z.record(z.string(), z.unknown()).optional(),
  }),
});

/** An error as OpenAI's clients read it. */
export function openaiErrorBody(error: ShimmyError): z.output<typeof OPENAI_ERROR> {
  return {
    error: {
      message: error.message,
      type: ERROR_CATALOGUE[error.code].openaiType,
      param: error.param ?? null,
      code: error.code,
      ...(error.details !== undefined && { details: errorDetailsBody(error.details) }),
    },
  };
}
