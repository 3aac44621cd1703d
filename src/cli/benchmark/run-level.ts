import type { UniversalModel } from "../../core/universal-model.ts";
import { type LevelResult, summarizeLevel } from "./level-result.ts";
import { type RequestSample, sampleRequest } from "./request-sample.ts";

/** One level of a benchmark. */
export interface LevelPlan {
  /** Requests that start together. */
  readonly concurrency: number;
  /** How often they do. */
  readonly rounds: number;
  readonly prompt: string;
  readonly maxTokens: number;
  readonly signal: AbortSignal;
  readonly now: () => number;
}

/** Runs one level; the first request that fails stops the others and its error is thrown. */
export async function runLevel(model: Pick<UniversalModel, "stream">, plan: LevelPlan): Promise<LevelResult> {
  const rounds: (readonly RequestSample[])[] = [];
  for (let round = 1; round <= plan.rounds; round++) rounds.push(await runRound(model, plan, round));
  return summarizeLevel(plan.concurrency, rounds);
}

async function runRound(
  model: Pick<UniversalModel, "stream">,
  plan: LevelPlan,
  round: number,
): Promise<readonly RequestSample[]> {
  const failed = new AbortController();
  const signal = AbortSignal.any([plan.signal, failed.signal]);
  const requests = Array.from({ length: plan.concurrency }, async (_, index) => {
    // A beginning of its own keeps a request from finding its prompt in the cache.
    const prompt = `${plan.concurrency}.${round}.${index + 1}: ${plan.prompt}`;
    try {
      return await sampleRequest(model, { ...plan, prompt, signal });
    } catch (thrown) {
      failed.abort();
      throw thrown;
    }
  });
  const outcomes = await Promise.allSettled(requests);
  const failures = outcomes.filter((outcome) => outcome.status === "rejected");
  // The first in order may be one that the real failure only stopped.
  const cause = failures.find((failure) => !isCancelled(failure.reason)) ?? failures[0];
  if (cause !== undefined) throw cause.reason;
  return outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []));
}

function isCancelled(reason: unknown): boolean {
  return typeof reason === "object" && reason !== null && "code" in reason && reason.code === "cancelled";
}
