import type { ShimmyError } from "../core/errors.ts";
import { nativeErrorBody } from "./native/error-body.ts";
import { ollamaErrorBody } from "./ollama/error-body.ts";
import { openaiErrorBody } from "./openai/error-body.ts";

/** Makes the body of an answer to a failed request. */
export type ErrorBody = (error: ShimmyError) => object;

/**
 * The error body of the dialect that an address belongs to, known before any route is, so that a
 * refusal by a guard and a 404 speak the client's dialect too.
 */
export function errorBodyOf(url: string): ErrorBody {
  if (url.startsWith("/v1/") || /^\/rerank(?:\?|$)/u.test(url)) return openaiErrorBody;
  if (url.startsWith("/api/") && !url.startsWith("/api/models")) return ollamaErrorBody;
  return nativeErrorBody;
}
