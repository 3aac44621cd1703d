import { z } from "zod";
import { CHAT_MESSAGES } from "../generation/chat-message-schema.ts";
import { GENERATING_FIELDS } from "../generation/generating-fields.ts";
import { COUNTED_LOGPROBS_FIELD, SWITCHED_LOGPROBS_FIELDS } from "../generation/logprobs-fields.ts";
import { MODEL_FIELD } from "../generation/model-field.ts";
import { boundedNumber, switchField } from "../generation/number-field.ts";
import { OTHER_SERVERS_FIELDS } from "../generation/other-servers-fields.ts";
import { REASONING_FIELDS } from "../generation/reasoning-fields.ts";
import { TOOL_FIELDS } from "../generation/tool-fields.ts";
import {
  acceptedField,
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
    .object({
      include_usage: switchField("Adds a last chunk with the token counts."),
      include_obfuscation: unsupportedField(oneOf(false), "chunks are not padded"),
    })
    .nullish()
    .describe("`include_usage` adds a last chunk with the token counts."),
  ...GENERATING_FIELDS,
  ...UNSUPPORTED_SAMPLING_FIELDS,
  ...OTHER_SERVERS_FIELDS,
  user: acceptedField("clients are told apart by key or address"),
  n: boundedNumber(
    { min: 1, max: MAX_CHOICES_PER_PROMPT, integer: true },
    "How many answers to each prompt.",
  ),
};

/** Body of `POST /v1/chat/completions`. */
export const CHAT_REQUEST = z.object({
  ...COMMON_FIELDS,
  messages: CHAT_MESSAGES.describe("The conversation, rendered by the model's chat template."),
  ...SWITCHED_LOGPROBS_FIELDS,
  ...TOOL_FIELDS,
  ...REASONING_FIELDS,
  include_reasoning: switchField("False leaves `reasoning_content` out of the answer; the default is true."),
  functions: unsupportedField(isEmpty, "use tools"),
  function_call: unsupportedField(oneOf("none", "auto"), "use tool_choice"),
  modalities: unsupportedField(
    Object.assign((value: unknown) => Array.isArray(value) && value.every((kind) => kind === "text"), {
      words: '`["text"]`',
    }),
  ),
  audio: unsupportedField(),
  verbosity: unsupportedField(oneOf("medium"), "ask for it in the system message"),
  web_search_options: unsupportedField(),
  moderation: unsupportedField(),
  prediction: acceptedField("it would change the speed alone"),
  metadata: acceptedField("answers are not stored"),
  store: acceptedField("answers are not stored"),
  service_tier: acceptedField("there is one; `priority` orders requests"),
  safety_identifier: acceptedField("clients are told apart by key or address"),
  prompt_cache_key: acceptedField("known prefixes are found without it"),
  prompt_cache_retention: acceptedField("known prefixes are kept while there is room"),
  prompt_cache_options: acceptedField("known prefixes are found without them"),
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
  echo: switchField(
    "Puts the prompt before each answer; with `logprobs`, its tokens come first in them, and not in a stream.",
  ),
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
