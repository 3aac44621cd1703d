import { ANTHROPIC_COUNT, ANTHROPIC_MODEL, ANTHROPIC_MODELS } from "./anthropic.ts";
import { ANTHROPIC_MESSAGES } from "./anthropic-stream.ts";
import {
  OLLAMA_EMBED,
  OLLAMA_EMBEDDINGS,
  OLLAMA_EMPTY,
  OLLAMA_PS,
  OLLAMA_SHOW,
  OLLAMA_TAGS,
  OLLAMA_VERSION,
} from "./ollama.ts";
import { OLLAMA_CHAT, OLLAMA_GENERATE, OLLAMA_PROGRESS } from "./ollama-stream.ts";
import { OPENAI_CHAT } from "./openai-chat.ts";
import { OPENAI_COMPLETION } from "./openai-completion.ts";
import { OPENAI_EMBEDDINGS, OPENAI_MODEL, OPENAI_MODELS } from "./openai-lists.ts";
import {
  OPENAI_RESPONSE,
  OPENAI_RESPONSE_CANCEL,
  OPENAI_RESPONSE_COUNT,
  OPENAI_RESPONSE_DELETE,
  OPENAI_RESPONSE_INPUT,
} from "./openai-response-stream.ts";
import type { PublishedRoute } from "./published-route.ts";

const ROUTES: readonly (readonly [route: RegExp, published: PublishedRoute])[] = [
  [/^POST \/v1\/chat\/completions$/, OPENAI_CHAT],
  [/^POST \/v1\/completions$/, OPENAI_COMPLETION],
  [/^POST \/v1\/embeddings$/, OPENAI_EMBEDDINGS],
  [/^GET \/v1\/models$/, OPENAI_MODELS],
  [/^GET \/v1\/models\/[^/]+$/, OPENAI_MODEL],
  [/^POST \/v1\/responses$/, OPENAI_RESPONSE],
  [/^POST \/v1\/responses\/input_tokens$/, OPENAI_RESPONSE_COUNT],
  [/^GET \/v1\/responses\/[^/]+$/, OPENAI_RESPONSE],
  [/^POST \/v1\/responses\/[^/]+\/cancel$/, OPENAI_RESPONSE_CANCEL],
  [/^DELETE \/v1\/responses\/[^/]+$/, OPENAI_RESPONSE_DELETE],
  [/^GET \/v1\/responses\/[^/]+\/input_items$/, OPENAI_RESPONSE_INPUT],
  [/^POST \/v1\/messages$/, ANTHROPIC_MESSAGES],
  [/^POST \/v1\/messages\/count_tokens$/, ANTHROPIC_COUNT],
  [/^POST \/api\/chat$/, OLLAMA_CHAT],
  [/^POST \/api\/generate$/, OLLAMA_GENERATE],
  [/^POST \/api\/(create|pull)$/, OLLAMA_PROGRESS],
  [/^POST \/api\/embed$/, OLLAMA_EMBED],
  [/^POST \/api\/embeddings$/, OLLAMA_EMBEDDINGS],
  [/^POST \/api\/show$/, OLLAMA_SHOW],
  [/^GET \/api\/tags$/, OLLAMA_TAGS],
  [/^GET \/api\/ps$/, OLLAMA_PS],
  [/^GET \/api\/version$/, OLLAMA_VERSION],
  [/^POST \/api\/copy$/, OLLAMA_EMPTY],
  [/^DELETE \/api\/delete$/, OLLAMA_EMPTY],
];

/** Both APIs have them; the header that Anthropic asks of every request tells which is meant. */
const ANTHROPIC_ROUTES: typeof ROUTES = [
  [/^GET \/v1\/models$/, ANTHROPIC_MODELS],
  [/^GET \/v1\/models\/[^/]+$/, ANTHROPIC_MODEL],
];

/**
 * What is published about a route.
 *
 * @param route Method and path.
 */
export function publishedRouteOf(route: string, headers: Headers): PublishedRoute | undefined {
  const routes = headers.has("anthropic-version") ? [...ANTHROPIC_ROUTES, ...ROUTES] : ROUTES;
  return routes.find(([pattern]) => pattern.test(route))?.[1];
}
