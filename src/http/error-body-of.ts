import type { ShimmyError } from "../core/errors.ts";
import { anthropicErrorBody, anthropicErrorStatus } from "./anthropic/error-body.ts";
import { type AddressedRequest, isAnthropicRequest } from "./anthropic/is-anthropic-request.ts";
import { nativeErrorBody } from "./native/error-body.ts";
import { ollamaErrorBody } from "./ollama/error-body.ts";
import { openaiErrorBody } from "./openai/error-body.ts";

/** Makes the body of an answer to a failed request. */
export type ErrorBody = (error: ShimmyError, requestId: string) => object;

/** llama-server's routes outside of `/v1`, whose clients read OpenAI's errors. */
const LLAMA_SERVER_ROUTE = /^\/(?:rerank|reranking|tokenize|detokenize|apply-template|infill)(?:[/?]|$)/u;

/**
 * The error body of the dialect that a request belongs to, known before any route is, so that a
 * refusal by a guard and a 404 speak the client's dialect too.
 */
export function errorBodyOf(request: AddressedRequest): ErrorBody {
  if (isAnthropicRequest(request)) return anthropicErrorBody;
  const { url } = request;
  if (/^\/v1(?:[/?]|$)/u.test(url) || LLAMA_SERVER_ROUTE.test(url)) return openaiErrorBody;
  if (url.startsWith("/api/") && !url.startsWith("/api/models")) return ollamaErrorBody;
  return nativeErrorBody;
}

/** HTTP status of a failure in the dialect that a request belongs to. */
export function errorStatusOf(request: AddressedRequest, error: ShimmyError): number {
  return isAnthropicRequest(request) ? anthropicErrorStatus(error) : error.status;
}
