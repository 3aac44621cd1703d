import type { ShimmyError } from "../../core/errors.ts";
import type { EndEvent, ReasoningEvent, TextEvent } from "../../core/generation-event.ts";
import type { LoadWait, QueuePlace } from "../../core/queue-activity.ts";
import { errorDetailsBody } from "../error-details.ts";
import type { LoadedOrReleased } from "../generation/load-model.ts";
import { logprobBody } from "../generation/logprob-body.ts";
import { textFinishReason } from "../generation/text-finish-reason.ts";
import { timingsBody, usageBody } from "../generation/usage-body.ts";
import type { WholeCallBody } from "../generation/whole-call-body.ts";
import { loadFraction, waitSeconds } from "../streaming/queue-notice.ts";
import type { SocketRequestId } from "./client-message.ts";

/** The frames of one request; each method returns one frame. */
export interface ServerFrames {
  /** The request waits for its model. */
  loading(wait: LoadWait): string;
  /** The request waits for a slot. */
  queued(place: QueuePlace): string;
  /** Empty where there is nothing to send. */
  token(event: TextEvent): string;
  /** Likewise; text format shows no thoughts. */
  thinking(event: ReasoningEvent): string;
  /** Likewise; text format shows no calls. */
  toolCall(call: WholeCallBody): string;
  done(model: string, end: EndEvent): string;
  /** The model is loaded or released, and nothing else was asked for. */
  loaded(done: LoadedOrReleased): string;
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
  const start = id === undefined ? "{" : `{"id":${JSON.stringify(id)},`;
  const tokenPrefix = `${start}"token":`;
  const thinkingPrefix = `${start}"thinking":`;
  const piece = (prefix: string, { text, logprobs }: TextEvent | ReasoningEvent) => {
    if (text === "" && logprobs === undefined) return "";
    const rest = logprobs === undefined ? "}" : `,"logprobs":${JSON.stringify(logprobs.map(logprobBody))}}`;
    return `${prefix}${JSON.stringify(text)}${rest}`;
  };
  return {
    loading: ({ phase, progress }) =>
      JSON.stringify({
        ...named,
        status: phase === "waiting" ? "waiting_for_room" : "loading",
        progress: loadFraction(progress),
      }),
    queued: ({ position, expectedWaitMs }) =>
      JSON.stringify({
        ...named,
        queued: { position, expected_wait_seconds: waitSeconds(expectedWaitMs) },
      }),
    token: (event) => (format === "text" ? event.text : piece(tokenPrefix, event)),
    thinking: (event) => (format === "text" ? "" : piece(thinkingPrefix, event)),
    toolCall: (call) => (format === "text" ? "" : JSON.stringify({ ...named, tool_call: call })),
    done: (model, end) =>
      JSON.stringify({
        ...named,
        done: true,
        done_reason: textFinishReason(end),
        usage: usageBody(end),
        timings: timingsBody(end),
        model,
        seed: end.seed,
      }),
    loaded: ({ model, reason }) => JSON.stringify({ ...named, done: true, done_reason: reason, model }),
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
