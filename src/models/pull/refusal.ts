import { ShimmyError } from "../../core/errors.ts";
import { parseRetryAfterMs } from "./retry-delay.ts";
import { TransferError } from "./transfer-error.ts";

/** An answer that is neither what was asked for nor a redirect. */
export interface Refusal {
  readonly status: number;
  readonly retryAfter: string | undefined;
  readonly host: string;
  /** False behind a redirect, where an address may simply have expired. */
  readonly isOwnHost: boolean;
  /** What was asked for. */
  readonly label: string;
}

/** The error for a refusal; a {@link TransferError} where another attempt may go better. */
export function refusalOf({ status, retryAfter, host, isOwnHost, label }: Refusal): ShimmyError {
  if (status === 429 || status === 408 || status >= 500 || (!isOwnHost && status === 403)) {
    const what = status === 429 ? "asks for fewer requests" : "could not answer";
    return new TransferError(`${host} ${what} (${status}).`, {
      retryAfterMs: parseRetryAfterMs(retryAfter, Date.now()),
    });
  }
  if (status === 404 || status === 410) {
    return new ShimmyError("model_not_found", `${host} has no ${label}; check its name.`, { param: "model" });
  }
  if (status === 401 || status === 403) {
    return new ShimmyError(
      "forbidden",
      `${host} does not give out ${label}: there is none of that name, or it needs a token (for Hugging Face in HF_TOKEN) of somebody who accepted its terms.`,
      { param: "model" },
    );
  }
  return new ShimmyError("download_failed", `${host} answered ${label} with ${status}.`);
}
