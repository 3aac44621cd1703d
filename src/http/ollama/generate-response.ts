import { z } from "zod";
import type { EndEvent } from "../../core/generation-event.ts";
import type { TokenLogprob } from "../../core/token-logprob.ts";
import type { BegunGeneration } from "../generation/begin-generation.ts";
import { LOGPROB, logprobBody } from "../generation/logprob-body.ts";
import { textFinishReason } from "../generation/text-finish-reason.ts";
import { TIMINGS, timingsBody, USAGE, usageBody } from "../generation/usage-body.ts";
import { WHOLE_CALL, type WholeCallBody } from "../generation/whole-call-body.ts";

const NANOSECONDS_PER_MS = 1e6;

/** Answer of `POST /api/generate`, and the last frame of its streams: a superset of Ollama's. */
export const GENERATE_RESPONSE = z.object({
  model: z.string(),
  created_at: z.string(),
  response: z.string(),
  thinking: z.string().optional().describe("What the model thought, where it did."),
  tool_calls: z.array(WHOLE_CALL).optional().describe("Calls that the model asks for."),
  done: z.literal(true),
  done_reason: z.enum(["stop", "length"]),
  total_duration: z.number().describe("In nanoseconds, as are the other durations."),
  load_duration: z.number(),
  prompt_eval_count: z.number(),
  prompt_eval_duration: z.number(),
  eval_count: z.number(),
  eval_duration: z.number(),
  usage: USAGE,
  timings: TIMINGS,
  seed: z.number().describe("Seed in force; give it again for the same answer."),
  context: z
    .array(z.number())
    .optional()
    .describe("Token ids of prompt and answer, to go on from; not with `raw`, nor in server-sent events."),
  logprobs: z.array(LOGPROB).optional().describe("Of each token, where they were asked for."),
});

/** What is known of an answer when it ends. */
export interface GenerateResponseOptions {
  readonly generation: Pick<BegunGeneration, "model" | "arrivedAtMs" | "acceptedAfterMs">;
  /** The whole answer; empty in the last frame of a stream. */
  readonly text: string;
  /** Likewise. */
  readonly reasoning?: string;
  /** Likewise. */
  readonly toolCalls?: readonly WholeCallBody[];
  /** Of the tokens of the text, where they were asked for. */
  readonly logprobs?: readonly TokenLogprob[];
  readonly end: EndEvent;
  readonly createdAt: Date;
  /** By the clock of `arrivedAtMs`. */
  readonly nowMs: number;
}

/** The answer in Ollama's form, durations in nanoseconds. */
export function generateResponse(options: GenerateResponseOptions): z.output<typeof GENERATE_RESPONSE> {
  const { generation, text, reasoning = "", toolCalls = [], logprobs, end, createdAt, nowMs } = options;
  const { usage, timings } = end;
  return {
    model: generation.model,
    created_at: createdAt.toISOString(),
    response: text,
    ...(reasoning !== "" && { thinking: reasoning }),
    ...(toolCalls.length > 0 && { tool_calls: [...toolCalls] }),
    done: true,
    done_reason: textFinishReason(end),
    total_duration: nanoseconds(nowMs - generation.arrivedAtMs),
    // A slot comes after load and queue; what the queue did not take was the load.
    load_duration: nanoseconds(Math.max(0, generation.acceptedAfterMs - timings.queueMs)),
    prompt_eval_count: usage.promptTokens,
    prompt_eval_duration: nanoseconds(timings.promptMs),
    eval_count: usage.completionTokens,
    eval_duration: nanoseconds(timings.generationMs),
    usage: usageBody(end),
    timings: timingsBody(end),
    seed: end.seed,
    ...(end.tokens !== undefined && { context: [...end.tokens] }),
    ...(logprobs !== undefined && { logprobs: logprobs.map(logprobBody) }),
  };
}

function nanoseconds(durationMs: number): number {
  return Math.round(durationMs * NANOSECONDS_PER_MS);
}
