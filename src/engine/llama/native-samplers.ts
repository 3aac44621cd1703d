import type { GenerationOptions } from "../../core/generation-options.ts";
import type { NativeFunctions } from "./native-functions.ts";
import type { NativePointer } from "./native-types.ts";
import type { SamplerStep } from "./plan-samplers.ts";

/** Tokens that mirostat estimates the distribution's shape from, as in its paper. */
const MIROSTAT_TOKENS = 100;

/** A sampler that no parameter may empty: it keeps one candidate at least. */
const MIN_KEEP = 1;

/** What samplers need beside their step. */
export interface NativeSamplerOptions {
  readonly generation: GenerationOptions;
  readonly vocabularySize: number;
  /** How many latest tokens the penalties look at. */
  readonly penaltyTokens: number;
  /** Gives a DRY sampler of the request's own. */
  readonly takeDry: () => NativePointer;
}

/** Makes llama.cpp's sampler for a step; the caller frees it, or the chain it is added to. */
export function createNativeSampler(
  llama: NativeFunctions,
  step: SamplerStep,
  options: NativeSamplerOptions,
): NativePointer {
  switch (step.kind) {
    case "penalties": {
      const { repeatPenalty, frequencyPenalty, presencePenalty } = options.generation;
      return llama.llama_sampler_init_penalties(
        options.vocabularySize,
        options.penaltyTokens,
        repeatPenalty,
        frequencyPenalty,
        presencePenalty,
      );
    }
    case "dry":
      return options.takeDry();
    case "top-n-sigma":
      return llama.llama_sampler_init_top_n_sigma(step.n);
    case "top-k":
      return llama.llama_sampler_init_top_k(step.k);
    case "typical":
      return llama.llama_sampler_init_typical(step.p, MIN_KEEP);
    case "top-p":
      return llama.llama_sampler_init_top_p(step.p, MIN_KEEP);
    case "min-p":
      return llama.llama_sampler_init_min_p(step.p, MIN_KEEP);
    case "xtc":
      return llama.llama_sampler_init_xtc(step.probability, step.threshold, MIN_KEEP, step.seed);
    case "temperature":
      return llama.llama_sampler_init_temp_ext(step.temperature, step.range, step.exponent);
    case "greedy":
      return llama.llama_sampler_init_greedy();
    case "dist":
      return llama.llama_sampler_init_dist(step.seed);
    case "mirostat": {
      const { version, seed, tau, eta } = step;
      return version === 1
        ? llama.llama_sampler_init_mirostat(options.vocabularySize, seed, tau, eta, MIROSTAT_TOKENS)
        : llama.llama_sampler_init_mirostat_v2(seed, tau, eta);
    }
  }
}
