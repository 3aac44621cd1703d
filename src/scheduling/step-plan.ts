/** A request with a slot, as far as planning needs to know it. */
export interface PlannedSequence {
  /** Prompt tokens not computed yet; 0 once it decodes. */
  readonly remainingPromptTokens: number;
}

/** Tokens of one sequence in the next step. */
export interface StepShare<Sequence> {
  readonly sequence: Sequence;
  /** 1 for a decoding sequence, the chunk's length for a prompt. */
  readonly tokens: number;
}

/**
 * Decides what the next decode step computes: first a token of every running request, so that
 * nobody's stream stalls, then prompts in order of arrival up to the budget.
 *
 * @param sequences in order of arrival.
 * @param batchTokens tokens a step holds at most.
 * @param prefillBudget prompt tokens it may spend.
 */
export function planStep<Sequence extends PlannedSequence>(
  sequences: readonly Sequence[],
  batchTokens: number,
  prefillBudget: number,
): readonly StepShare<Sequence>[] {
  const shares: StepShare<Sequence>[] = [];
  let room = batchTokens;
  for (const sequence of sequences) {
    if (sequence.remainingPromptTokens > 0 || room === 0) continue;
    shares.push({ sequence, tokens: 1 });
    room--;
  }
  let prefillRoom = Math.min(room, prefillBudget);
  for (const sequence of sequences) {
    if (prefillRoom === 0) break;
    if (sequence.remainingPromptTokens === 0) continue;
    const tokens = Math.min(sequence.remainingPromptTokens, prefillRoom);
    shares.push({ sequence, tokens });
    prefillRoom -= tokens;
  }
  return shares;
}
