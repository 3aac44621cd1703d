import { Readable } from "node:stream";
import { guardIdleReader } from "../../streaming/idle-guard.ts";
import { WaitNotices } from "../../streaming/queue-notice.ts";
import { type StreamOptions, setStreamHeaders } from "../../streaming/send-stream.ts";
import { SSE_CONTENT_TYPE } from "../../streaming/stream-shape.ts";
import { type BackgroundRun, writeRunEvent } from "./background-run.ts";
import { eventFrame } from "./response-event.ts";
import { ResponseWriter } from "./response-writer.ts";

/** A reader of a response in the background. */
export interface FollowOptions extends Pick<StreamOptions, "reply" | "idleStreamMs"> {
  readonly run: BackgroundRun;
  /** Number of the last event that the reader knows; -1 for none. */
  readonly startingAfter: number;
}

/** So many things that happened are written at once, for a reader who is far behind. */
const EVENTS_PER_WRITE = 256;

/** Streams a response in the background, from any of its events to its end. The response does not wait for its readers. */
export function followRun(options: FollowOptions): unknown {
  return setStreamHeaders(options.reply, SSE_CONTENT_TYPE).send(Readable.from(frames(options)));
}

async function* frames({
  reply,
  run,
  startingAfter,
  idleStreamMs,
}: FollowOptions): AsyncGenerator<string, void, undefined> {
  // a writer of its own tells each reader the same
  const writer = new ResponseWriter(run.head);
  reply.raw.flushHeaders();
  const guard = guardIdleReader(idleStreamMs, () => {
    reply.log.info({ idleStreamMs }, "stream cut: the client does not read it");
    reply.raw.destroy();
  });
  try {
    let read = 0;
    while (!writer.isDone) {
      const happened = run.since(read, EVENTS_PER_WRITE);
      if (happened.length === 0) {
        yield* new WaitNotices().comments(run.next());
        continue;
      }
      read += happened.length;
      const written = happened
        .flatMap((event) => writeRunEvent(writer, event))
        .filter((event) => event.sequence_number > startingAfter)
        .map(eventFrame)
        .join("");
      if (written === "") continue;
      guard.offered();
      yield written;
      guard.taken();
    }
  } finally {
    guard.stop();
  }
}
