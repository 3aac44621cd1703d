import { z } from "zod";
import { CHAT_MESSAGES } from "../generation/chat-message-schema.ts";
import { MODEL_FIELD } from "../generation/model-field.ts";
import { SAMPLING_FIELDS } from "../generation/sampling-fields.ts";
import {
  isEmpty,
  oneOf,
  UNSUPPORTED_SAMPLING_FIELDS,
  unsupportedField,
} from "../generation/unsupported-fields.ts";
import { MAX_TEXT_LENGTH } from "../http-limits.ts";

const COMMON_FIELDS = {
  model: MODEL_FIELD,
  stream: z.boolean("must be true or false").nullish().describe("Streams server-sent events when true."),
  stream_options: z
    .object({ include_usage: z.boolean("must be true or false").nullish() })
    .nullish()
    .describe("`include_usage` adds a last chunk with the token counts."),
  ...SAMPLING_FIELDS,
  ...UNSUPPORTED_SAMPLING_FIELDS,
  n: unsupportedField(oneOf(1)),
};

/** Body of `POST /v1/chat/completions`. Fields that change no answer (`user`, `metadata`, …) are ignored. */
export const CHAT_REQUEST = z.object({
  ...COMMON_FIELDS,
  messages: CHAT_MESSAGES,
  logprobs: unsupportedField(oneOf(false)),
  top_logprobs: unsupportedField(oneOf(0)),
  tools: unsupportedField(isEmpty),
  tool_choice: unsupportedField(oneOf("none", "auto")),
  functions: unsupportedField(isEmpty),
  function_call: unsupportedField(oneOf("none", "auto")),
  response_format: unsupportedField(isTextFormat),
  modalities: unsupportedField((value) => Array.isArray(value) && value.every((kind) => kind === "text")),
  audio: unsupportedField(),
  prediction: unsupportedField(),
  reasoning_effort: unsupportedField(oneOf("none")),
  verbosity: unsupportedField(oneOf("medium")),
  web_search_options: unsupportedField(),
});

/** Body of `POST /v1/completions`. */
export const COMPLETION_REQUEST = z.object({
  ...COMMON_FIELDS,
  prompt: z
    .union([z.string().max(MAX_TEXT_LENGTH), z.array(z.unknown())], {
      error: "must be a text or a list of one text",
    })
    .describe("Text to continue as it stands, or a list of one."),
  best_of: unsupportedField(oneOf(1)),
  echo: unsupportedField(oneOf(false)),
  suffix: unsupportedField(isEmpty),
  logprobs: unsupportedField(oneOf(false)),
  response_format: unsupportedField(isTextFormat),
});

/** A chat request after validation. */
export type ChatRequestValue = z.output<typeof CHAT_REQUEST>;

/** A completion request after validation. */
export type CompletionRequestValue = z.output<typeof COMPLETION_REQUEST>;

function isTextFormat(value: unknown): boolean {
  return typeof value === "object" && value !== null && Reflect.get(value, "type") === "text";
}
