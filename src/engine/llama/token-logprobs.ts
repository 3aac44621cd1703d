import type { TokenCandidate, TokenLogprob } from "../../core/token-logprob.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** Stands for the logarithm of no probability at all, which JSON cannot say. */
const NO_PROBABILITY = -9999;

/** Below the likeliest by this much, a token adds less to the sum than a 64-bit float can show. */
const NEGLIGIBLE_DISTANCE = 45;

/**
 * How likely a chosen token was, with the likeliest ones: the logarithm of softmax over the whole
 * vocabulary, which is `logit - log(sum(exp(logits)))`.
 *
 * @param logits of the whole vocabulary, as the model computed them.
 * @param count how many of the likeliest tokens are told; of equals the one with the lower id comes first.
 */
export function measureLogprob(
  logits: Float32Array,
  token: number,
  count: number,
  vocabulary: Pick<Vocabulary, "piece" | "textOf">,
): TokenLogprob {
  const normalizer = logSumExp(logits);
  const describe = (id: number): TokenCandidate => {
    const logprob = (logits[id] ?? Number.NEGATIVE_INFINITY) - normalizer;
    return { ...describeToken(id, vocabulary), logprob: Number.isFinite(logprob) ? logprob : NO_PROBABILITY };
  };
  return { ...describe(token), top: likeliest(logits, count).map(describe) };
}

/** A token by itself. */
export function describeToken(
  id: number,
  vocabulary: Pick<Vocabulary, "piece" | "textOf">,
): Omit<TokenCandidate, "logprob"> {
  const piece = vocabulary.piece(id);
  const text = piece.length > 0 ? piece.toString("utf8") : vocabulary.textOf(id);
  return { token: id, text, bytes: [...piece] };
}

function logSumExp(logits: Float32Array): number {
  let highest = Number.NEGATIVE_INFINITY;
  for (const logit of logits) if (logit > highest) highest = logit;
  let sum = 0;
  for (const logit of logits) {
    const distance = highest - logit;
    if (distance < NEGLIGIBLE_DISTANCE) sum += Math.exp(-distance);
  }
  return highest + Math.log(sum);
}

/** Ids of the highest logits, the highest first. */
function likeliest(logits: Float32Array, count: number): readonly number[] {
  const best: number[] = [];
  let threshold = Number.NEGATIVE_INFINITY;
  for (let id = 0; id < logits.length && count > 0; id++) {
    const logit = logits[id] ?? Number.NEGATIVE_INFINITY;
    if (best.length === count && logit <= threshold) continue;
    const place = best.findIndex((other) => (logits[other] ?? 0) < logit);
    best.splice(place < 0 ? best.length : place, 0, id);
    if (best.length > count) best.pop();
    threshold = logits[best.at(-1) ?? 0] ?? threshold;
  }
  return best;
}
