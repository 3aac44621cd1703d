import { setTimeout as delay } from "node:timers/promises";
import { abortError, ShimmyError } from "../../core/errors.ts";
import type { PullRequest } from "./pull-client.ts";
import type { PullContext } from "./pull-context.ts";
import { retryDelayMs } from "./retry-delay.ts";
import { TransferError } from "./transfer-error.ts";

/** Attempts at a list of files: a server that is not there should be told of soon. */
const ATTEMPTS = 4;

/**
 * The text of a short answer, asked for again where that may help.
 *
 * @throws ShimmyError `download_failed` for one longer than `mostBytes`, and what {@link PullClient.open} throws.
 */
export async function fetchText(
  request: Omit<PullRequest, "signal">,
  mostBytes: number,
  { client, signal, limits }: Pick<PullContext, "client" | "signal" | "limits">,
): Promise<string> {
  const bounds = { ...limits, failures: Math.min(ATTEMPTS, limits.failures) };
  for (let failures = 1; ; failures++) {
    try {
      return await fetchOnce({ ...request, signal }, mostBytes, client);
    } catch (error) {
      if (signal.aborted || !(error instanceof TransferError)) throw error;
      const { retryAfterMs } = error;
      const waitMs = retryDelayMs({ failures, retryAfterMs, random: Math.random() }, bounds);
      if (waitMs === undefined) throw error;
      await delay(waitMs, undefined, { signal }).catch(() => {
        throw abortError(signal);
      });
    }
  }
}

async function fetchOnce(
  request: PullRequest,
  mostBytes: number,
  client: PullContext["client"],
): Promise<string> {
  const answer = await client.open(request);
  try {
    const pieces: Buffer[] = [];
    let sizeBytes = 0;
    for await (const bytes of answer.body) {
      sizeBytes += bytes.length;
      if (sizeBytes > mostBytes) {
        throw new ShimmyError(
          "download_failed",
          `${request.url.host} sends too long a list of files for ${request.label}.`,
        );
      }
      pieces.push(bytes);
    }
    return Buffer.concat(pieces).toString("utf8");
  } finally {
    answer.close();
  }
}
