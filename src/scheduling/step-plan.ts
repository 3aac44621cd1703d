/** A request with a slot, as far as planning needs to know it. */
export interface PlannedSequence {
  /** Tokens not computed yet: 1 for one that decodes, more for a prompt. */
  readonly pendingTokens: number;
  /** True for a prompt whose tokens all have an output, not its last one alone. */
  readonly outputsAll?: boolean;
}

/** Tokens of one sequence in the next step. */
export interface StepShare<Sequence> {
  readonly sequence: Sequence;
  /** 1 for a decoding sequence, the chunk's length for a prompt. */
  readonly tokens: number;
}

/**
 * The requests whose turn it is, where prompts and running answers take turns: prompts after a step without, answers after
 * a step of prompts. In one batch they would cost more than in two: llama.cpp's attention on CPUs works on tiles of 64 tokens
 * and 64 cells and leaves out those in which no token sees a cell, and the cells of running answers, which grow side by
 * side, leave none of them out.
 *
 * @param wasPrompts whether the step before was a turn of prompts beside running answers.
 */
export function takeTurns<Sequence extends PlannedSequence>(
  sequences: readonly Sequence[],
  wasPrompts: boolean,
): { readonly turn: readonly Sequence[]; readonly isPrompts: boolean } {
  const prompts = sequences.filter(({ pendingTokens }) => pendingTokens > 1);
  if (prompts.length === 0 || prompts.length === sequences.length)
    return { turn: sequences, isPrompts: false };
  if (!wasPrompts) return { turn: prompts, isPrompts: true };
  return { turn: sequences.filter(({ pendingTokens }) => pendingTokens === 1), isPrompts: false };
}

/**
 * Decides what the next decode step computes: first a token of every running request, so that
 * nobody's stream stalls, then prompts in order of arrival up to the budget.
 *
 * @param sequences in order of arrival.
 * @param batchTokens tokens a step holds at most.
 * @param prefillBudget prompt tokens it may spend.
 * @param spareOutputs outputs that it may have beside one of each sequence. Default 0.
 */
export function planStep<Sequence extends PlannedSequence>(
  sequences: readonly Sequence[],
  batchTokens: number,
  prefillBudget: number,
  spareOutputs = 0,
): readonly StepShare<Sequence>[] {
  const shares: StepShare<Sequence>[] = [];
  let room = batchTokens;
  for (const sequence of sequences) {
    if (sequence.pendingTokens > 1 || room === 0) continue;
    shares.push({ sequence, tokens: 1 });
    room--;
  }
  let prefillRoom = Math.min(room, prefillBudget);
  let outputRoom = spareOutputs;
  for (const sequence of sequences) {
    if (prefillRoom === 0) break;
    if (sequence.pendingTokens === 1) continue;
    const bound = sequence.outputsAll === true ? 1 + outputRoom : prefillRoom;
    const tokens = Math.min(sequence.pendingTokens, prefillRoom, bound);
    if (sequence.outputsAll === true) outputRoom -= tokens - 1;
    shares.push({ sequence, tokens });
    prefillRoom -= tokens;
  }
  return shares;
}
