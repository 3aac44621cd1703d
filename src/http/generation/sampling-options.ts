import type { PartialGenerationOptions } from "../../core/generation-options.ts";
import type { SamplingValues } from "./sampling-fields.ts";

/** What a dialect does when the client bounds the answer's length nowhere: null runs to the context's end. */
export type OpenMaxTokens = null | undefined;

/**
 * Generation options from the fields of a request.
 *
 * @param layers the places where a field may stand, the one that wins first.
 * @param openMaxTokens what holds when none of them bounds the length.
 */
export function toGenerationOptions(
  layers: readonly Partial<SamplingValues>[],
  openMaxTokens: OpenMaxTokens,
): PartialGenerationOptions {
  const stop = pick(layers, "stop");
  const seed = pick(layers, "seed");
  return {
    maxTokens: maxTokensOf(layers, openMaxTokens),
    temperature: pick(layers, "temperature"),
    topP: pick(layers, "top_p"),
    topK: pick(layers, "top_k"),
    minP: pick(layers, "min_p"),
    typicalP: pick(layers, "typical_p"),
    repeatPenalty: pick(layers, "repeat_penalty"),
    repeatLastN: pick(layers, "repeat_last_n"),
    frequencyPenalty: pick(layers, "frequency_penalty"),
    presencePenalty: pick(layers, "presence_penalty"),
    seed: seed === -1 ? undefined : seed,
    stop: typeof stop === "string" ? [stop] : stop,
    ignoreEos: pick(layers, "ignore_eos"),
  };
}

function pick<Field extends keyof SamplingValues>(
  layers: readonly Partial<SamplingValues>[],
  field: Field,
): NonNullable<SamplingValues[Field]> | undefined {
  for (const layer of layers) {
    const value = layer[field];
    if (value !== undefined && value !== null) return value;
  }
  return undefined;
}

function maxTokensOf(
  layers: readonly Partial<SamplingValues>[],
  open: OpenMaxTokens,
): number | null | undefined {
  for (const layer of layers) {
    const given = layer.max_completion_tokens ?? layer.max_tokens ?? layer.n_predict;
    if (given !== undefined && given !== null) return given < 0 ? null : given;
  }
  return open;
}
