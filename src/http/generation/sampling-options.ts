import type { PartialGenerationOptions } from "../../core/generation-options.ts";
import { toMaxTokens } from "./length-field.ts";
import { toLogitBias } from "./logit-bias-field.ts";
import { toSamplers } from "./samplers-field.ts";
import type { SamplingValues } from "./sampling-fields.ts";
import { toSeed } from "./seed-field.ts";

/** What a dialect does when the client bounds the answer's length nowhere: null runs to the context's end. */
export type OpenMaxTokens = null | undefined;

/**
 * Generation options from the sampling fields of a request.
 *
 * @param layers the places where a field may stand, the one that wins first.
 * @param openMaxTokens what holds when none of them bounds the length.
 * @param mayBeZero a length of 0 asks for the prompt to be computed alone.
 * @throws ShimmyError `invalid_request` for a length of 0 where there has to be an answer.
 */
export function toGenerationOptions(
  layers: readonly Partial<SamplingValues>[],
  openMaxTokens: OpenMaxTokens,
  mayBeZero = false,
): PartialGenerationOptions {
  const stop = pick(layers, "stop");
  const topK = pick(layers, "top_k");
  const sigma = pick(layers, "top_n_sigma");
  const probabilities = pick(layers, "n_probs");
  return {
    maxTokens: maxTokensOf(layers, openMaxTokens, mayBeZero),
    temperature: pick(layers, "temperature"),
    dynamicTemperatureRange: pick(layers, "dynatemp_range"),
    dynamicTemperatureExponent: pick(layers, "dynatemp_exponent"),
    topP: pick(layers, "top_p"),
    // vLLM's and llama-server's -1 is their way to say off
    topK: topK === undefined ? undefined : Math.max(0, topK),
    minP: pick(layers, "min_p"),
    typicalP: pick(layers, "typical_p", "typ_p"),
    // llama-server's -1 is its way to say off
    topNSigma: sigma === undefined ? undefined : Math.max(0, sigma),
    xtcProbability: pick(layers, "xtc_probability"),
    xtcThreshold: pick(layers, "xtc_threshold"),
    dryMultiplier: pick(layers, "dry_multiplier"),
    dryBase: pick(layers, "dry_base"),
    dryAllowedLength: pick(layers, "dry_allowed_length"),
    dryPenaltyLastN: pick(layers, "dry_penalty_last_n"),
    drySequenceBreakers: pick(layers, "dry_sequence_breakers"),
    mirostat: pick(layers, "mirostat"),
    mirostatTau: pick(layers, "mirostat_tau"),
    mirostatEta: pick(layers, "mirostat_eta"),
    repeatPenalty: pick(layers, "repeat_penalty", "repetition_penalty"),
    repeatLastN: pick(layers, "repeat_last_n"),
    frequencyPenalty: pick(layers, "frequency_penalty"),
    presencePenalty: pick(layers, "presence_penalty"),
    samplers: toSamplers(pick(layers, "samplers")),
    logitBias: toLogitBias(pick(layers, "logit_bias")),
    seed: toSeed(pick(layers, "seed")),
    stop: typeof stop === "string" ? [stop] : stop,
    minTokens: pick(layers, "min_tokens"),
    ignoreEos: pick(layers, "ignore_eos"),
    logprobs: probabilities === 0 ? undefined : probabilities,
    cachePrompt: pick(layers, "cache_prompt"),
  };
}

/** The first value that is given: a layer before the next one, and in a layer a field before its other name. */
function pick<Field extends keyof SamplingValues>(
  layers: readonly Partial<SamplingValues>[],
  ...fields: readonly Field[]
): NonNullable<SamplingValues[Field]> | undefined {
  for (const layer of layers) {
    for (const field of fields) {
      const value = layer[field];
      if (value !== undefined && value !== null) return value;
    }
  }
  return undefined;
}

const LENGTH_FIELDS = ["max_completion_tokens", "max_tokens", "n_predict"] as const;

function maxTokensOf(
  layers: readonly Partial<SamplingValues>[],
  open: OpenMaxTokens,
  mayBeZero: boolean,
): number | null | undefined {
  for (const layer of layers) {
    for (const field of LENGTH_FIELDS) {
      const value = layer[field];
      if (value !== undefined && value !== null) return toMaxTokens({ value, field, mayBeZero });
    }
  }
  return open;
}
