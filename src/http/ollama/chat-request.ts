import { z } from "zod";
import { CHAT_MESSAGES } from "../generation/chat-message-schema.ts";
import { GENERATE_REQUEST } from "../generation/generate-request-schema.ts";
import { switchField } from "../generation/number-field.ts";
import type { GenerationAsk } from "../generation/to-common-ask.ts";
import { translateGenerateRequest } from "../generation/translate-generate-request.ts";
import { isEmpty, unsupportedField } from "../generation/unsupported-fields.ts";
import { MAX_MESSAGES } from "../http-limits.ts";

/** Body of `POST /api/chat`: that of `POST /api/generate` with a conversation only. */
export const OLLAMA_CHAT_REQUEST = GENERATE_REQUEST.omit({
  prompt: true,
  suffix: true,
  system: true,
  raw: true,
}).extend({
  messages: z
    .array(CHAT_MESSAGES.element)
    .max(MAX_MESSAGES)
    .nullish()
    .describe("The conversation; without any message the model is only loaded, or unloaded."),
  template: unsupportedField(isEmpty, "make an alias with POST /api/create"),
  stream: switchField("Streams the answer as NDJSON; the default."),
});

/** What a chat request asks for, to the answer's own end as Ollama has it. Throws ShimmyError as {@link translateGenerateRequest} does. */
export function translateOllamaChat(body: z.output<typeof OLLAMA_CHAT_REQUEST>): GenerationAsk {
  return translateGenerateRequest({ ...body, template: undefined });
}
