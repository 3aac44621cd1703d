import { ShimmyError } from "../../core/errors.ts";
import type { TokenUsage } from "../../core/generation-event.ts";
import type { GenerateOptions, UniversalModel } from "../../core/universal-model.ts";

/** One request of a benchmark, as its client saw it; times in milliseconds on the benchmark's clock. */
export interface RequestSample {
  readonly startMs: number;
  readonly firstTokenMs: number;
  readonly endMs: number;
  /** Between one piece of text and the next. */
  readonly gapsMs: readonly number[];
  readonly usage: TokenUsage;
}

/** What {@link sampleRequest} runs. */
export interface SampledRequest {
  readonly prompt: string;
  readonly maxTokens: number;
  readonly signal: AbortSignal;
  readonly now: () => number;
}

/** Runs one request to its end, greedily and past the model's own end, so that every run does the same work. */
export async function sampleRequest(
  model: Pick<UniversalModel, "stream">,
  { prompt, maxTokens, signal, now }: SampledRequest,
): Promise<RequestSample> {
  const options: GenerateOptions = {
    maxTokens,
    temperature: 0,
    topK: 0,
    topP: 1,
    repeatPenalty: 1,
    ignoreEos: true,
    seed: 1,
    signal,
  };
  const startMs = now();
  const gapsMs: number[] = [];
  let firstTokenMs: number | undefined;
  let previousMs = startMs;
  for await (const event of model.stream({ kind: "prompt", text: prompt }, options)) {
    const nowMs = now();
    if (event.type === "end") {
      return { startMs, firstTokenMs: firstTokenMs ?? nowMs, endMs: nowMs, gapsMs, usage: event.usage };
    }
    if (event.type !== "text") continue;
    if (firstTokenMs === undefined) firstTokenMs = nowMs;
    else gapsMs.push(nowMs - previousMs);
    previousMs = nowMs;
  }
  throw new ShimmyError("internal", "A generation of the benchmark stopped without an end.");
}
