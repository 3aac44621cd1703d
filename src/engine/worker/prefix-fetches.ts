/** Longer than this no request waits for its prefix from the disk: it is computed instead. */
const TIMEOUT_MS = 2000;

/** Requests whose prefix is on its way from the disk. */
export class PrefixFetches {
  private readonly timers = new Map<number, NodeJS.Timeout>();

  /** Requests that wait. */
  get size(): number {
    return this.timers.size;
  }

  /**
   * Goes on with a request when its prefix is there, or did not come in time; never after {@link PrefixFetches.forget}.
   *
   * @param id of the request.
   */
  wait(id: number, fetched: Promise<void>, goOn: () => void): void {
    const end = (): void => {
      // it was cancelled meanwhile, or everything was, or the disk was too slow
      if (this.forget(id)) goOn();
    };
    this.timers.set(id, setTimeout(end, TIMEOUT_MS));
    fetched.then(end, end);
  }

  /** True when the request waited. */
  forget(id: number): boolean {
    clearTimeout(this.timers.get(id));
    return this.timers.delete(id);
  }

  forgetAll(): void {
    for (const id of [...this.timers.keys()]) this.forget(id);
  }
}
