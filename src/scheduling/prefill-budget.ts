/** Bounds of the tokens that a step may spend on prompts. */
export interface PrefillLimits {
  /** Largest chunk, in tokens: the micro-batch. */
  readonly maxTokens: number;
  /** Smallest chunk, in tokens: below it matrix products lose their efficiency. */
  readonly minTokens: number;
  /** How long a step may take while other requests wait for their next token. */
  readonly targetMsShared: number;
  /** How long a step may take when it delays nobody; bounds the time to cancel. */
  readonly targetMsAlone: number;
}

/** Proven defaults of {@link PrefillLimits}. */
export const DEFAULT_PREFILL_LIMITS: PrefillLimits = {
  maxTokens: 512,
  minTokens: 64,
  targetMsShared: 500,
  targetMsAlone: 1000,
};

/**
 * How many prompt tokens the next step may take, from the speed measured so far.
 *
 * @param tokensPerMs measured speed of prompts; undefined before the first measurement.
 * @param sharesStep true when running requests get a token in the same step.
 */
export function choosePrefillBudget(
  tokensPerMs: number | undefined,
  sharesStep: boolean,
  limits: PrefillLimits = DEFAULT_PREFILL_LIMITS,
): number {
  if (tokensPerMs === undefined) return Math.min(limits.maxTokens, limits.minTokens * 2);
  const targetMs = sharesStep ? limits.targetMsShared : limits.targetMsAlone;
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
