import { exponentialMean } from "./exponential-mean.ts";

/** How long a slot is taken to be held before any was given back: a guess that the first ones correct step by step. */
const FIRST_GUESS_MS = 5_000;

/** Weight of the newest sample: about the last ten slots given back decide. */
const NEWEST_WEIGHT = 0.2;

/**
 * Longest advice to come again. Places in the queue become free all the while, long before a whole
 * queue is through, and OpenAI's clients pass over a `Retry-After` of more than a minute.
 */
const MAX_RETRY_AFTER_SECONDS = 60;

/** Mean time for which a slot is held, after one more was given back. */
export function updateMeanHold(previousMs: number | undefined, heldMs: number): number {
  return exponentialMean(previousMs ?? FIRST_GUESS_MS, Math.max(0, heldMs), NEWEST_WEIGHT);
}

/** What an expected wait is made from. */
export interface WaitEstimateInput {
  /** Place in the queue; 1 is the next to be started. */
  readonly position: number;
  readonly slots: number;
  /** From {@link updateMeanHold}; undefined before any slot was given back. */
  readonly meanHoldMs: number | undefined;
  /** How long the running requests have held their slots so far, on average; 0 without any. */
  readonly runningForMs: number;
}

/**
 * Expected time until a waiting request has a slot: `slots` holders that each stay `hold` on average give
 * back `slots / hold` slots a second, and a request at place n needs n of them (Little's law, Little 1961).
 * Requests that already run longer than the mean say that the mean is too low, as it is after a change of load.
 */
export function expectedWaitMs({ position, slots, meanHoldMs, runningForMs }: WaitEstimateInput): number {
  const holdMs = Math.max(meanHoldMs ?? FIRST_GUESS_MS, runningForMs);
  return (Math.max(0, position) * holdMs) / Math.max(1, slots);
}

/** `Retry-After` for an expected wait: whole seconds, 1 to 60. */
export function retryAfterSeconds(waitMs: number): number {
  return Math.min(MAX_RETRY_AFTER_SECONDS, Math.max(1, Math.ceil(waitMs / 1000)));
}
