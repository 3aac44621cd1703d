import { z } from "zod";
import type { PromptTokenLogprob } from "../../core/token-logprob.ts";
import type { CollectedChoices } from "../generation/collect-answer.ts";
import { textFinishReason } from "../generation/text-finish-reason.ts";
import { TIMINGS, timingsBody, USAGE, usageBody } from "../generation/usage-body.ts";
import { type StreamShape, sseFrame } from "../streaming/stream-shape.ts";
import type { AnswerHead } from "./answer-head.ts";
import { COMPLETION_LOGPROBS, createCompletionLogprobsWriter } from "./completion-logprobs.ts";
import { openaiStream } from "./openai-stream.ts";
import type { Echo } from "./translate-completion.ts";

/** Answer of `POST /v1/completions`. */
export const COMPLETION_RESPONSE = z.object({
  id: z.string(),
  object: z.literal("text_completion"),
  created: z.number(),
  model: z.string(),
  system_fingerprint: z.string(),
  choices: z.array(
    z.object({
      text: z.string(),
      index: z.number().describe("The answers to the first prompt come first, then those to the second."),
      logprobs: COMPLETION_LOGPROBS.nullable(),
      finish_reason: z.enum(["stop", "length"]),
    }),
  ),
  usage: USAGE,
  timings: TIMINGS,
  seed: z.number().describe("Seed of the first answer; give it again for the same answers."),
});

/** How the answers to one request are written. */
export interface CompletionResponseOptions {
  /** Log probabilities were asked for. */
  readonly hasLogprobs: boolean;
  /** What to put before the answers, one for each answer; empty for none. */
  readonly echoes: readonly Echo[];
}

/** The whole answers as one object. */
export function completionResponse(
  head: AnswerHead,
  { answers, totals }: CollectedChoices,
  { hasLogprobs, echoes }: CompletionResponseOptions,
): z.output<typeof COMPLETION_RESPONSE> {
  return {
    id: head.id,
    object: "text_completion",
    created: head.created,
    model: head.model,
    system_fingerprint: head.fingerprint,
    choices: answers.map(({ text, logprobs, end }, index) => {
      const { promptLogprobs = [] } = end;
      const echo = echoes[index] ?? textOfTokens(promptLogprobs);
      return {
        text: echo + text,
        index,
        logprobs: hasLogprobs
          ? createCompletionLogprobsWriter(echo).write([...promptLogprobs, ...logprobs])
          : null,
        finish_reason: textFinishReason(end),
      };
    }),
    usage: usageBody(totals),
    timings: timingsBody(totals),
    seed: totals.seed,
  };
}

function textOfTokens(tokens: readonly PromptTokenLogprob[]): string {
  return Buffer.from(tokens.flatMap(({ bytes }) => bytes)).toString("utf8");
}

/** How a stream is written. */
export interface CompletionStreamOptions {
  /** Adds the last chunk with the token counts, and `usage: null` to the others. */
  readonly includeUsage: boolean;
  /** How many answers the stream has. */
  readonly count: number;
  /** Texts to send before the answers, one for each answer; empty for none. */
  readonly echoes: readonly Echo[];
}

/** The answers as chunks; see {@link completionResponse}. */
export function completionStreamShape(
  head: AnswerHead,
  { includeUsage, count, echoes }: CompletionStreamOptions,
): StreamShape {
  const { shared, noUsage, ending, shape } = openaiStream(head, "text_completion", includeUsage);
  const logprobsWriters = Array.from({ length: count }, () => createCompletionLogprobsWriter());
  const chunk = (choice: number, text: string, logprobs: string, finishReason = "null", extra = "") =>
    sseFrame(
      `${shared},"choices":[{"text":${text},"index":${choice},"logprobs":${logprobs},"finish_reason":${finishReason}}]${noUsage}${extra}}`,
    );
  return {
    ...shape,
    opening: echoes.map((echo, choice) => chunk(choice, JSON.stringify(echo ?? ""), "null")).join(""),
    part: (part, choice) => {
      if (part.type !== "text") return "";
      const { text, logprobs } = part;
      const written = logprobs && logprobsWriters[choice]?.write(logprobs);
      return chunk(choice, JSON.stringify(text), written === undefined ? "null" : JSON.stringify(written));
    },
    end: (end, choice) => {
      return chunk(choice, '""', "null", JSON.stringify(textFinishReason(end)), ending(end));
    },
  };
}
