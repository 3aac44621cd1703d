import type { TokenCandidate, TokenLogprob } from "../core/token-logprob.ts";
import { type Column, renderTable } from "./table.ts";

const COLUMNS: readonly Column<TokenLogprob>[] = [
  { title: "TOKEN", value: ({ text }) => JSON.stringify(text) },
  { title: "LOGPROB", align: "right", value: ({ logprob }) => logprob.toFixed(3) },
  { title: "PROBABILITY", align: "right", value: showProbability },
  { title: "LIKELIEST", value: ({ top }) => top.map(showCandidate).join(", ") },
];

/** How likely each token of an answer was, a line for each. */
export function renderLogprobs(tokens: readonly TokenLogprob[]): string {
  return renderTable(COLUMNS, tokens);
}

function showCandidate(candidate: TokenCandidate): string {
  return `${JSON.stringify(candidate.text)} ${showProbability(candidate)}`;
}

function showProbability({ logprob }: TokenCandidate): string {
  return `${(Math.exp(logprob) * 100).toFixed(1)} %`;
}
