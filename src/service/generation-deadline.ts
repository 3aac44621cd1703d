import { ShimmyError } from "../core/errors.ts";

/** Bounds of one generation's time. */
export interface GenerationTimeouts {
  /** From arrival to the first token, the load of the model included. */
  readonly firstTokenMs: number;
  readonly requestMs: number;
}

/** Watches over the time of one generation; {@link GenerationDeadline.clear} ends the watch. */
export class GenerationDeadline {
  /** Fires with a `generation_timeout`, or with the caller's own reason. */
  readonly signal: AbortSignal;
  private readonly expiry = new AbortController();
  private readonly firstTokenTimer: NodeJS.Timeout;
  private readonly requestTimer: NodeJS.Timeout;

  constructor(caller: AbortSignal, timeouts: GenerationTimeouts) {
    this.signal = AbortSignal.any([caller, this.expiry.signal]);
    this.firstTokenTimer = this.expireAfter(timeouts.firstTokenMs, "no first token came");
    this.requestTimer = this.expireAfter(timeouts.requestMs, "the answer was not complete");
    // whatever ended it, nothing is left to watch; a reader may never have begun to read
    this.signal.addEventListener("abort", () => this.clear(), { once: true });
  }

  /** Notes that the first token is there. */
  firstToken(): void {
    clearTimeout(this.firstTokenTimer);
  }

  clear(): void {
    clearTimeout(this.firstTokenTimer);
    clearTimeout(this.requestTimer);
  }

  private expireAfter(timeoutMs: number, what: string): NodeJS.Timeout {
    return setTimeout(() => {
      const seconds = timeoutMs / 1000;
      const message = `The request timed out: ${what} within ${seconds} seconds. Ask for fewer tokens, or raise the server's timeout.`;
      this.expiry.abort(new ShimmyError("generation_timeout", message));
    }, timeoutMs).unref();
  }
}
