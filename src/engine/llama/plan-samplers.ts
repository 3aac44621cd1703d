import type { GenerationOptions } from "../../core/generation-options.ts";
import type { SamplerName } from "../../core/sampler-name.ts";
import { TokenPenalties } from "./token-penalties.ts";

/** One of llama.cpp's samplers with its parameters. */
export type SamplerStep =
  | { readonly kind: "penalties" }
  | { readonly kind: "dry" }
  | { readonly kind: "top-n-sigma"; readonly n: number }
  | { readonly kind: "top-k"; readonly k: number }
  | { readonly kind: "typical"; readonly p: number }
  | { readonly kind: "top-p"; readonly p: number }
  | { readonly kind: "min-p"; readonly p: number }
  | { readonly kind: "xtc"; readonly probability: number; readonly threshold: number; readonly seed: number }
  | {
      readonly kind: "temperature";
      readonly temperature: number;
      readonly range: number;
      readonly exponent: number;
    }
  | { readonly kind: "greedy" }
  | { readonly kind: "dist"; readonly seed: number }
  | {
      readonly kind: "mirostat";
      readonly version: number;
      readonly seed: number;
      readonly tau: number;
      readonly eta: number;
    };

/** How the tokens of a request are chosen. */
export interface SamplerPlan {
  /** True where the penalties come before everything else: they are then done on the logits themselves. */
  readonly penalizesLogits: boolean;
  /** What llama.cpp does, in order; the last one chooses. */
  readonly steps: readonly SamplerStep[];
}

/** Samplers that take candidates away; mirostat does so in their place. */
const TRUNCATING: readonly SamplerName[] = ["top_n_sigma", "top_k", "typical_p", "top_p", "min_p", "xtc"];

/**
 * The smallest fraction of the likeliest token's probability that 32-bit floats can tell from nothing.
 * Tokens below are taken out before a sampler that takes the logarithm of every probability: a single
 * zero, as of a banned token, would turn all its sums into NaN.
 */
const NEGLIGIBLE = 1e-37;

/**
 * Which samplers run in which order: those of `samplers` that change anything, then the choice. At
 * temperature 0 the likeliest token is taken always, so only penalties and DRY are left of them.
 * Mirostat replaces what truncates, and the choice.
 */
export function planSamplers(options: GenerationOptions, seed: number): SamplerPlan {
  const greedy = options.temperature === 0;
  const steps: SamplerStep[] = [];
  let penalizesLogits = false;
  for (const name of options.samplers) {
    if (greedy && name !== "penalties" && name !== "dry") continue;
    if (options.mirostat !== 0 && TRUNCATING.includes(name)) continue;
    const step = stepOf(name, options, seed);
    if (step?.kind === "penalties" && steps.length === 0) penalizesLogits = true;
    else if (step?.kind === "typical") steps.push({ kind: "min-p", p: NEGLIGIBLE }, step);
    else if (step !== undefined) steps.push(step);
  }
  return { penalizesLogits, steps: [...steps, ...choiceOf(options, seed)] };
}

/** The step of a sampler's name; undefined where its parameters leave everything as it is. */
function stepOf(name: SamplerName, options: GenerationOptions, seed: number): SamplerStep | undefined {
  switch (name) {
    case "penalties":
      return TokenPenalties.areOff(options) ? undefined : { kind: "penalties" };
    case "dry":
      return dryIsOff(options) ? undefined : { kind: "dry" };
    case "top_n_sigma":
      return options.topNSigma > 0 ? { kind: "top-n-sigma", n: options.topNSigma } : undefined;
    case "top_k":
      return options.topK > 0 ? { kind: "top-k", k: options.topK } : undefined;
    case "typical_p":
      return options.typicalP < 1 ? { kind: "typical", p: options.typicalP } : undefined;
    case "top_p":
      return options.topP < 1 ? { kind: "top-p", p: options.topP } : undefined;
    case "min_p":
      return options.minP > 0 ? { kind: "min-p", p: options.minP } : undefined;
    case "xtc": {
      const { xtcProbability: probability, xtcThreshold: threshold } = options;
      return probability > 0 && threshold <= 0.5 ? { kind: "xtc", probability, threshold, seed } : undefined;
    }
    case "temperature": {
      const { temperature, dynamicTemperatureRange: range, dynamicTemperatureExponent: exponent } = options;
      return temperature === 1 && range === 0
        ? undefined
        : { kind: "temperature", temperature, range, exponent };
    }
  }
}

/** How many of the likeliest tokens decide, where the first step leaves out all others; undefined where it does not. */
export function decidingTokens([first]: readonly SamplerStep[]): number | undefined {
  if (first?.kind === "greedy") return 1;
  return first?.kind === "top-k" ? first.k : undefined;
}

function choiceOf(options: GenerationOptions, seed: number): readonly SamplerStep[] {
  const { temperature, mirostat: version, mirostatTau: tau, mirostatEta: eta } = options;
  if (temperature === 0) return [{ kind: "greedy" }];
  if (version === 0) return [{ kind: "dist", seed }];
  return [
    { kind: "min-p", p: NEGLIGIBLE },
    { kind: "mirostat", version, seed, tau, eta },
  ];
}

/** True when these options penalise no repetition by DRY. */
export function dryIsOff({ dryMultiplier, dryPenaltyLastN, samplers }: GenerationOptions): boolean {
  return dryMultiplier === 0 || dryPenaltyLastN === 0 || !samplers.includes("dry");
}

/**
 * How many latest tokens an option such as `repeatLastN` means: -1 is all. No sequence is longer than the KV cells, so a
 * longer memory would be there for nothing.
 */
export function tokenSpan(lastN: number, kvCells: number): number {
  return lastN === -1 ? kvCells : Math.min(lastN, kvCells);
}

/** How many latest tokens llama.cpp's own samplers look at; 0 where none looks back. */
export function lookback(steps: readonly SamplerStep[], options: GenerationOptions, kvCells: number): number {
  const spans = steps.map(({ kind }) => {
    if (kind === "dry") return tokenSpan(options.dryPenaltyLastN, kvCells);
    return kind === "penalties" ? tokenSpan(options.repeatLastN, kvCells) : 0;
  });
  return Math.max(0, ...spans);
}
