import { isLoadWait, type RequestWait } from "../../core/queue-activity.ts";

/** How long a streaming request waits in the queue before its client is told: until then an error still has its own status. */
const NOTICE_DELAY_MS = 1_000;

/** Between two signs of life of a stream that waits; proxies close what is silent for 30 to 60 seconds. */
const SIGN_OF_LIFE_MS = 15_000;

/** Between two comments on a load that goes on. */
const PROGRESS_MS = 1_000;

/** The server-sent comment of a request that waits. Clients of server-sent events pass over comments. */
function waitComment(wait: RequestWait): string {
  if (!isLoadWait(wait)) {
    return `: queued position=${wait.position} expected_wait_seconds=${waitSeconds(wait.expectedWaitMs)}\n\n`;
  }
  const { phase, progress } = wait;
  return phase === "waiting"
    ? ": loading waits_for_room\n\n"
    : `: loading progress=${loadFraction(progress)}\n\n`;
}

/** An expected wait as clients read it: seconds with one decimal. */
export function waitSeconds(expectedWaitMs: number): number {
  return Math.round(expectedWaitMs / 100) / 10;
}

/** A fraction loaded as clients read it: two decimals. */
export function loadFraction(progress: number): number {
  return Math.round(progress * 100) / 100;
}

/** What a waiting request was told last, and the comments that its client gets of it. */
export class WaitNotices {
  private latest: RequestWait | undefined;
  private wake = (): void => {};
  private changed = this.nextChange();

  /** Notes what the request is told. */
  readonly note = (wait: RequestWait): void => {
    this.latest = wait;
    this.wake();
    this.changed = this.nextChange();
  };

  /**
   * Waits for some work, but no longer than a second after it was told that it waits for a slot, and no longer than until it is
   * told of its model's load, which comes late anyway.
   *
   * @returns true where the work still waits.
   */
  async isWaiting(work: Promise<unknown>): Promise<boolean> {
    let isDone = false as boolean;
    const done = settled(work).then((outcome) => {
      isDone = true;
      return outcome;
    });
    for (;;) {
      const { latest } = this;
      if (latest !== undefined && isLoadWait(latest)) return !isDone;
      const isTold = latest === undefined ? this.changed.then(() => "told" as const) : undefined;
      const outcome = await firstOf([done, isTold], latest === undefined ? undefined : NOTICE_DELAY_MS);
      if (outcome !== "told") return !isDone;
    }
  }

  /** Comments until some work is done, well or not: what is new, and a sign of life every 15 seconds. */
  async *comments(work: Promise<unknown>): AsyncGenerator<string, void, undefined> {
    const done = settled(work);
    let told: RequestWait | undefined;
    for (;;) {
      const { latest } = this;
      const isNew = latest !== undefined && latest !== told;
      told = latest;
      if (isNew) yield waitComment(latest);
      // a change meanwhile is told with the next look
      const pause = isNew && isLoadWait(latest) ? await firstOf([done], PROGRESS_MS) : "late";
      if (pause === "done") return;
      if (this.latest !== told) continue;
      const outcome = await firstOf([done, this.changed.then(() => "told" as const)], SIGN_OF_LIFE_MS);
      if (outcome === "done") return;
      if (outcome === "late") yield signOfLife(told);
    }
  }

  private nextChange(): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve;
    });
  }
}

function signOfLife(told: RequestWait | undefined): string {
  return told !== undefined && isLoadWait(told) ? waitComment(told) : ": queued\n\n";
}

function settled(work: Promise<unknown>): Promise<"done"> {
  return work.then(
    () => "done" as const,
    () => "done" as const,
  );
}

/** The first of some promises, or `late` after `timeoutMs`, where that is given. */
async function firstOf<Outcome extends string>(
  promises: readonly (Promise<Outcome> | undefined)[],
  timeoutMs: number | undefined,
): Promise<Outcome | "late"> {
  let timer: NodeJS.Timeout | undefined;
  const late =
    timeoutMs === undefined
      ? []
      : [
          new Promise<"late">((resolve) => {
            timer = setTimeout(() => resolve("late"), timeoutMs);
          }),
        ];
  try {
    return await Promise.race([...promises.filter((promise) => promise !== undefined), ...late]);
  } finally {
    clearTimeout(timer);
  }
}
