import { abortError } from "../../core/errors.ts";

/** Lets work on one thing wait for earlier work on it within this process. */
export class OneAtATime {
  readonly #last = new Map<string, Promise<unknown>>();

  /**
   * Runs the work once all earlier work of that key has ended, well or not.
   *
   * @throws ShimmyError `cancelled` where the signal fires before its turn.
   */
  async run<Result>(key: string, signal: AbortSignal, work: () => Promise<Result>): Promise<Result> {
    const earlier = this.#last.get(key);
    const own = (async () => {
      await earlier?.catch(() => undefined);
      if (signal.aborted) throw abortError(signal);
      return await work();
    })();
    this.#last.set(key, own);
    try {
      return await own;
    } finally {
      if (this.#last.get(key) === own) this.#last.delete(key);
    }
  }
}
