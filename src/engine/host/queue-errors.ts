import { ShimmyError } from "../../core/errors.ts";
import type { QueuePlace } from "../../core/queue-activity.ts";
import { retryAfterSeconds } from "../../scheduling/wait-estimate.ts";

/** What waits: generations for a slot, or requests for embeddings and scores, or for tokens, which have queues of their own. */
export type QueuedKind = "generations" | "embeddings" | "tokens";

/** `queue_full`: as many requests wait as may. `expectedWaitMs` is what one more would have to wait. */
export function queueFull(
  queued: QueuedKind,
  facts: { readonly waiting: number; readonly queueLimit: number; readonly expectedWaitMs: number },
): ShimmyError {
  const { waiting, queueLimit, expectedWaitMs } = facts;
  const expectedWaitSeconds = inSeconds(expectedWaitMs);
  const who =
    queued === "generations"
      ? `All slots are taken and ${requests(waiting)} already`
      : `${requests(waiting, ` for ${queued}`)} already`;
  return new ShimmyError(
    "queue_full",
    `${who}, as many as may; one more would wait about ${inWords(expectedWaitMs)}: try again later.`,
    {
      retryAfterSeconds: retryAfterSeconds(expectedWaitMs),
      details: { waiting, queueLimit, expectedWaitSeconds },
    },
  );
}

/** `rate_limited`: one client has its share of the queue, which has room for others. */
export function clientShareTaken(
  queued: QueuedKind,
  facts: { readonly clientWaiting: number; readonly clientLimit: number; readonly expectedWaitMs: number },
): ShimmyError {
  const { clientWaiting, clientLimit, expectedWaitMs } = facts;
  const expectedWaitSeconds = inSeconds(expectedWaitMs);
  const who =
    queued === "generations"
      ? `${requests(clientWaiting, " of this client")} for a slot already`
      : `${requests(clientWaiting, ` for ${queued} of this client`)} already`;
  return new ShimmyError(
    "rate_limited",
    `${who}, as many as one client may have in the queue: wait for some of them to end.`,
    {
      retryAfterSeconds: retryAfterSeconds(expectedWaitMs),
      details: { clientWaiting, clientLimit, expectedWaitSeconds },
    },
  );
}

/** How far a request came before its time was up. */
export interface TimedOutRequest {
  readonly queuedMs: number;
  /** How long it had its slot; undefined while it still waited for one. */
  readonly slotMs: number | undefined;
  /** Its place when the time was up, where it still waited. */
  readonly place: QueuePlace | undefined;
}

/** A `generation_timeout` that also says how long the request waited, and where. Every other error stays as it is. */
export function explainTimeout(error: ShimmyError, request: TimedOutRequest): ShimmyError {
  if (error.code !== "generation_timeout") return error;
  const { queuedMs, slotMs, place } = request;
  const queueSeconds = inSeconds(queuedMs);
  const position = place?.position;
  const where =
    slotMs !== undefined
      ? `It waited ${queueSeconds} seconds in the queue and then had a slot for ${inSeconds(slotMs)} seconds.`
      : `It waited ${queueSeconds} seconds in the queue${position === undefined ? "" : ` and was at position ${position}`}: all slots were taken.`;
  return new ShimmyError(error.code, `${error.message} ${where}`, {
    cause: error.cause,
    details: {
      ...error.details,
      queueSeconds,
      ...(slotMs !== undefined && { slotSeconds: inSeconds(slotMs) }),
      ...(position !== undefined && { position }),
    },
  });
}

function inWords(durationMs: number): string {
  const seconds = Math.max(1, Math.round(durationMs / 1000));
  return seconds === 1 ? "a second" : `${seconds} seconds`;
}

function inSeconds(durationMs: number): number {
  return Math.round(durationMs / 100) / 10;
}

function requests(count: number, which = ""): string {
  return count === 1 ? `1 request${which} waits` : `${count} requests${which} wait`;
}
