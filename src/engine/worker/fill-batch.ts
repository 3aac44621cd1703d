import type { StepShare } from "../../scheduling/step-plan.ts";
import type { TokenBatch } from "../llama/token-batch.ts";
import type { Sequence } from "./sequence.ts";
import type { Draft } from "./speculation.ts";
import type { StreamPadding } from "./stream-padding.ts";

/** A sequence whose next token is chosen after a step. */
export interface Sampling {
  readonly sequence: Sequence;
  /** Place in the batch of the token whose logits choose the next one, then of each proposed token. */
  readonly batchIndex: number;
  /** Tokens proposed to follow; they stand behind it in the batch. */
  readonly draft: Draft | undefined;
}

/** A token of a prompt whose logits tell how likely the next one was. */
export interface PromptOutput {
  readonly sequence: Sequence;
  readonly position: number;
  readonly batchIndex: number;
}

/** The outputs of a step. */
export interface FilledBatch {
  readonly samplings: readonly Sampling[];
  readonly prompts: readonly PromptOutput[];
}

/**
 * Fills a batch with the tokens of a step.
 *
 * @param padding of a context with streams, where the step is of answers alone.
 */
export function fillBatch(
  batch: TokenBatch,
  shares: readonly StepShare<Sequence>[],
  drafts: ReadonlyMap<Sequence, Draft>,
  padding?: StreamPadding,
): FilledBatch {
  const samplings: Sampling[] = [];
  const prompts: PromptOutput[] = [];
  batch.clear();
  const ordered = padding === undefined ? shares : [...shares].sort(byStream);
  const isNarrow = drafts.size === 0 && shares.every(({ tokens }) => tokens === 1);
  for (const [index, { sequence, tokens: count }] of ordered.entries()) {
    const { cells, tokens, promptLogprobs } = sequence;
    const before = ordered[index - 1]?.sequence.cells.id;
    if (isNarrow && before !== undefined) padding?.fill(batch, before, cells.id);
    for (let position = cells.computed; position < cells.computed + count; position++) {
      const isLast = position === tokens.length - 1;
      const isTold = promptLogprobs?.isOpen === true && position < sequence.promptLength;
      const wantsLogits = isLast || (isTold && promptLogprobs.wants(position));
      const batchIndex = batch.add(tokens.at(position), position, cells.id, wantsLogits);
      if (isTold) prompts.push({ sequence, position, batchIndex });
      if (!isLast) continue;
      const draft = drafts.get(sequence);
      for (const [index, token] of (draft?.tokens ?? NO_TOKENS).entries()) {
        batch.add(token, position + 1 + index, cells.id, true);
      }
      samplings.push({ sequence, batchIndex, draft });
    }
  }
  return { samplings, prompts };
}

/** llama.cpp computes streams at once that come in this order. */
function byStream(a: StepShare<Sequence>, b: StepShare<Sequence>): number {
  return a.sequence.cells.id - b.sequence.cells.id;
}

const NO_TOKENS = new Int32Array(0);
