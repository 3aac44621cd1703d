import type { QueuePlace } from "../../core/queue-activity.ts";

/** How long a streaming request waits in the queue before its client is told: until then an error still has its own status. */
const NOTICE_DELAY_MS = 1_000;

/** Between two signs of life of a stream that waits; proxies close what is silent for 30 to 60 seconds. */
const SIGN_OF_LIFE_MS = 15_000;

/** The server-sent comment of a request that waits. Clients of server-sent events pass over comments. */
export function queuedComment({ position, expectedWaitMs }: QueuePlace): string {
  return `: queued position=${position} expected_wait_seconds=${waitSeconds(expectedWaitMs)}\n\n`;
}

/** An expected wait as clients read it: seconds with one decimal. */
export function waitSeconds(expectedWaitMs: number): number {
  return Math.round(expectedWaitMs / 100) / 10;
}

/**
 * Waits for some work, but no longer than a second after `queued` told that the work has to wait.
 *
 * @returns the place in the queue where the work is still waiting; undefined when it is done, well or not.
 */
export async function placeWhileWaiting(
  work: Promise<unknown>,
  queued: Promise<QueuePlace>,
): Promise<QueuePlace | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const noticed = queued.then(
    (place) =>
      new Promise<QueuePlace>((resolve) => {
        timer = setTimeout(() => resolve(place), NOTICE_DELAY_MS);
      }),
  );
  try {
    return await Promise.race([
      work.then(
        () => undefined,
        () => undefined,
      ),
      noticed,
    ]);
  } finally {
    clearTimeout(timer);
  }
}

/** A comment every 15 seconds until some work is done, well or not. */
export async function* signsOfLife(work: Promise<unknown>): AsyncGenerator<string, void, undefined> {
  const done = work.then(
    () => true,
    () => true,
  );
  for (;;) {
    let timer: NodeJS.Timeout | undefined;
    const tick = new Promise<false>((resolve) => {
      timer = setTimeout(() => resolve(false), SIGN_OF_LIFE_MS);
    });
    const isDone = await Promise.race([done, tick]);
    clearTimeout(timer);
    if (isDone) return;
    yield ": queued\n\n";
  }
}
