import { z } from "zod";
import type { TokenCandidate, TokenLogprob } from "../../core/token-logprob.ts";

const CANDIDATE = z.object({
  token: z.string().describe("The token as text; half a character shows as U+FFFD."),
  logprob: z.number().describe("Natural logarithm of its probability."),
  bytes: z.array(z.number()).describe("The token's bytes."),
});

/** A token and its probability, in the form that OpenAI and Ollama share. */
export const LOGPROB = CANDIDATE.extend({
  top_logprobs: z.array(CANDIDATE).describe("The likeliest tokens there."),
});

/** JSON has no minus infinity; this is the value that OpenAI gives tokens as good as impossible. */
const LEAST_LOGPROB = -9999;

/** One token in the form that OpenAI and Ollama share. */
export function logprobBody(entry: TokenLogprob): z.output<typeof LOGPROB> {
  return { ...candidateBody(entry), top_logprobs: entry.top.map(candidateBody) };
}

/** A log probability that JSON can hold. */
export function finiteLogprob(logprob: number): number {
  return Math.max(LEAST_LOGPROB, logprob);
}

function candidateBody({ text, logprob, bytes }: TokenCandidate): z.output<typeof CANDIDATE> {
  return { token: text, logprob: finiteLogprob(logprob), bytes: [...bytes] };
}
