import type { LlamaContext } from "../../llama/context.ts";
import { restoreSequence, saveSequence } from "../../llama/sequence-state.ts";
import type { StateStore } from "../prefix-cache.ts";
import type { PrefixStore } from "./prefix-store.ts";

/** Moves the cells of sequences between a context and a store. */
export class ContextStates implements StateStore {
  private readonly context: LlamaContext;
  private readonly store: PrefixStore;

  constructor(context: LlamaContext, store: PrefixStore) {
    this.context = context;
    this.store = store;
  }

  save(sequence: number, salt: string, tokens: Int32Array): void {
    // a state that is at hand already needs no second copy
    if (this.store.longestMatch(salt, tokens) === tokens.length) return;
    this.store.put({ salt, tokens, cells: saveSequence(this.context, sequence) });
  }

  longestMatch(salt: string, tokens: Int32Array): number {
    return this.store.longestMatch(salt, tokens);
  }

  restore(sequence: number, salt: string, tokens: Int32Array): number {
    const state = this.store.find(salt, tokens);
    if (state === undefined || !restoreSequence(this.context, sequence, state.cells)) return 0;
    let length = 0;
    while (length < state.tokens.length && state.tokens[length] === tokens[length]) length++;
    if (length < state.tokens.length) this.context.memory.remove(sequence, length);
    return length;
  }
}
