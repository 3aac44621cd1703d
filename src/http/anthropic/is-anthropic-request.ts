import type { IncomingHttpHeaders } from "node:http";

/** What is known of a request before there is a route. */
export interface AddressedRequest {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
}

/** What Anthropic's clients never ask for. */
const OPENAI_ROUTE = /^\/v1\/(?:chat|completions|embeddings|responses|rerank|reranking)(?:[/?]|$)/u;

/**
 * True for requests of Anthropic's clients: by the address, and where OpenAI's clients use the same one, or Shimmy has
 * nothing, by the header `anthropic-version`, which all of Anthropic's send. Which version it names does not matter.
 */
export function isAnthropicRequest({ url, headers }: AddressedRequest): boolean {
  if (/^\/v1\/messages(?:[/?]|$)/u.test(url)) return true;
  return headers["anthropic-version"] !== undefined && url.startsWith("/v1/") && !OPENAI_ROUTE.test(url);
}
