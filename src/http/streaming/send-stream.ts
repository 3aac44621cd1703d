import { Readable } from "node:stream";
import type { FastifyReply } from "fastify";
import { toShimmyError } from "../../core/errors.ts";
import type { BegunGeneration } from "../generation/begin-generation.ts";
import { missingEnd } from "../generation/collect-answer.ts";
import { logFailure } from "../plugins/log-failure.ts";
import { guardIdleReader } from "./idle-guard.ts";
import type { StreamShape } from "./stream-shape.ts";

/** One stream to a client. */
export interface StreamOptions {
  readonly reply: Pick<FastifyReply, "raw" | "log" | "header" | "send">;
  readonly generation: BegunGeneration;
  readonly shape: StreamShape;
  /** Fires when the client is gone, so that nobody is left to tell of an error. */
  readonly signal: AbortSignal;
  /** How long the client may leave the stream unread. */
  readonly idleStreamMs: number;
}

/**
 * Streams a generation. Reading sets the pace: the next event is asked for when the client has taken
 * the one before. A failure becomes the stream's last frame.
 */
export function sendStream(options: StreamOptions): unknown {
  const { reply, shape } = options;
  return setStreamHeaders(reply, shape.contentType).send(Readable.from(streamFrames(options)));
}

/** The headers of a stream, which nobody between here and the client may keep back or change. */
export function setStreamHeaders(
  reply: StreamOptions["reply"],
  contentType: string,
): Pick<FastifyReply, "send"> {
  return reply
    .header("content-type", contentType)
    .header("cache-control", "no-cache, no-transform")
    .header("x-accel-buffering", "no");
}

/** The frames of a generation, to the last one. Never throws. */
export async function* streamFrames(options: StreamOptions): AsyncGenerator<string, void, undefined> {
  const { reply, generation, shape, signal, idleStreamMs } = options;
  // The client learns at once that its prompt has a slot; fastify has set the headers by the first pull.
  reply.raw.flushHeaders();
  const guard = guardIdleReader(idleStreamMs, () => {
    reply.log.info({ idleStreamMs }, "stream cut: the client does not read it");
    reply.raw.destroy();
  });
  try {
    if (shape.opening !== "") yield shape.opening;
    for await (const event of generation.events) {
      guard.offered();
      yield event.type === "text" ? shape.text(event.text) : shape.end(event);
      guard.taken();
      if (event.type === "end") return;
    }
    throw missingEnd();
  } catch (thrown) {
    if (signal.aborted) return;
    const error = toShimmyError(thrown);
    logFailure(reply.log, error);
    yield shape.error(error);
  } finally {
    guard.stop();
  }
}
