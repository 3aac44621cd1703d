import { z } from "zod";
import type { CollectedAnswer } from "../generation/collect-answer.ts";
import { TIMINGS, timingsBody, USAGE, usageBody } from "../generation/usage-body.ts";
import { SSE_CONTENT_TYPE, SSE_DONE, type StreamShape, sseFrame } from "../streaming/stream-shape.ts";
import type { AnswerHead } from "./answer-head.ts";
import { openaiErrorBody } from "./error-body.ts";

/** Answer of `POST /v1/chat/completions`. */
export const CHAT_RESPONSE = z.object({
  id: z.string(),
  object: z.literal("chat.completion"),
  created: z.number(),
  model: z.string(),
  system_fingerprint: z.string(),
  choices: z.array(
    z.object({
      index: z.number(),
      message: z.object({ role: z.literal("assistant"), content: z.string(), refusal: z.null() }),
      logprobs: z.null(),
      finish_reason: z.enum(["stop", "length"]),
    }),
  ),
  usage: USAGE,
  timings: TIMINGS,
  seed: z.number().describe("Seed in force; give it again for the same answer."),
});

/** The whole answer as one object. */
export function chatResponse(
  head: AnswerHead,
  { text, end }: CollectedAnswer,
): z.output<typeof CHAT_RESPONSE> {
  return {
    id: head.id,
    object: "chat.completion",
    created: head.created,
    model: head.model,
    system_fingerprint: head.fingerprint,
    choices: [
      {
        index: 0,
        message: { role: "assistant", content: text, refusal: null },
        logprobs: null,
        finish_reason: end.finishReason,
      },
    ],
    usage: usageBody(end),
    timings: timingsBody(end),
    seed: end.seed,
  };
}

/**
 * The answer as chunks. What all of them share is written once, and a token adds only its own text.
 *
 * @param includeUsage adds the last chunk with the token counts, and `usage: null` to the others.
 */
export function chatStreamShape(head: AnswerHead, includeUsage: boolean): StreamShape {
  const shared = JSON.stringify({
    id: head.id,
    object: "chat.completion.chunk",
    created: head.created,
    model: head.model,
    system_fingerprint: head.fingerprint,
  }).slice(0, -1);
  const noUsage = includeUsage ? ',"usage":null' : "";
  const chunk = (delta: string, finishReason: string, extra = "") =>
    sseFrame(
      `${shared},"choices":[{"index":0,"delta":${delta},"logprobs":null,"finish_reason":${finishReason}}]${noUsage}${extra}}`,
    );
  return {
    contentType: SSE_CONTENT_TYPE,
    opening: chunk('{"role":"assistant","content":""}', "null"),
    text: (text) => chunk(`{"content":${JSON.stringify(text)}}`, "null"),
    end: (end) => {
      const extra = `,"timings":${JSON.stringify(timingsBody(end))},"seed":${end.seed}`;
      const usage = includeUsage
        ? sseFrame(`${shared},"choices":[],"usage":${JSON.stringify(usageBody(end))}}`)
        : "";
      return chunk("{}", JSON.stringify(end.finishReason), extra) + usage + SSE_DONE;
    },
    error: (error) => sseFrame(JSON.stringify(openaiErrorBody(error))),
  };
}
