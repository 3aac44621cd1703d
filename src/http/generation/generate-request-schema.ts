import { z } from "zod";
import { MAX_TEXT_LENGTH } from "../http-limits.ts";
import { CHAT_MESSAGES } from "./chat-message-schema.ts";
import { MODEL_FIELD } from "./model-field.ts";
import { OLLAMA_OPTION_FIELDS, SAMPLING_FIELDS } from "./sampling-fields.ts";
import { isEmpty, oneOf, UNSUPPORTED_SAMPLING_FIELDS, unsupportedField } from "./unsupported-fields.ts";

/** Body of `POST /api/generate`, and the message that asks for a generation over `/ws/generate`. */
export const GENERATE_REQUEST = z.object({
  model: MODEL_FIELD,
  prompt: z
    .string()
    .max(MAX_TEXT_LENGTH)
    .nullish()
    .describe("Text to continue as it stands; together with `system`, the user's turn of a conversation."),
  messages: CHAT_MESSAGES.nullish().describe("A conversation, rendered by the model's chat template."),
  system: z.string().max(MAX_TEXT_LENGTH).nullish().describe("Instruction put before the conversation."),
  raw: z.boolean("must be true or false").nullish().describe("Never applies a chat template to `prompt`."),
  stream: z.boolean("must be true or false").nullish(),
  ...SAMPLING_FIELDS,
  options: z
    .object({ ...OLLAMA_OPTION_FIELDS, ...UNSUPPORTED_SAMPLING_FIELDS })
    .nullish()
    .describe("Ollama's place for sampling options; the fields beside it win."),
  ...UNSUPPORTED_SAMPLING_FIELDS,
  suffix: unsupportedField(isEmpty),
  images: unsupportedField(isEmpty),
  format: unsupportedField(isEmpty),
  template: unsupportedField(isEmpty),
  context: unsupportedField(isEmpty),
  tools: unsupportedField(isEmpty),
  response_format: unsupportedField(isEmpty),
  n: unsupportedField(oneOf(1)),
  logprobs: unsupportedField(oneOf(false)),
  echo: unsupportedField(oneOf(false)),
  think: unsupportedField(oneOf(false)),
});

/** A native request after validation. */
export type GenerateRequestValue = z.output<typeof GENERATE_REQUEST>;
