import { ShimmyError } from "../core/errors.ts";

/** Bounds of one generation's time. */
export interface GenerationTimeouts {
  /** From arrival to the first token, the load of the model included. */
  readonly firstTokenMs: number;
  readonly requestMs: number;
}

/**
 * Watches over the time of one generation; {@link GenerationDeadline.clear} ends the watch. `AbortSignal.any` would do the half of
 * it, but Node keeps such a signal for ever where a listener is left on it: 50,000 answers held 200 MB.
 */
export class GenerationDeadline {
  private readonly caller: AbortSignal;
  private readonly expiry = new AbortController();
  private readonly firstTokenTimer: NodeJS.Timeout;
  private readonly requestTimer: NodeJS.Timeout;

  constructor(caller: AbortSignal, timeouts: GenerationTimeouts) {
    this.caller = caller;
    this.firstTokenTimer = this.expireAfter(timeouts.firstTokenMs, "no first token came");
    this.requestTimer = this.expireAfter(timeouts.requestMs, "the answer was not complete");
    if (caller.aborted) this.leave();
    else caller.addEventListener("abort", this.leave, { once: true });
  }

  /** Fires with a `generation_timeout`, or with the caller's own reason; not after {@link GenerationDeadline.clear}. */
  get signal(): AbortSignal {
    return this.expiry.signal;
  }

  /** Notes that the first token is there. */
  firstToken(): void {
    clearTimeout(this.firstTokenTimer);
  }

  clear(): void {
    clearTimeout(this.firstTokenTimer);
    clearTimeout(this.requestTimer);
    this.caller.removeEventListener("abort", this.leave);
  }

  private readonly leave = (): void => this.end(this.caller.reason);

  /** Whatever ended it, nothing is left to watch; a reader may never have begun to read. */
  private end(reason: unknown): void {
    this.clear();
    this.expiry.abort(reason);
  }

  private expireAfter(timeoutMs: number, what: string): NodeJS.Timeout {
    return setTimeout(() => {
      const seconds = timeoutMs / 1000;
      const message = `The request timed out: ${what} within ${seconds} seconds. Ask for fewer tokens, or raise the server's timeout.`;
      this.end(new ShimmyError("generation_timeout", message));
    }, timeoutMs).unref();
  }
}
