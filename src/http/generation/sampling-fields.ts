import type { z } from "zod";
import { GENERATION_NUMBER_RULES } from "../../core/generation-options.ts";
import { numPredictField, openLengthField } from "./length-field.ts";
import { LOGIT_BIAS_FIELD } from "./logit-bias-field.ts";
import { LORA_FIELD } from "./lora-field.ts";
import { boundedNumber, numberField, switchField } from "./number-field.ts";
import { SAMPLERS_FIELD } from "./samplers-field.ts";
import { SEED_FIELD } from "./seed-field.ts";
import { DRY_SEQUENCE_BREAKERS_FIELD, STOP_FIELD } from "./text-list-fields.ts";

const { topK: TOP_K_RULE, topNSigma: SIGMA_RULE } = GENERATION_NUMBER_RULES;

const LENGTH = "Upper bound of generated tokens";
const maxTokens = openLengthField(LENGTH);
const repeatPenalty = numberField("repeatPenalty", "Divides the logit of tokens seen lately; 1 is off.");
const typicalP = numberField("typicalP", "Locally typical sampling; 1 is off.");
/** Sampling fields without the ones that bound the length. */
const COMMON_FIELDS = {
  temperature: numberField("temperature", "Divides the logits; 0 always takes the likeliest token."),
  dynatemp_range: numberField(
    "dynamicTemperatureRange",
    "The temperature varies by entropy up to this far from `temperature`; 0 is off.",
  ),
  dynatemp_exponent: numberField("dynamicTemperatureExponent", "Exponent of `dynatemp_range`."),
  top_p: numberField("topP", "Nucleus sampling: the smallest set of tokens with this mass; 1 is off."),
  top_k: boundedNumber(
    { ...TOP_K_RULE, min: -1, note: " (off)" },
    "The k likeliest tokens; 0 and -1 are off.",
  ),
  min_p: numberField("minP", "Tokens at least this fraction as likely as the likeliest; 0 is off."),
  typical_p: typicalP,
  typ_p: typicalP.describe("Another name of `typical_p`."),
  top_n_sigma: boundedNumber(
    { ...SIGMA_RULE, min: -1, note: " (off)" },
    "Tokens whose logit is within this many standard deviations of the highest; 0 and -1 are off.",
  ),
  xtc_probability: numberField("xtcProbability", "Chance of taking the likeliest tokens away; 0 is off."),
  xtc_threshold: numberField("xtcThreshold", "Probability from which a token counts as likely for XTC."),
  dry_multiplier: numberField("dryMultiplier", "Penalty on repeated sequences (DRY); 0 is off."),
  dry_base: numberField("dryBase", "The penalty grows by this factor with each token of the repetition."),
  dry_allowed_length: numberField("dryAllowedLength", "Repetitions up to this length are free."),
  dry_penalty_last_n: numberField("dryPenaltyLastN", "How many latest tokens DRY looks at; -1 is all."),
  dry_sequence_breakers: DRY_SEQUENCE_BREAKERS_FIELD,
  mirostat: numberField("mirostat", "Mirostat version 1 or 2, in place of other truncation; 0 is off."),
  mirostat_tau: numberField("mirostatTau", "Surprise that mirostat aims at."),
  mirostat_eta: numberField("mirostatEta", "Learning rate of mirostat."),
  repeat_penalty: repeatPenalty,
  repetition_penalty: repeatPenalty.describe("Another name of `repeat_penalty`."),
  repeat_last_n: numberField("repeatLastN", "How many latest tokens the penalties look at; -1 is all."),
  frequency_penalty: numberField("frequencyPenalty", "Subtracted for each time a token occurred."),
  presence_penalty: numberField("presencePenalty", "Subtracted when a token occurred at all."),
  samplers: SAMPLERS_FIELD,
  logit_bias: LOGIT_BIAS_FIELD,
  seed: SEED_FIELD,
  stop: STOP_FIELD,
  min_tokens: numberField("minTokens", "Tokens before which the model may not end its answer."),
  ignore_eos: switchField("Goes on past the model's end-of-generation tokens."),
  n_probs: numberField(
    "logprobs",
    "Reports log probabilities with this many alternatives a token; 0 is off.",
  ),
  cache_prompt: switchField("Takes the known beginning of the prompt from earlier requests; the default."),
};

/** The native sampling fields that every generating route takes beside its dialect's own. */
export const SAMPLING_FIELDS = {
  ...COMMON_FIELDS,
  max_tokens: maxTokens,
  max_completion_tokens: maxTokens,
  n_predict: maxTokens,
  lora: LORA_FIELD,
};

/** The fields of Ollama's `options` that Shimmy acts on. */
export const OLLAMA_OPTION_FIELDS = { ...COMMON_FIELDS, num_predict: numPredictField(LENGTH) };

/** Values of {@link SAMPLING_FIELDS} after validation. */
export type SamplingValues = z.output<z.ZodObject<typeof SAMPLING_FIELDS>>;
