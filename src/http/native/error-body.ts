import { z } from "zod";
import type { ShimmyError } from "../../core/errors.ts";
import { errorDetailsBody } from "../error-details.ts";

/** Body of a failed request on a native route, and of an error frame on a WebSocket. */
export const NATIVE_ERROR = z.object({
  error: z.object({
    code: z.string().describe("Machine-readable reason."),
    message: z.string(),
    param: z.string().optional().describe("The field at fault."),
    details: z.record(z.string(), z.unknown()).optional(),
  }),
});

/** Shimmy's own error body. */
export function nativeErrorBody(error: ShimmyError): z.output<typeof NATIVE_ERROR> {
  return {
    error: {
      code: error.code,
      message: error.message,
      ...(error.param !== undefined && { param: error.param }),
      ...(error.details !== undefined && { details: errorDetailsBody(error.details) }),
    },
  };
}
