/** How fast a file comes, and how long the rest will take. */
export interface PullRate {
  /** Bytes a second; undefined until it can be told. */
  readonly bytesPerSecond: number | undefined;
  /** Seconds that the rest will take at that rate. */
  readonly remainingSeconds: number | undefined;
}

/** The rate is that of about this long. */
const WINDOW_MS = 5_000;
/** Less tells nothing. */
const SHORTEST_MS = 500;

/** Measures the rate of a file, over the last seconds: what an earlier attempt fetched does not count. */
export class PullRateMeter {
  readonly #marks: { readonly atMs: number; readonly bytes: number }[] = [];

  /** Takes a report, and tells the rate by now. */
  note(atMs: number, completedBytes: number, totalBytes: number): PullRate {
    const last = this.#marks.at(-1);
    // a file that is begun anew
    if (last !== undefined && completedBytes < last.bytes) this.#marks.length = 0;
    this.#marks.push({ atMs, bytes: completedBytes });
    while ((this.#marks[1]?.atMs ?? atMs) <= atMs - WINDOW_MS) this.#marks.shift();
    const [first] = this.#marks;
    if (first === undefined || atMs - first.atMs < SHORTEST_MS) return UNKNOWN;
    const bytesPerSecond = ((completedBytes - first.bytes) * 1000) / (atMs - first.atMs);
    if (bytesPerSecond <= 0) return { bytesPerSecond: 0, remainingSeconds: undefined };
    return { bytesPerSecond, remainingSeconds: (totalBytes - completedBytes) / bytesPerSecond };
  }
}

const UNKNOWN: PullRate = { bytesPerSecond: undefined, remainingSeconds: undefined };
