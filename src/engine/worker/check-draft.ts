import type { Vocabulary } from "../llama/vocabulary.ts";
import { type Advance, advanceSequence, endUnanswered, joinAdvances } from "./advance-sequence.ts";
import type { Sequence } from "./sequence.ts";

/** How a draft went. */
export interface CheckedDraft {
  readonly advance: Advance;
  /** Proposed tokens that were right. */
  readonly accepted: number;
  /** Of these, how many keep their cells: the one that ended the answer does not. */
  readonly kept: number;
}

/**
 * Samples a sequence's next token, and the ones after it as long as they are what was proposed. One that may have none ends.
 *
 * @param batchIndex place in the batch of the token whose logits choose the next one; behind it lie those of `proposed`.
 * @param keepCell called for each right token whose cell stays, before the next one is chosen.
 */
export function checkDraft(
  sequence: Sequence,
  batchIndex: number,
  proposed: Int32Array,
  { vocabulary, keepCell }: { readonly vocabulary: Vocabulary; readonly keepCell: () => void },
): CheckedDraft {
  if (sequence.maxTokens === 0) return { advance: endUnanswered(sequence), accepted: 0, kept: 0 };
  let advance: Advance | undefined;
  sequence.draftTokens += proposed.length;
  for (let place = 0; ; place++) {
    const choice = sequence.sampler.sample(batchIndex + place);
    const isRight = choice.token !== undefined && choice.token === proposed[place];
    // before it is taken, since that may end the answer, and the end tells the count
    if (isRight) sequence.draftAcceptedTokens++;
    const next = advanceSequence(sequence, choice, vocabulary);
    advance = advance === undefined ? next : joinAdvances(advance, next);
    if (!isRight || advance.end !== undefined) {
      return { advance, accepted: isRight ? place + 1 : place, kept: place };
    }
    keepCell();
  }
}
