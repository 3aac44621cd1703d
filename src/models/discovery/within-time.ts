/** How long some work may take. */
export interface TimeLimits {
  /** Longest time without any progress, in milliseconds. */
  readonly silentMs: number;
  /** Longest time at all, in milliseconds. */
  readonly totalMs: number;
}

/** How work tells that it goes on, and learns that nobody waits for it any more. */
export interface Progress {
  /** To be called whenever something was done. */
  note(): void;
  /** True once the time is over: what is found from now on is not wanted. */
  readonly isOver: boolean;
}

/** What came of some work: its result, or why it was given up. */
type Timed<Value> =
  | { readonly value: Value; readonly expired?: never }
  | { readonly value?: never; readonly expired: "silent" | "slow" };

/**
 * Waits for work on a disk that may never answer. Nothing can end a system call that hangs, so the work goes on unwatched when
 * its time is over; it should look at `progress.isOver` and begin nothing more.
 */
export async function withinTime<Value>(
  { silentMs, totalMs }: TimeLimits,
  work: (progress: Progress) => Promise<Value>,
): Promise<Timed<Value>> {
  let steps = 0;
  let isOver = false;
  let silence: NodeJS.Timeout | undefined;
  let total: NodeJS.Timeout | undefined;
  const progress: Progress = {
    note: () => {
      steps += 1;
    },
    get isOver() {
      return isOver;
    },
  };
  const expiry = new Promise<Timed<Value>>((resolve) => {
    const listen = (stepsBefore: number): void => {
      silence = setTimeout(() => {
        // Answers may have come while this process was busy elsewhere: they are taken in before the verdict.
        setImmediate(() => {
          if (isOver) return;
          if (steps === stepsBefore) resolve({ expired: "silent" });
          else listen(steps);
        });
      }, silentMs);
    };
    listen(steps);
    total = setTimeout(() => resolve({ expired: "slow" }), totalMs);
  });
  try {
    return await Promise.race([work(progress).then((value) => ({ value })), expiry]);
  } finally {
    isOver = true;
    clearTimeout(silence);
    clearTimeout(total);
  }
}
