import { type Spread, spreadOf } from "./percentile.ts";
import type { RequestSample } from "./request-sample.ts";

/** Speed at one number of requests at once. */
export interface LevelResult {
  readonly concurrency: number;
  readonly requests: number;
  /** Prompt tokens of all requests, those from the cache left out. */
  readonly prefillTokens: number;
  readonly completionTokens: number;
  /** Prompt tokens of a round ÷ the time until its last first token, over all rounds. */
  readonly prefillTokensPerSecond: number | undefined;
  /** Tokens after the first ÷ the time from the first first token to the last end, over all rounds. */
  readonly decodeTokensPerSecond: number | undefined;
  readonly firstTokenMs: Spread | undefined;
  /** Between pieces of text; a token that ends inside a character adds to the next piece. */
  readonly interTokenMs: Spread | undefined;
}

/** The figures of one level, from the samples of its rounds; the requests of a round started together. */
export function summarizeLevel(
  concurrency: number,
  rounds: readonly (readonly RequestSample[])[],
): LevelResult {
  const samples = rounds.flat();
  const prefillTokens = sum(samples.map(computedPromptTokens));
  const decodedTokens = sum(samples.map((sample) => Math.max(0, sample.usage.completionTokens - 1)));
  const prefillMs = sum(rounds.map((round) => latest(round, "firstTokenMs") - earliest(round, "startMs")));
  const decodeMs = sum(rounds.map((round) => latest(round, "endMs") - earliest(round, "firstTokenMs")));
  return {
    concurrency,
    requests: samples.length,
    prefillTokens,
    completionTokens: sum(samples.map((sample) => sample.usage.completionTokens)),
    prefillTokensPerSecond: rate(prefillTokens, prefillMs),
    decodeTokensPerSecond: rate(decodedTokens, decodeMs),
    firstTokenMs: spreadOf(samples.map((sample) => sample.firstTokenMs - sample.startMs)),
    interTokenMs: spreadOf(samples.flatMap((sample) => sample.gapsMs)),
  };
}

function computedPromptTokens({ usage }: RequestSample): number {
  return usage.promptTokens - usage.cachedTokens;
}

type Moment = "startMs" | "firstTokenMs" | "endMs";

function earliest(round: readonly RequestSample[], moment: Moment): number {
  return Math.min(...round.map((sample) => sample[moment]));
}

function latest(round: readonly RequestSample[], moment: Moment): number {
  return Math.max(...round.map((sample) => sample[moment]));
}

function rate(tokens: number, durationMs: number): number | undefined {
  return durationMs > 0 ? (tokens * 1000) / durationMs : undefined;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
