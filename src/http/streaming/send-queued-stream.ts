import { Readable } from "node:stream";
import { type ShimmyError, toShimmyError } from "../../core/errors.ts";
import type { RequestWait } from "../../core/queue-activity.ts";
import type { BegunGeneration } from "../generation/begin-generation.ts";
import { logFailure } from "../plugins/log-failure.ts";
import { WaitNotices } from "./queue-notice.ts";
import { type StreamOptions, sendStream, setStreamHeaders, streamFrames } from "./send-stream.ts";
import { SSE_CONTENT_TYPE, type StreamShape } from "./stream-shape.ts";

/** A stream of server-sent events whose generation has yet to begin. */
export interface QueuedStreamOptions extends Pick<StreamOptions, "reply" | "signal" | "idleStreamMs"> {
  /** Begins the generation; `onQueued` is to be called when it has to wait for its model or a slot. */
  readonly begin: (onQueued: (wait: RequestWait) => void) => Promise<BegunGeneration>;
  readonly shape: (generation: BegunGeneration) => StreamShape;
  /** The frame of an error that ends the stream before there is a shape. */
  readonly errorFrame: (error: ShimmyError) => string;
}

/**
 * Begins a generation and streams it. Where it has to wait for a slot for more than a second, or for its
 * model for more than two, the client gets the headers and a comment with its place in the queue or how far the load is,
 * then a comment every 15 seconds and with every step, so that proxies and people see life. From then on an error is the last frame of the stream.
 *
 * @throws ShimmyError what keeps the generation from beginning, unless the headers were sent by then.
 */
export async function sendQueuedStream(options: QueuedStreamOptions): Promise<unknown> {
  const { reply, signal, idleStreamMs } = options;
  const notices = new WaitNotices();
  const begun = options.begin(notices.note);
  if (!(await notices.isWaiting(begun))) {
    const generation = await begun;
    return sendStream({ reply, generation, shape: options.shape(generation), signal, idleStreamMs });
  }
  return setStreamHeaders(reply, SSE_CONTENT_TYPE).send(
    Readable.from(waitingFrames(options, begun, notices)),
  );
}

async function* waitingFrames(
  options: QueuedStreamOptions,
  begun: Promise<BegunGeneration>,
  notices: WaitNotices,
): AsyncGenerator<string, void, undefined> {
  const { reply, signal, idleStreamMs } = options;
  yield* notices.comments(begun);
  let generation: BegunGeneration;
  try {
    generation = await begun;
  } catch (thrown) {
    if (signal.aborted) return;
    const error = toShimmyError(thrown);
    logFailure(reply.log, error);
    yield options.errorFrame(error);
    return;
  }
  yield* streamFrames({ reply, generation, shape: options.shape(generation), signal, idleStreamMs });
}
