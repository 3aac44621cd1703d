import type { StateMatch } from "../../scheduling/prefix-worth.ts";
import type { CachedSequence } from "./cached-sequence.ts";

/** What the cells of a sequence look like outside of the context. */
export interface StateStore {
  /** Keeps the cells of a sequence that is about to lose them, where that can be done; never throws. */
  save(sequence: number, salt: string, tokens: Int32Array): void;
  /** What {@link StateStore.restore} would bring. */
  match(salt: string, tokens: Int32Array): StateMatch | undefined;
  /**
   * Gives a sequence those cells, in place of any it has; returns how many of the tokens they are. 0 is a failure, after
   * which it has none.
   */
  restore(sequence: number, salt: string, tokens: Int32Array): number;
}

/** What a new sequence needs. */
export interface OpenSequenceOptions {
  /** Everything that is known of it; at least the last one is computed anew, for its logits. */
  readonly tokens: Int32Array;
  /** Prefixes are shared within one salt only; undefined shares nothing. */
  readonly salt: string | undefined;
  /** Cells that must stay free beside it, so that running sequences can grow. */
  readonly cellsAhead: number;
}

/**
 * Hands out KV cells to sequences and lets them share what they have in common: the longest known prefix of a sequence's salt
 * comes from any other, running or idle; one that is just being computed is waited for and not computed twice. A finished
 * sequence stays as an idle one until its place is needed.
 */
export interface SequenceCache {
  /** Gives a new sequence its cells and the longest known prefix; undefined while there is no room for it. */
  open(options: OpenSequenceOptions): CachedSequence | undefined;
  /**
   * Whether a sequence may be computed now. One that waits for its prefix gets it here as soon as its leader has computed it,
   * or looks for another source when the leader is gone.
   *
   * @param tokens what it was opened with.
   */
  advance(sequence: CachedSequence, tokens: Int32Array): boolean;
  /** Makes room for one token more of a running sequence, behind what it was opened with; false when there is none. */
  grow(sequence: CachedSequence): boolean;
  /** Whether there are cells for tokens that may be taken back after the step; idle sequences do not go for guesses. */
  canSpare(count: number): boolean;
  /** Takes the cells of the idle sequence that was used longest ago; false when none is left. */
  makeRoom(): boolean;
  /**
   * Ends a sequence; once only.
   *
   * @param tokens all its tokens, of which the first `computed` have cells.
   * @param keep leaves it as an idle sequence for others to share.
   */
  close(sequence: CachedSequence, tokens: Int32Array, keep: boolean): void;
  /** Tokens of the longest beginning that is in the cells, or about to be. */
  longestMatch(salt: string, tokens: Int32Array): number;
  /** Takes the cells of every idle sequence; what is worthwhile goes to the store. */
  clearIdle(): void;
  /**
   * Hands the store an idle sequence that it was not given yet, so that it can leave the cells at once when they are needed;
   * false when there is none.
   */
  saveOne(): boolean;
}
