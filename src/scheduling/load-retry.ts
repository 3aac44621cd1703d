/** Loads of one model that failed one after the other. */
export interface LoadFailures {
  /** At least 1. */
  readonly count: number;
  /** When the last of them failed, by the clock of `nowMs`. */
  readonly failedAtMs: number;
  /** How long the last of them took, in milliseconds. */
  readonly durationMs: number;
}

/** Whether a model whose load failed is loaded again. */
export type RetryDecision =
  | { readonly action: "load" }
  /** Too soon; ask again after this many milliseconds. */
  | { readonly action: "refuse"; readonly retryAfterMs: number };

const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 300_000;

/**
 * Decides whether a model is loaded again at the next request: not before 1 second is over, twice as long after each further
 * failure, up to 5 minutes, and never sooner than the failed load took, so that no more than half of the time goes into
 * loads in vain.
 */
export function decideRetry({ count, failedAtMs, durationMs }: LoadFailures, nowMs: number): RetryDecision {
  const doubled = FIRST_DELAY_MS * 2 ** Math.min(count - 1, 30);
  const delayMs = Math.min(Math.max(doubled, durationMs), LONGEST_DELAY_MS);
  const retryAfterMs = failedAtMs + delayMs - nowMs;
  return retryAfterMs > 0 ? { action: "refuse", retryAfterMs } : { action: "load" };
}
