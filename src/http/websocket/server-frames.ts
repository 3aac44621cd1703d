import type { ShimmyError } from "../../core/errors.ts";
import type { EndEvent, TextEvent } from "../../core/generation-event.ts";
import type { QueuePlace } from "../../core/queue-activity.ts";
import { errorDetailsBody } from "../error-details.ts";
import { logprobBody } from "../generation/logprob-body.ts";
import { timingsBody, usageBody } from "../generation/usage-body.ts";
import { waitSeconds } from "../streaming/queue-notice.ts";
import type { SocketRequestId } from "./client-message.ts";

/** The frames of one request; each method returns one frame. */
export interface ServerFrames {
  /** The request waits for a slot. */
  queued(place: QueuePlace): string;
  /** Empty where there is nothing to send. */
  token(event: TextEvent): string;
  done(model: string, end: EndEvent): string;
  /** The client stopped it. */
  cancelled(): string;
  error(error: ShimmyError): string;
}

/**
 * Frames of one request.
 *
 * @param id as the client gave it; without one, the frames have none.
 * @param format `text` sends tokens as they are, and JSON for everything else.
 */
export function serverFrames(id: SocketRequestId | undefined, format: "json" | "text"): ServerFrames {
  const named = id === undefined ? {} : { id };
  const tokenPrefix = id === undefined ? '{"token":' : `{"id":${JSON.stringify(id)},"token":`;
  return {
    queued: ({ position, expectedWaitMs }) =>
      JSON.stringify({
        ...named,
        queued: { position, expected_wait_seconds: waitSeconds(expectedWaitMs) },
      }),
    token: ({ text, logprobs }) => {
      if (format === "text" || (text === "" && logprobs === undefined)) return text;
      const rest = logprobs === undefined ? "}" : `,"logprobs":${JSON.stringify(logprobs.map(logprobBody))}}`;
      return `${tokenPrefix}${JSON.stringify(text)}${rest}`;
    },
    done: (model, end) =>
      JSON.stringify({
        ...named,
        done: true,
        done_reason: end.finishReason,
        usage: usageBody(end),
        timings: timingsBody(end),
        model,
        seed: end.seed,
      }),
    cancelled: () => JSON.stringify({ ...named, done: true, done_reason: "cancelled" }),
    error: ({ code, message, param, details, retryAfterSeconds }) =>
      JSON.stringify({
        ...named,
        error: {
          code,
          message,
          ...(param !== undefined && { param }),
          ...(details !== undefined && { details: errorDetailsBody(details) }),
          ...(retryAfterSeconds !== undefined && { retry_after_seconds: Math.ceil(retryAfterSeconds) }),
        },
      }),
  };
}
