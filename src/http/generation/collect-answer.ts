import { ShimmyError } from "../../core/errors.ts";
import type { EndEvent } from "../../core/generation-event.ts";
import type { RunningGeneration } from "../../service/shimmy-service.ts";

/** A whole answer. */
export interface CollectedAnswer {
  readonly text: string;
  readonly end: EndEvent;
}

/**
 * Waits for the whole answer.
 *
 * @throws ShimmyError what the generation throws, and `internal` when it stops without an end.
 */
export async function collectAnswer(events: RunningGeneration["events"]): Promise<CollectedAnswer> {
  let text = "";
  for await (const event of events) {
    if (event.type === "end") return { text, end: event };
    text += event.text;
  }
  throw missingEnd();
}

/** The error of a generation that stops without telling why, which the service promises never to do. */
export function missingEnd(): ShimmyError {
  return new ShimmyError("internal", "The generation stopped without saying why; the server's log may tell.");
}
