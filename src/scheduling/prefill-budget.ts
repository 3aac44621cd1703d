/** Bounds of the tokens that a step may spend on prompts. */
export interface PrefillLimits {
  /** Largest chunk, in tokens: the micro-batch. */
  readonly maxTokens: number;
  /** Smallest chunk, in tokens: below it matrix products lose their efficiency. */
  readonly minTokens: number;
  /** How long a step may take while one request waits for its first token, and others for their next. */
  readonly targetMsDecoding: number;
  /** How long a step may take while many wait for their first token; bounds the time to cancel. */
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
 * @param prefilling requests whose prompts are not computed yet. The more they are beside the others, the more people are
 * served by larger chunks, and the fuller are the decode steps that follow.
 */
export function choosePrefillBudget(
  tokensPerMs: number | undefined,
  decoding: number,
  prefilling: number,
  limits: PrefillLimits = DEFAULT_PREFILL_LIMITS,
): number {
  if (tokensPerMs === undefined) return Math.min(limits.maxTokens, limits.minTokens * 2);
  const targetMs =
    decoding === 0
      ? limits.targetMsPrefilling
      : Math.min(
          limits.targetMsPrefilling,
          limits.targetMsDecoding * (1 + Math.max(0, prefilling - 1) / decoding),
        );
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
