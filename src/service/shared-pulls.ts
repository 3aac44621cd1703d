import { setTimeout as delay } from "node:timers/promises";
import { abortError, ShimmyError } from "../core/errors.ts";
import type { PullProgress } from "../models/pull/pull-progress.ts";

/** Pulls one model; the signal fires when nobody waits for it any more. Resolves with the model's name. */
export type RunPull = (signal: AbortSignal, onProgress: (progress: PullProgress) => void) => Promise<string>;

/** Between two reports of one file's progress to an asker, in milliseconds. */
const REPORT_MS = 100;

/** Pulls of models, each shared by all who ask for it: it goes on as long as one of them waits. */
export class SharedPulls {
  readonly #running = new Map<string, SharedPull>();
  readonly #reportMs: number;

  /** @param reportMs tests narrow it. */
  constructor(reportMs: number = REPORT_MS) {
    this.#reportMs = reportMs;
  }

  /**
   * Progress of a pull, from the state it is in to its end; starts it unless it runs. Leaving the iteration, or the signal, leaves
   * the pull.
   *
   * @param key the same for the same model.
   * @throws what the pull throws, or the signal's reason.
   */
  async *follow(
    key: string,
    run: RunPull,
    signal: AbortSignal,
  ): AsyncGenerator<PullProgress, void, undefined> {
    if (signal.aborted) throw abortError(signal);
    let pull = this.#running.get(key);
    if (pull === undefined) {
      pull = new SharedPull(run);
      this.#running.set(key, pull);
      const forget = (): void => {
        if (this.#running.get(key) === pull) this.#running.delete(key);
      };
      pull.ended.then(forget, forget);
    }
    pull.askers++;
    try {
      yield* pull.progress(signal, this.#reportMs);
    } finally {
      pull.askers--;
      if (pull.askers === 0) {
        // a new asker must not join a pull that is being stopped
        if (this.#running.get(key) === pull) this.#running.delete(key);
        pull.stop(
          new ShimmyError("cancelled", "Nobody waits for this pull any more; it can be gone on with."),
        );
      }
    }
  }

  /** Stops every pull; what was fetched stays for the next time. Resolves when all have ended. */
  async close(): Promise<void> {
    const pulls = [...this.#running.values()];
    for (const pull of pulls) {
      pull.stop(new ShimmyError("shutting_down", "The server is stopping: pull again later to go on."));
    }
    await Promise.allSettled(pulls.map(({ ended }) => ended));
  }
}

class SharedPull {
  askers = 0;
  readonly ended: Promise<string>;
  readonly #controller = new AbortController();
  /** Kinds of progress in the order of their first report, each with the latest. */
  readonly #reports: PullProgress[] = [];
  #isOver = false;
  /** Counts the reports, for those who read them at their own pace. */
  #version = 0;
  readonly #waiting = new Set<() => void>();

  constructor(run: RunPull) {
    this.ended = run(this.#controller.signal, (progress) => this.#report(progress)).finally(() => {
      this.#isOver = true;
      this.#wake();
    });
  }

  stop(reason: ShimmyError): void {
    if (!this.#isOver) this.#controller.abort(reason);
  }

  async *progress(signal: AbortSignal, reportMs: number): AsyncGenerator<PullProgress, void, undefined> {
    const told: PullProgress[] = [];
    for (;;) {
      const version = this.#version;
      const isOver = this.#isOver;
      for (const [index, report] of this.#reports.entries()) {
        if (told[index] === report) continue;
        told[index] = report;
        yield report;
      }
      if (signal.aborted) throw abortError(signal);
      if (isOver) break;
      if (version === this.#version) await this.#change(signal);
      if (!this.#isOver && !signal.aborted) await pause(reportMs, signal);
    }
    yield { type: "done", name: await this.ended };
  }

  /** Resolves at the next report, at the end, or when the signal fires. */
  async #change(signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        this.#waiting.delete(wake);
        signal.removeEventListener("abort", wake);
        resolve();
      };
      this.#waiting.add(wake);
      signal.addEventListener("abort", wake);
    });
  }

  /** The latest report of a file takes the place of its earlier ones, so that a slow reader costs no memory. */
  #report(progress: PullProgress): void {
    const last = this.#reports.at(-1);
    const isSameFile = last?.type === "file" && progress.type === "file" && last.sha256 === progress.sha256;
    if (isSameFile) this.#reports[this.#reports.length - 1] = progress;
    else this.#reports.push(progress);
    this.#wake();
  }

  #wake(): void {
    this.#version++;
    for (const wake of [...this.#waiting]) wake();
  }
}

/** An early end is no failure. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => undefined);
}
