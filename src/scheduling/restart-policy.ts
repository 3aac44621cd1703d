/** Bounds of {@link decideRestart}. */
export interface RestartLimits {
  /** Crashes inside the window that end the restarts. */
  readonly maxCrashes: number;
  readonly windowMs: number;
  /** Wait before the first restart; each further one in the window waits ten times longer. */
  readonly firstDelayMs: number;
}

/** Three crashes in a minute are a defect, not bad luck. */
const DEFAULT_RESTART_LIMITS: RestartLimits = { maxCrashes: 3, windowMs: 60_000, firstDelayMs: 50 };

/** What to do after a crash. */
export type RestartDecision =
  | { readonly action: "restart"; readonly delayMs: number }
  /** Give up until the crashes have left the window. */
  | { readonly action: "fail"; readonly retryAfterMs: number };

/**
 * Decides whether a crashed engine is started again.
 *
 * @param crashTimesMs when it crashed, oldest first, this crash included.
 */
export function decideRestart(
  crashTimesMs: readonly number[],
  nowMs: number,
  limits: RestartLimits = DEFAULT_RESTART_LIMITS,
): RestartDecision {
  const recent = crashTimesMs.filter((timeMs) => nowMs - timeMs < limits.windowMs);
  const oldest = recent[0];
  if (oldest !== undefined && recent.length >= limits.maxCrashes) {
    return { action: "fail", retryAfterMs: limits.windowMs - (nowMs - oldest) };
  }
  return { action: "restart", delayMs: limits.firstDelayMs * 10 ** Math.max(0, recent.length - 1) };
}
