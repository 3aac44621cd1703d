/** Tokens that each running request is assumed to add before another one ends. */
const GROWTH_TOKENS = 32;

/**
 * KV cells to keep free when a request is let in: enough that the requests then running can go on for a while before
 * one of them has to make room. Without it a full context would let requests in only to throw them out again.
 *
 * @param remainingTokens tokens that each request may still generate, the new one's included.
 */
export function cellsAhead(remainingTokens: readonly number[]): number {
  return remainingTokens.reduce((sum, remaining) => sum + Math.min(remaining, GROWTH_TOKENS), 0);
}
