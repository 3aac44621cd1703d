/** Fewer tokens than this are sooner computed than fetched. */
export const WORTHWHILE_TOKENS = 32;

/**
 * Share of a saved state's tokens that a request must gain by it: all are copied. Copying one takes some microseconds, from
 * the disk some tens of them, and computing one some milliseconds.
 */
const LEAST_SHARE = 1 / 16;

/**
 * Share of the cells copied that a sequence must gain by it: from one place of memory to another this takes a hundredth of
 * computing them, or less.
 */
const LEAST_COPIED_SHARE = 1 / 64;

/**
 * Whether a prefix is worth copying from another sequence.
 *
 * @param gained tokens that need not be computed then.
 * @param sourceTokens tokens of the other sequence: all are copied.
 */
export function isWorthCopying(gained: number, sourceTokens: number): boolean {
  return gained >= WORTHWHILE_TOKENS && gained >= sourceTokens * LEAST_COPIED_SHARE;
}

/**
 * Whether a sequence that must leave the cells is worth saving: its whole state is copied and written, and what others hold too
 * stays with them.
 *
 * @param exclusiveTokens that nobody else holds.
 * @param tokens of the whole sequence.
 */
export function isWorthSaving(exclusiveTokens: number, tokens: number): boolean {
  return exclusiveTokens >= WORTHWHILE_TOKENS && exclusiveTokens >= tokens * LEAST_SHARE;
}

/** What a saved state would bring. */
export interface StateMatch {
  /** Tokens of a prompt's beginning that it holds. */
  readonly length: number;
  /** Tokens of the whole state: all of them are copied, and need cells for the moment. */
  readonly stateTokens: number;
}

/**
 * Whether a saved state is worth bringing back.
 *
 * @param known tokens of the prompt that are at hand already.
 * @param least tokens to gain at least. Default {@link WORTHWHILE_TOKENS}.
 */
export function isWorthRestoring(
  match: StateMatch | undefined,
  known: number,
  least: number = WORTHWHILE_TOKENS,
): match is StateMatch {
  if (match === undefined) return false;
  const gained = match.length - known;
  return gained >= least && gained >= match.stateTokens * LEAST_SHARE;
}
