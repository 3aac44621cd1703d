import { ShimmyError, type ShimmyErrorOptions } from "../../core/errors.ts";

/** A failure that may be over at the next attempt: a cut connection, a silent server, 429 or 5xx. */
export class TransferError extends ShimmyError {
  /** What the server asks to be waited for, in milliseconds. */
  readonly retryAfterMs: number | undefined;

  constructor(
    message: string,
    options: ShimmyErrorOptions & { readonly retryAfterMs?: number | undefined } = {},
  ) {
    const { retryAfterMs, ...rest } = options;
    const seconds = retryAfterMs === undefined ? {} : { retryAfterSeconds: Math.ceil(retryAfterMs / 1000) };
    super("download_failed", message, { ...rest, ...seconds });
    this.retryAfterMs = retryAfterMs;
  }
}
