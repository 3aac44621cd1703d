import type { StateMatch } from "../../../scheduling/prefix-worth.ts";
import type { LlamaContext } from "../../llama/context.ts";
import { restoreSequence, saveSequence, stateSize } from "../../llama/sequence-state.ts";
import type { StateStore } from "../sequence-cache.ts";
import type { PrefixStore } from "./prefix-store.ts";

/**
 * A sequence that belongs to no request: cells are saved from there. llama.cpp writes into a state only owners below
 * `n_seq_max`, which is far below the ids that idle sequences have, and refuses cells without an owner on reading.
 */
export const SCRATCH_SEQUENCE = 0;

/** Moves the cells of sequences between a context and a store. */
export class ContextStates implements StateStore {
  private readonly context: LlamaContext;
  private readonly store: PrefixStore;
  private readonly scratch: number | undefined;

  /** @param scratch a sequence that belongs to no request, by which cells are saved; undefined saves them where they are. */
  constructor(context: LlamaContext, store: PrefixStore, scratch: number | undefined) {
    this.context = context;
    this.store = store;
    this.scratch = scratch;
  }

  save(sequence: number, salt: string, tokens: Int32Array): void {
    // a state that is at hand already needs no second copy
    if (this.store.match(salt, tokens)?.length === tokens.length) return;
    const { scratch } = this;
    const { memory } = this.context;
    if (scratch !== undefined) memory.copy(sequence, scratch, 0, tokens.length);
    try {
      const source = scratch ?? sequence;
      if (!this.store.wouldKeep(stateSize(this.context, source))) return;
      this.store.put({ salt, tokens, cells: saveSequence(this.context, source) });
    } catch (error) {
      // no memory for it: it is computed again when it is needed
      process.stderr.write(`A prefix was not kept: ${String(error)}\n`);
    } finally {
      if (scratch !== undefined) memory.remove(scratch);
    }
  }

  match(salt: string, tokens: Int32Array): StateMatch | undefined {
    return this.store.match(salt, tokens);
  }

  restore(sequence: number, salt: string, tokens: Int32Array): number {
    const state = this.store.take(salt, tokens);
    if (state === undefined) this.context.memory.remove(sequence);
    if (state === undefined || !restoreSequence(this.context, sequence, state.cells)) return 0;
    let length = 0;
    while (length < state.tokens.length && state.tokens[length] === tokens[length]) length++;
    if (length < state.tokens.length) this.context.memory.remove(sequence, length);
    return length;
  }
}
