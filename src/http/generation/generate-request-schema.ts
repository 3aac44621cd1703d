import { z } from "zod";
import { MAX_ALIAS_TEXT_LENGTH, MAX_PROMPT_TOKENS, MAX_TEXT_LENGTH } from "../http-limits.ts";
import { CHAT_MESSAGES } from "./chat-message-schema.ts";
import { GENERATING_FIELDS } from "./generating-fields.ts";
import { KEEP_ALIVE_FIELD } from "./keep-alive-field.ts";
import { NATIVE_LOGPROBS_FIELDS } from "./logprobs-fields.ts";
import { MODEL_FIELD } from "./model-field.ts";
import { switchField } from "./number-field.ts";
import { OLLAMA_LOAD_FIELDS } from "./ollama-load-fields.ts";
import { REASONING_FIELDS } from "./reasoning-fields.ts";
import { OLLAMA_OPTION_FIELDS } from "./sampling-fields.ts";
import { TOOL_FIELDS } from "./tool-fields.ts";
import { isEmpty, oneOf, UNSUPPORTED_SAMPLING_FIELDS, unsupportedField } from "./unsupported-fields.ts";

const TOKEN_RULE = "must be a token id, a whole number from 0";

/** Body of `POST /api/generate`, and the message that asks for a generation over `/ws/generate`. */
export const GENERATE_REQUEST = z.object({
  model: MODEL_FIELD,
  prompt: z
    .string()
    .max(MAX_TEXT_LENGTH)
    .nullish()
    .describe(
      "The user's turn, in the model's chat template; continued as it stands with `raw`, and by a model that brings no template.",
    ),
  suffix: z
    .string()
    .max(MAX_TEXT_LENGTH)
    .nullish()
    .describe("Text after the gap that the model is to fill between it and `prompt`."),
  messages: CHAT_MESSAGES.nullish().describe("A conversation, rendered by the model's chat template."),
  system: z.string().max(MAX_TEXT_LENGTH).nullish().describe("Instruction put before the conversation."),
  raw: switchField("Continues `prompt` as it stands, past the chat template."),
  stream: switchField("Streams the answer; `Accept` chooses how."),
  ...GENERATING_FIELDS,
  ...NATIVE_LOGPROBS_FIELDS,
  options: z
    .object({ ...OLLAMA_OPTION_FIELDS, ...OLLAMA_LOAD_FIELDS, ...UNSUPPORTED_SAMPLING_FIELDS })
    .nullish()
    .describe("Ollama's place for sampling options, under the same names; the fields beside it win."),
  ...UNSUPPORTED_SAMPLING_FIELDS,
  ...TOOL_FIELDS,
  ...REASONING_FIELDS,
  think: z
    .union([z.boolean(), z.enum(["low", "medium", "high"])], {
      error: 'must be true, false, "low", "medium" or "high"',
    })
    .nullish()
    .describe("Whether a model that can think does so, and how hard; wins over `reasoning_effort`."),
  images: unsupportedField(isEmpty),
  template: z
    .string()
    .max(MAX_ALIAS_TEXT_LENGTH)
    .nullish()
    .describe(
      "Form of the text that is made of `prompt` and `system` in place of the chat template: Go's, with `{{ .System }}`, `{{ .Prompt }}`, `{{ .Response }}`, `if`, `else` and `end`.",
    ),
  context: z
    .array(z.number(TOKEN_RULE).int(TOKEN_RULE).min(0, TOKEN_RULE))
    .max(MAX_PROMPT_TOKENS)
    .nullish()
    .describe("The `context` of an earlier answer: `prompt` goes on from it."),
  n: unsupportedField(oneOf(1), "/v1/chat/completions and /v1/completions give several answers"),
  echo: unsupportedField(oneOf(false), "/v1/completions has it"),
  keep_alive: KEEP_ALIVE_FIELD,
});

/** A native request after validation. */
export type GenerateRequestValue = z.output<typeof GENERATE_REQUEST>;
