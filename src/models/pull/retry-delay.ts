/** What {@link retryDelayMs} decides by. */
export interface FailedAttempt {
  /** Failures in a row, this one included; from 1 on. */
  readonly failures: number;
  /** What the server asks for, in milliseconds. */
  readonly retryAfterMs: number | undefined;
  /** In [0, 1): spreads those who failed together. */
  readonly random: number;
}

/** Bounds of {@link retryDelayMs}. */
export interface RetryLimits {
  readonly failures: number;
  readonly firstDelayMs: number;
  readonly longestDelayMs: number;
  readonly longestRetryAfterMs: number;
}

/**
 * How long to wait before the next attempt, in milliseconds; undefined to give up. Doubles from failure to failure, and takes
 * between half and all of that; never less than the server asks for.
 */
export function retryDelayMs(attempt: FailedAttempt, limits: RetryLimits): number | undefined {
  const { failures, retryAfterMs = 0, random } = attempt;
  if (failures >= limits.failures || retryAfterMs > limits.longestRetryAfterMs) return undefined;
  const full = Math.min(limits.firstDelayMs * 2 ** (failures - 1), limits.longestDelayMs);
  return Math.max(retryAfterMs, full * (0.5 + random / 2));
}

/**
 * Milliseconds of a Retry-After header: seconds, or a date (RFC 9110, 10.2.3).
 *
 * @param nowMs the time, in milliseconds since 1970.
 */
export function parseRetryAfterMs(header: string | undefined, nowMs: number): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d{1,9}$/u.test(header.trim())) return Number(header) * 1000;
  const dateMs = Date.parse(header);
  return Number.isNaN(dateMs) ? undefined : Math.max(0, dateMs - nowMs);
}
