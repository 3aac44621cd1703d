import type { LlamaContext } from "./context.ts";

/** Copies the KV cells of one sequence out of the context, for another place or another day. */
export function saveSequence(context: LlamaContext, sequence: number): Buffer {
  const { llama } = context.model.library;
  const size = Number(llama.llama_state_seq_get_size(context.handle, sequence));
  const state = Buffer.alloc(size);
  const written = Number(llama.llama_state_seq_get_data(context.handle, state, size, sequence));
  return state.subarray(0, written);
}

/**
 * Puts saved cells into an empty sequence.
 *
 * @param state bytes of {@link saveSequence} of a context of the same model and cell types.
 * @returns false when the state does not fit; the sequence is then empty.
 */
export function restoreSequence(context: LlamaContext, sequence: number, state: Buffer): boolean {
  const { llama } = context.model.library;
  return Number(llama.llama_state_seq_set_data(context.handle, state, state.length, sequence)) > 0;
}
