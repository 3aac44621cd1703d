import type { EndEvent } from "../../core/generation-event.ts";
import { timingsBody, usageBody } from "../generation/usage-body.ts";
import { SSE_CONTENT_TYPE, SSE_DONE, type StreamShape, sseFrame } from "../streaming/stream-shape.ts";
import type { AnswerHead } from "./answer-head.ts";
import { openaiErrorBody } from "./error-body.ts";

/** What OpenAI's streams of answers have in common. */
export interface OpenaiStream {
  /** Beginning of every chunk, before its choices. */
  readonly shared: string;
  /** What a chunk with choices says of the token counts: nothing, or `"usage":null` where a last chunk is to have them. */
  readonly noUsage: string;
  /** What the last chunk of an answer tells beside its end. */
  ending(end: EndEvent): string;
  /** The parts of a shape that are the same in all. */
  readonly shape: Pick<StreamShape, "contentType" | "close" | "error">;
}

/** Writes down once what all chunks of a stream share. */
export function openaiStream(head: AnswerHead, object: string, includeUsage: boolean): OpenaiStream {
  const shared = JSON.stringify({
    id: head.id,
    object,
    created: head.created,
    model: head.model,
    system_fingerprint: head.fingerprint,
  }).slice(0, -1);
  return {
    shared,
    noUsage: includeUsage ? ',"usage":null' : "",
    ending: (end) => `,"timings":${JSON.stringify(timingsBody(end))},"seed":${end.seed}`,
    shape: {
      contentType: SSE_CONTENT_TYPE,
      close: (totals) => {
        if (!includeUsage) return SSE_DONE;
        return sseFrame(`${shared},"choices":[],"usage":${JSON.stringify(usageBody(totals))}}`) + SSE_DONE;
      },
      error: (error) => sseFrame(JSON.stringify(openaiErrorBody(error))),
    },
  };
}
