import Anthropic from "@anthropic-ai/sdk";
import { Ollama } from "ollama";
import OpenAI from "openai";

/** How a client reaches its server. */
export interface ClientConnection {
  /** Default: the program's own. */
  readonly fetch?: typeof fetch;
  /** Default `any`. */
  readonly apiKey?: string;
}

/** OpenAI's client of a server; it tries nothing twice. `url` has no slash at the end, as with the others. */
export function openaiClient(url: string, { apiKey = "any", fetch }: ClientConnection = {}): OpenAI {
  return new OpenAI({ baseURL: `${url}/v1`, apiKey, maxRetries: 0, ...(fetch && { fetch }) });
}

/** As {@link openaiClient}, Anthropic's. */
export function anthropicClient(url: string, { apiKey = "any", fetch }: ClientConnection = {}): Anthropic {
  return new Anthropic({ baseURL: url, apiKey, authToken: null, maxRetries: 0, ...(fetch && { fetch }) });
}

/** As {@link openaiClient}, Ollama's, which knows no keys. */
export function ollamaClient(url: string, { fetch }: Pick<ClientConnection, "fetch"> = {}): Ollama {
  return new Ollama({ host: url, ...(fetch && { fetch }) });
}
