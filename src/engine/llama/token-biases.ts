import { ShimmyError } from "../../core/errors.ts";
import type { LogitBias } from "../../core/generation-options.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** A token and what is added to its logit; negative infinity forbids it. */
export type TokenBias = readonly [token: number, bias: number];

/**
 * The tokens that biases mean: an id is itself, a text each token it is split into.
 *
 * @throws ShimmyError `invalid_request` for an id that the vocabulary does not have.
 */
export function resolveTokenBiases(
  biases: readonly LogitBias[],
  vocabulary: Pick<Vocabulary, "size" | "tokenize">,
): readonly TokenBias[] {
  return biases.flatMap(({ token, bias }) => {
    // as a 32-bit float, so that the sum is llama.cpp's to the last bit
    const added = bias === null ? Number.NEGATIVE_INFINITY : Math.fround(bias);
    if (typeof token === "string") {
      return Array.from(vocabulary.tokenize(token, false, false), (id): TokenBias => [id, added]);
    }
    if (token < vocabulary.size) return [[token, added] as const];
    throw new ShimmyError(
      "invalid_request",
      `logitBias names token ${token}, and this model's token ids are whole numbers from 0 to ${vocabulary.size - 1}.`,
      { param: "logitBias" },
    );
  });
}

/** Adds biases to the logits of the whole vocabulary in place. */
export function applyTokenBiases(logits: Float32Array, biases: readonly TokenBias[]): void {
  for (const [token, bias] of biases) logits[token] = (logits[token] ?? 0) + bias;
}
