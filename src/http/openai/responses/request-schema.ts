import { z } from "zod";
import { GENERATION_NUMBER_RULES } from "../../../core/generation-options.ts";
import { GENERATING_FIELDS } from "../../generation/generating-fields.ts";
import { lengthField } from "../../generation/length-field.ts";
import { MODEL_FIELD } from "../../generation/model-field.ts";
import { boundedNumber, switchField } from "../../generation/number-field.ts";
import {
  isEmpty,
  oneOf,
  UNSUPPORTED_SAMPLING_FIELDS,
  unsupportedField,
} from "../../generation/unsupported-fields.ts";
import { MAX_TEXT_LENGTH } from "../../http-limits.ts";
import { RESPONSE_INPUT } from "./input-item.ts";
import { TOOL_FIELDS } from "./tool-fields.ts";
import { typedUnion } from "./typed-union.ts";

const MAX_ID_LENGTH = 256;
/** OpenAI's bounds. */
const METADATA = { maxPairs: 16, maxKeyLength: 64, maxValueLength: 512 } as const;
const MAX_SCHEMA_NAME_LENGTH = 256;
const MAX_PERSONALITY_LENGTH = 64;

const label = (description: string) =>
  z.string().max(METADATA.maxValueLength).nullish().describe(description);

const TEXT_FORMAT = typedUnion("a format", [
  z.object({ type: z.literal("text") }),
  z.object({ type: z.literal("json_object") }),
  z.object({
    type: z.literal("json_schema"),
    name: z.string().max(MAX_SCHEMA_NAME_LENGTH).nullish(),
    description: z.string().max(MAX_TEXT_LENGTH).nullish(),
    schema: z
      .unknown()
      .refine((schema) => schema !== undefined && schema !== null, {
        error: "is missing; give the schema of the answer",
      })
      .meta({ type: ["object", "boolean"], description: "JSON Schema of the answer." }),
    strict: switchField("The answer keeps to the schema either way."),
  }),
]);

const TEXT = z
  .object({
    format: TEXT_FORMAT.nullish().describe("Form of the answer: text, any JSON object, or JSON by a schema."),
    verbosity: z
      .enum(["low", "medium", "high"])
      .nullish()
      .describe("Told to chat templates that know the variable `verbosity`; others are not affected."),
  })
  .nullish()
  .describe("What the text of the answer is to be like.");

const SUMMARY = z.enum(["auto", "concise", "detailed"]).nullish();

const REASONING = z
  .object({
    effort: z
      .enum(["none", "minimal", "low", "medium", "high", "xhigh", "max"])
      .nullish()
      .describe("How hard the model thinks; `none` not at all; `xhigh` and `max` count as `high`."),
    summary: SUMMARY.describe("Not acted on: thoughts are given as they are, and nothing sums them up."),
    generate_summary: SUMMARY.describe("Older name of `summary`."),
    context: unsupportedField(oneOf("auto", "current_turn")),
    mode: unsupportedField(oneOf("standard")),
  })
  .nullish()
  .describe("How much a model that can think is to think.");

const INCLUDE = z
  .array(
    z.enum([
      "file_search_call.results",
      "web_search_call.results",
      "web_search_call.action.sources",
      "message.input_image.image_url",
      "computer_call_output.output.image_url",
      "code_interpreter_call.outputs",
      "reasoning.encrypted_content",
      "message.output_text.logprobs",
    ]),
  )
  .nullish()
  .describe(
    "`message.output_text.logprobs` adds log probabilities; the others change nothing, since thoughts are never encrypted.",
  );

/** Body of `POST /v1/responses`. */
export const RESPONSE_REQUEST = z.object({
  ...GENERATING_FIELDS,
  ...UNSUPPORTED_SAMPLING_FIELDS,
  ...TOOL_FIELDS,
  model: MODEL_FIELD,
  input: RESPONSE_INPUT,
  instructions: z
    .string()
    .max(MAX_TEXT_LENGTH)
    .nullish()
    .describe("Put before the conversation as the system's. It does not go over to later responses."),
  previous_response_id: z
    .string()
    .max(MAX_ID_LENGTH)
    .nullish()
    .describe("A response that is kept: its conversation goes on with `input`."),
  store: switchField("Keeps the response in memory, for a while, to be continued and fetched. Default true."),
  stream: switchField("Streams server-sent events when true."),
  stream_options: z
    .object({ include_obfuscation: unsupportedField(oneOf(false)) })
    .nullish()
    .describe("Streams are never padded."),
  background: switchField("Answers at once and generates on, whether the client stays or not."),
  max_output_tokens: lengthField("Upper bound of generated tokens, thoughts included"),
  max_tool_calls: boundedNumber(
    { min: 0, max: Number.MAX_SAFE_INTEGER, integer: true },
    "Bounds calls of built-in tools, of which there are none.",
  ),
  text: TEXT,
  reasoning: REASONING,
  include: INCLUDE,
  top_logprobs: boundedNumber(
    GENERATION_NUMBER_RULES.logprobs,
    "Reports log probabilities with this many likely alternatives a token.",
  ),
  truncation: z
    .enum(["auto", "disabled"])
    .nullish()
    .describe(
      "`auto` leaves the oldest turns out of a conversation that is too long; the default refuses it.",
    ),
  metadata: z
    .record(z.string().max(METADATA.maxKeyLength), z.string().max(METADATA.maxValueLength))
    .refine((pairs) => Object.keys(pairs).length <= METADATA.maxPairs, {
      error: `must have at most ${METADATA.maxPairs} entries`,
    })
    .nullish()
    .describe("The client's own notes, given back as they are."),
  user: label("Given back as it is."),
  safety_identifier: label("Given back as it is."),
  prompt_cache_key: label("Given back as it is: shared beginnings are found without it."),
  prompt_cache_retention: label("Not acted on."),
  prompt_cache_options: z.looseObject({}).nullish().describe("Not acted on."),
  service_tier: z
    .enum(["auto", "default", "flex", "scale", "priority", "fast", "ultrafast"])
    .nullish()
    .describe("Not acted on; `priority` is the field that orders requests."),
  conversation: unsupportedField(),
  prompt: unsupportedField(),
  moderation: unsupportedField(),
  context_management: unsupportedField(isEmpty),
});

/** Body of `POST /v1/responses/input_tokens`: what of a request decides on its prompt. */
export const INPUT_TOKENS_REQUEST = RESPONSE_REQUEST.pick({
  model: true,
  input: true,
  instructions: true,
  previous_response_id: true,
  tools: true,
  tool_choice: true,
  parallel_tool_calls: true,
  text: true,
  reasoning: true,
  truncation: true,
  conversation: true,
}).extend({
  truncation: RESPONSE_REQUEST.shape.truncation.describe("Not acted on: the whole conversation is counted."),
  personality: z.string().max(MAX_PERSONALITY_LENGTH).nullish().describe("Not acted on."),
});

/** A request for a count after validation. */
export type InputTokensRequestValue = z.output<typeof INPUT_TOKENS_REQUEST>;

/** A request after validation. */
export type ResponseRequestValue = z.output<typeof RESPONSE_REQUEST>;
