import type { LoadTuning } from "../core/load-tuning.ts";

/** What is known of a model's positions. */
export interface RopePlanInput {
  readonly tuning: LoadTuning;
  /** Context length asked for, in tokens. */
  readonly requestedContextLength: number | undefined;
  /** Context length the model was trained with, in tokens; 0 when its file does not say. */
  readonly trainContextLength: number;
  /** Context length before a stretch that the file itself has, in tokens. */
  readonly originalContextLength: number | undefined;
}

/** How far positions go. */
export interface RopePlan {
  /** Longest context, in tokens; 0 when nothing bounds it. */
  readonly contextLimit: number;
  /** The tuning with the stretch filled in. */
  readonly tuning: LoadTuning;
  /** What differs from what was asked for, one sentence each. */
  readonly notes: readonly string[];
}

/**
 * Decides how far RoPE is stretched. A method without a factor stretches just as far as the context asked for; without
 * a method the training length is the limit.
 */
export function planRope(input: RopePlanInput): RopePlan {
  const { tuning, requestedContextLength: requested = 0, trainContextLength: trained } = input;
  const { ropeScaling, ropeScale, ropeFrequencyScale, ...others } = tuning;
  const original = tuning.yarnOriginalContext ?? input.originalContextLength ?? trained;
  const isTooLong = trained > 0 && requested > trained;
  if (ropeScaling === "none") return { contextLimit: 0, tuning, notes: isTooLong ? [unscaled(trained)] : [] };
  const given = ropeScale ?? (ropeFrequencyScale === undefined ? undefined : 1 / ropeFrequencyScale);
  const isStretched = ropeScaling !== undefined || given !== undefined;
  if (!isStretched) {
    return { contextLimit: trained, tuning, notes: isTooLong ? [cut(requested, trained)] : [] };
  }
  const factor = given ?? (isTooLong && original > 0 ? requested / original : undefined);
  if (factor === undefined) return { contextLimit: trained, tuning, notes: [] };
  const contextLimit = trained === 0 ? 0 : Math.max(trained, Math.floor(original * factor));
  return {
    contextLimit,
    tuning: {
      ...others,
      ...(ropeScaling !== undefined && { ropeScaling }),
      ropeFrequencyScale: 1 / factor,
      ...(ropeScaling === "yarn" && original > 0 && { yarnOriginalContext: original }),
    },
    notes: contextLimit > 0 && requested > contextLimit ? [cut(requested, contextLimit)] : [],
  };
}

function cut(requested: number, limit: number): string {
  return `The context length of ${requested} is cut to ${limit}, which is as far as the model goes: a RoPE scaling of yarn or linear takes it further.`;
}

function unscaled(trained: number): string {
  return `The context is longer than the ${trained} tokens the model was trained with, and RoPE is not scaled: text beyond may be poor.`;
}
