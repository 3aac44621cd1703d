/** What a batch of embeddings may hold. */
export interface EmbeddingBatchLimits {
  readonly maxTokens: number;
  /** Inputs at once: llama.cpp's sequences. */
  readonly maxInputs: number;
}

/** Inputs of one request that go into the next batch. */
export interface EmbeddingShare {
  /** Index of the request. */
  readonly request: number;
  /** How many of its next inputs. */
  readonly inputs: number;
}

/**
 * Which inputs are computed next: one of each request in turn, so that a small request does not wait
 * for a large one, until the batch is full. An input longer than a batch goes alone.
 *
 * @param lengths for each request the lengths of its next inputs, in tokens.
 */
export function planEmbeddingBatch(
  lengths: readonly (readonly number[])[],
  { maxTokens, maxInputs }: EmbeddingBatchLimits,
): readonly EmbeddingShare[] {
  const taken = lengths.map(() => 0);
  let tokens = 0;
  let inputs = 0;
  for (let tookSome = true; tookSome; ) {
    tookSome = false;
    for (const [request, own] of lengths.entries()) {
      const next = own[taken[request] ?? 0];
      const fits = next !== undefined && inputs < maxInputs && tokens + next <= maxTokens;
      if (next === undefined || !(fits || inputs === 0)) continue;
      taken[request] = (taken[request] ?? 0) + 1;
      tokens += next;
      inputs += 1;
      tookSome = true;
    }
  }
  return taken.map((count, request) => ({ request, inputs: count })).filter(({ inputs: count }) => count > 0);
}

/** Memory that the outputs of an ordinary batch may take. */
const OUTPUT_BYTES = 128 * 1024 ** 2;
const BYTES_PER_NUMBER = 4;

/**
 * Tokens of an ordinary batch. llama.cpp keeps logits of the whole vocabulary for each of them, so a
 * large vocabulary makes batches smaller.
 *
 * @returns a power of two from 32 to 512.
 */
export function embeddingBatchTokens(vocabularySize: number, vectorLength: number): number {
  const affordable = OUTPUT_BYTES / ((vocabularySize + vectorLength) * BYTES_PER_NUMBER);
  let tokens = 512;
  while (tokens > 32 && tokens > affordable) tokens /= 2;
  return tokens;
}
