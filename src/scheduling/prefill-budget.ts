/** Bounds of the tokens that a step may spend on prompts. */
export interface PrefillLimits {
  /** Largest chunk, in tokens: the micro-batch. */
  readonly maxTokens: number;
  /** Smallest chunk, in tokens: below it matrix products lose their efficiency. */
  readonly minTokens: number;
  /** How long a step may take while most requests wait for their next token. */
  readonly targetMsDecoding: number;
  /** How long a step may take while most requests wait for their first token; bounds the time to cancel. */
  readonly targetMsPrefilling: number;
}

/** Proven defaults of {@link PrefillLimits}. */
export const DEFAULT_PREFILL_LIMITS: PrefillLimits = {
  maxTokens: 512,
  minTokens: 64,
  targetMsDecoding: 500,
  targetMsPrefilling: 1500,
};

/**
 * How many prompt tokens the next step may take, from the speed measured so far.
 *
 * @param tokensPerMs measured speed of prompts; undefined before the first measurement.
 * @param decoding requests that get a token in the same step.
 * @param prefilling requests whose prompts are not computed yet. While they are the more, larger chunks
 * serve more people than smaller ones, and the decode steps that follow are fuller.
 */
export function choosePrefillBudget(
  tokensPerMs: number | undefined,
  decoding: number,
  prefilling: number,
  limits: PrefillLimits = DEFAULT_PREFILL_LIMITS,
): number {
  if (tokensPerMs === undefined) return Math.min(limits.maxTokens, limits.minTokens * 2);
  const targetMs = decoding >= prefilling ? limits.targetMsDecoding : limits.targetMsPrefilling;
  const affordable = Math.floor(tokensPerMs * targetMs);
  return Math.min(limits.maxTokens, Math.max(limits.minTokens, affordable));
}

/** Weight of the newest measurement in {@link updateSpeed}. */
const NEWEST_WEIGHT = 0.3;

/** Moving average of a speed in tokens per millisecond. */
export function updateSpeed(previous: number | undefined, tokens: number, durationMs: number): number {
  const measured = tokens / Math.max(durationMs, 0.001);
  return previous === undefined ? measured : previous + (measured - previous) * NEWEST_WEIGHT;
}
