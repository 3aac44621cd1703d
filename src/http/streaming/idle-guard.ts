/** Watches for a reader that does not read. */
export interface IdleGuard {
  /** A piece was handed over and waits to be taken. */
  offered(): void;
  /** The reader took it. */
  taken(): void;
  /** Ends the watch. */
  stop(): void;
}

const CHECKS_PER_LIMIT = 4;

/**
 * Calls `onIdle` once when a piece waits longer than `limitMs`, a quarter later at most. One interval for
 * the whole stream: a timer for each token would cost more than the token's write.
 */
export function guardIdleReader(limitMs: number, onIdle: () => void): IdleGuard {
  let checksWaited = 0;
  let waiting = false;
  const interval = setInterval(
    () => {
      if (!waiting) return;
      checksWaited += 1;
      if (checksWaited <= CHECKS_PER_LIMIT) return;
      clearInterval(interval);
      onIdle();
    },
    Math.max(1, limitMs / CHECKS_PER_LIMIT),
  );
  interval.unref();
  return {
    offered: () => {
      waiting = true;
      checksWaited = 0;
    },
    taken: () => {
      waiting = false;
    },
    stop: () => clearInterval(interval),
  };
}
