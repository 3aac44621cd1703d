import type { z } from "zod";
import { COUNT_TOKENS_REQUEST, MESSAGES_REQUEST } from "../anthropic/message-schemas.ts";
import { CHAT_MESSAGES } from "../generation/chat-message-schema.ts";
import { GENERATE_REQUEST } from "../generation/generate-request-schema.ts";
import { GENERATING_FIELDS } from "../generation/generating-fields.ts";
import { OTHER_SERVERS_FIELDS } from "../generation/other-servers-fields.ts";
import { REASONING_FIELDS } from "../generation/reasoning-fields.ts";
import { TOOL_FIELDS } from "../generation/tool-fields.ts";
import { UNSUPPORTED_SAMPLING_FIELDS } from "../generation/unsupported-fields.ts";
import { INFILL_REQUEST } from "../helpers/infill-request.ts";
import { TEMPLATE_REQUEST } from "../helpers/template-request.ts";
import { DETOKENIZE_REQUEST, TOKENIZE_REQUEST } from "../helpers/token-routes.ts";
import { OLLAMA_CHAT_REQUEST } from "../ollama/chat-request.ts";
import { CREATE_REQUEST } from "../ollama/create-request.ts";
import { EMBED_REQUEST, EMBEDDINGS_REQUEST } from "../ollama/embed-routes.ts";
import { SHOW_REQUEST } from "../ollama/model-routes.ts";
import { EMBEDDING_REQUEST } from "../openai/embedding-routes.ts";
import { RERANK_REQUEST } from "../openai/rerank-routes.ts";
import { INPUT_TOKENS_REQUEST, RESPONSE_REQUEST } from "../openai/responses/request-schema.ts";
import { CHAT_REQUEST, COMPLETION_REQUEST } from "../openai/schemas.ts";

/** A request body in the compatibility table. */
export interface DocumentedRequest {
  /** Heading of its table: the dialect and the route. */
  readonly title: string;
  readonly schema: z.ZodObject;
}

/** Fields that several requests have in common, in a table of their own. */
export interface SharedFields {
  readonly title: string;
  /** Where they stand in a request; absent is its top. */
  readonly owner?: string;
  /** Each stands as the same object in the requests' schemas. */
  readonly fields: Readonly<Record<string, z.core.$ZodType>>;
}

/** Every request of the compatibility table; a new dialect adds its own here. */
export const DOCUMENTED_REQUESTS: readonly DocumentedRequest[] = [
  { title: "OpenAI: POST /v1/chat/completions", schema: CHAT_REQUEST },
  { title: "OpenAI: POST /v1/completions", schema: COMPLETION_REQUEST },
  { title: "OpenAI: POST /v1/responses", schema: RESPONSE_REQUEST },
  { title: "OpenAI: POST /v1/responses/input_tokens", schema: INPUT_TOKENS_REQUEST },
  { title: "OpenAI: POST /v1/embeddings", schema: EMBEDDING_REQUEST },
  { title: "Jina: POST /v1/rerank", schema: RERANK_REQUEST },
  { title: "Shimmy: POST /api/generate and GET /ws/generate", schema: GENERATE_REQUEST },
  { title: "Anthropic: POST /v1/messages", schema: MESSAGES_REQUEST },
  { title: "Anthropic: POST /v1/messages/count_tokens", schema: COUNT_TOKENS_REQUEST },
  { title: "Ollama: POST /api/chat", schema: OLLAMA_CHAT_REQUEST },
  { title: "Ollama: POST /api/embed", schema: EMBED_REQUEST },
  { title: "Ollama: POST /api/embeddings", schema: EMBEDDINGS_REQUEST },
  { title: "Ollama: POST /api/show", schema: SHOW_REQUEST },
  { title: "Ollama: POST /api/create", schema: CREATE_REQUEST },
  { title: "llama-server: POST /tokenize", schema: TOKENIZE_REQUEST },
  { title: "llama-server: POST /detokenize", schema: DETOKENIZE_REQUEST },
  { title: "llama-server: POST /apply-template", schema: TEMPLATE_REQUEST },
  { title: "llama-server: POST /infill", schema: INFILL_REQUEST },
];

/** Tables of shared fields. */
export const SHARED_FIELDS: readonly SharedFields[] = [
  { title: "Messages", owner: "messages[].", fields: CHAT_MESSAGES.element.shape },
  { title: "Tools", fields: TOOL_FIELDS },
  { title: "Thinking", fields: REASONING_FIELDS },
  {
    title: "Sampling and the form of the answer",
    fields: { ...GENERATING_FIELDS, ...UNSUPPORTED_SAMPLING_FIELDS },
  },
  { title: "What other servers take", fields: OTHER_SERVERS_FIELDS },
];
