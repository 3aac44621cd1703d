/** llama.cpp rounds the KV cells of a context up to whole blocks of this many. */
const CELL_BLOCK = 256;

/** Proposed tokens in one step at most: each needs the logits of a whole vocabulary. */
const MOST_DRAFT_TOKENS = 16;

/** Tokens that one step may propose beside those it must compute; 0 without speculation. */
export function draftTokens(speculates: boolean): number {
  return speculates ? MOST_DRAFT_TOKENS : 0;
}

/**
 * KV cells of the whole context, in tokens: requests with the same prompt share its cells, but each computes the
 * last token itself, for its logits, so every slot has one cell more than was planned.
 */
export function contextCells(plannedCells: number, slots: number): number {
  return Math.ceil((plannedCells + slots) / CELL_BLOCK) * CELL_BLOCK;
}
