import { Readable } from "node:stream";
import { type ShimmyError, toShimmyError } from "../../core/errors.ts";
import type { QueuePlace } from "../../core/queue-activity.ts";
import type { BegunGeneration } from "../generation/begin-generation.ts";
import { logFailure } from "../plugins/log-failure.ts";
import { placeWhileWaiting, queuedComment, signsOfLife } from "./queue-notice.ts";
import { type StreamOptions, sendStream, setStreamHeaders, streamFrames } from "./send-stream.ts";
import { SSE_CONTENT_TYPE, type StreamShape } from "./stream-shape.ts";

/** A stream of server-sent events whose generation has yet to begin. */
export interface QueuedStreamOptions extends Pick<StreamOptions, "reply" | "signal" | "idleStreamMs"> {
  /** Begins the generation; `onQueued` is to be called when it has to wait for a slot. */
  readonly begin: (onQueued: (place: QueuePlace) => void) => Promise<BegunGeneration>;
  readonly shape: (generation: BegunGeneration) => StreamShape;
  /** The frame of an error that ends the stream before there is a shape. */
  readonly errorFrame: (error: ShimmyError) => string;
}

/**
 * Begins a generation and streams it. Where it has to wait for a slot for more than a second, the client
 * gets the headers and a comment with its place in the queue, then a comment every 15 seconds, so that
 * proxies and people see life. From then on an error is the last frame of the stream.
 *
 * @throws ShimmyError what keeps the generation from beginning, unless the headers were sent by then.
 */
export async function sendQueuedStream(options: QueuedStreamOptions): Promise<unknown> {
  const { reply, signal, idleStreamMs } = options;
  let onQueued: (place: QueuePlace) => void = () => {};
  const queued = new Promise<QueuePlace>((resolve) => {
    onQueued = resolve;
  });
  const begun = options.begin((place) => onQueued(place));
  const place = await placeWhileWaiting(begun, queued);
  if (place === undefined) {
    const generation = await begun;
    return sendStream({ reply, generation, shape: options.shape(generation), signal, idleStreamMs });
  }
  return setStreamHeaders(reply, SSE_CONTENT_TYPE).send(Readable.from(waitingFrames(options, begun, place)));
}

async function* waitingFrames(
  options: QueuedStreamOptions,
  begun: Promise<BegunGeneration>,
  place: QueuePlace,
): AsyncGenerator<string, void, undefined> {
  const { reply, signal, idleStreamMs } = options;
  yield queuedComment(place);
  yield* signsOfLife(begun);
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
