import { z } from "zod";
import { CHAT_MESSAGES } from "../generation/chat-message-schema.ts";
import { GENERATING_FIELDS } from "../generation/generating-fields.ts";
import { COUNTED_LOGPROBS_FIELD, SWITCHED_LOGPROBS_FIELDS } from "../generation/logprobs-fields.ts";
import { MODEL_FIELD } from "../generation/model-field.ts";
import { boundedNumber, switchField } from "../generation/number-field.ts";
import {
  isEmpty,
  oneOf,
  UNSUPPORTED_SAMPLING_FIELDS,
  unsupportedField,
} from "../generation/unsupported-fields.ts";
import {
  MAX_CHOICES_PER_PROMPT,
  MAX_CHOICES_PER_REQUEST,
  MAX_PROMPT_TOKENS,
  MAX_TEXT_LENGTH,
} from "../http-limits.ts";

const COMMON_FIELDS = {
  model: MODEL_FIELD,
  stream: switchField("Streams server-sent events when true."),
  stream_options: z
    .object({ include_usage: switchField("Adds a last chunk with the token counts.") })
    .nullish()
    .describe("`include_usage` adds a last chunk with the token counts."),
  ...GENERATING_FIELDS,
  ...UNSUPPORTED_SAMPLING_FIELDS,
  n: boundedNumber(
    { min: 1, max: MAX_CHOICES_PER_PROMPT, integer: true },
    "How many answers to each prompt.",
  ),
};

/** Body of `POST /v1/chat/completions`. Fields that change no answer (`user`, `metadata`, …) are ignored. */
export const CHAT_REQUEST = z.object({
  ...COMMON_FIELDS,
  messages: CHAT_MESSAGES,
  ...SWITCHED_LOGPROBS_FIELDS,
  tools: unsupportedField(isEmpty),
  tool_choice: unsupportedField(oneOf("none", "auto")),
  functions: unsupportedField(isEmpty),
  function_call: unsupportedField(oneOf("none", "auto")),
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
  // a list may hold a million token ids, so that its entries are checked apart, up to the first wrong one
  prompt: z
    .union([z.string().max(MAX_TEXT_LENGTH), z.array(z.unknown()).min(1).max(MAX_PROMPT_TOKENS)], {
      error:
        "must be a text, a list of texts, a list of token ids or a list of such lists, none of them empty",
    })
    .describe("Text to continue as it stands, or a list of token ids, or a list of either."),
  best_of: boundedNumber(
    { min: 1, max: MAX_CHOICES_PER_REQUEST, integer: true },
    "Not supported above `n`: every answer that is made is given.",
  ),
  echo: switchField("Puts the prompt before each answer; not together with log probabilities."),
  suffix: z
    .string()
    .max(MAX_TEXT_LENGTH)
    .nullish()
    .describe("Text after the gap that the model is to fill between it and the prompt."),
  logprobs: COUNTED_LOGPROBS_FIELD,
});

/** A chat request after validation. */
export type ChatRequestValue = z.output<typeof CHAT_REQUEST>;

/** A completion request after validation. */
export type CompletionRequestValue = z.output<typeof COMPLETION_REQUEST>;
