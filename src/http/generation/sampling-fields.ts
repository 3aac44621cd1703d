import { z } from "zod";
import { GENERATION_NUMBER_RULES, STOP_RULES } from "../../core/generation-options.ts";

type NumberOption = keyof typeof GENERATION_NUMBER_RULES;

/** A number within the range that core allows; null counts as absent, as OpenAI's clients send it. */
function numberField(option: NumberOption, description: string) {
  const { min, max, integer } = GENERATION_NUMBER_RULES[option];
  return boundedNumber(min, max, integer, description);
}

function boundedNumber(min: number, max: number, integer: boolean, description: string, note = "") {
  const text = `must be ${integer ? "a whole number" : "a number"} from ${min}${note} to ${max}`;
  const base = z.number(text).min(min, text).max(max, text);
  return (integer ? base.int(text) : base).nullish().describe(description);
}

const stopText = z
  .string(`must be a text of 1 to ${STOP_RULES.maxLength} characters`)
  .min(1, `must be a text of 1 to ${STOP_RULES.maxLength} characters`)
  .max(STOP_RULES.maxLength, `must be a text of 1 to ${STOP_RULES.maxLength} characters`);

const stopField = z
  .union([stopText, z.array(stopText).max(STOP_RULES.maxCount)], {
    error: `must be a text of 1 to ${STOP_RULES.maxLength} characters or a list of at most ${STOP_RULES.maxCount} of them`,
  })
  .nullish()
  .describe("Texts that end the answer; they are not part of it.");

const maxTokens = numberField("maxTokens", "Upper bound of generated tokens.");
const lengthText = `from -1 (to the end of the context) to ${GENERATION_NUMBER_RULES.maxTokens.max}, and not 0`;

/** llama-server's and Ollama's form of the upper bound: negative means no bound but the context. */
const predictField = boundedNumber(
  -2,
  GENERATION_NUMBER_RULES.maxTokens.max,
  true,
  `Upper bound of generated tokens, ${lengthText}.`,
)
  .refine((value) => value !== 0, { error: `must be a whole number ${lengthText}` })
  .describe(`Upper bound of generated tokens, ${lengthText}.`);

/** Sampling fields without the ones that bound the length. */
const COMMON_FIELDS = {
  temperature: numberField("temperature", "Divides the logits; 0 always takes the likeliest token."),
  top_p: numberField("topP", "Nucleus sampling: the smallest set of tokens with this mass; 1 is off."),
  top_k: numberField("topK", "The k likeliest tokens; 0 is off."),
  min_p: numberField("minP", "Tokens at least this fraction as likely as the likeliest; 0 is off."),
  typical_p: numberField("typicalP", "Locally typical sampling; 1 is off."),
  repeat_penalty: numberField("repeatPenalty", "Divides the logit of tokens seen lately; 1 is off."),
  repeat_last_n: numberField("repeatLastN", "How many latest tokens the penalties look at; -1 is all."),
  frequency_penalty: numberField("frequencyPenalty", "Subtracted for each time a token occurred."),
  presence_penalty: numberField("presencePenalty", "Subtracted when a token occurred at all."),
  seed: boundedNumber(
    -1,
    GENERATION_NUMBER_RULES.seed.max,
    true,
    "Seed of the random choice; absent or -1 means a random one, which the answer reports.",
    " (random)",
  ),
  stop: stopField,
};

/** The native sampling fields that every generating route takes beside its dialect's own. */
export const SAMPLING_FIELDS = {
  ...COMMON_FIELDS,
  max_tokens: maxTokens,
  max_completion_tokens: maxTokens,
  n_predict: predictField,
  ignore_eos: z
    .boolean("must be true or false")
    .nullish()
    .describe("Goes on past the model's end-of-generation tokens."),
};

/** The fields of Ollama's `options` that Shimmy acts on. */
export const OLLAMA_OPTION_FIELDS = { ...COMMON_FIELDS, num_predict: predictField };

/** Values of {@link SAMPLING_FIELDS} after validation. */
export type SamplingValues = z.output<z.ZodObject<typeof SAMPLING_FIELDS>>;
