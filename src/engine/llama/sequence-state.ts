import type { LlamaContext } from "./context.ts";

/** Bytes that {@link saveSequence} would take. */
export function stateSize(context: LlamaContext, sequence: number): number {
  return Number(context.model.library.llama.llama_state_seq_get_size(context.handle, sequence));
}

/**
 * Copies the KV cells of one sequence out of the context, for another place or another day.
 *
 * @param sequence id below the number of sequences that the context was made for.
 * @param allocate gives the place for so many bytes. Default: new memory, which takes several times as long as memory in use.
 */
export function saveSequence(
  context: LlamaContext,
  sequence: number,
  allocate: (bytes: number) => Buffer = Buffer.allocUnsafeSlow,
): Buffer {
  const { llama } = context.model.library;
  const size = stateSize(context, sequence);
  const state = allocate(size);
  const written = Number(llama.llama_state_seq_get_data(context.handle, state, size, sequence));
  return state.subarray(0, written);
}

/**
 * Puts saved cells into a sequence, in place of any it has.
 *
 * @param state bytes of {@link saveSequence} of a context of the same model and cell types.
 * @returns false when the state does not fit; the sequence is then empty.
 */
export function restoreSequence(context: LlamaContext, sequence: number, state: Buffer): boolean {
  const { llama } = context.model.library;
  if (Number(llama.llama_state_seq_set_data(context.handle, state, state.length, sequence)) > 0) return true;
  // a state of a context with another number of streams is refused before what was there is taken away
  context.memory.remove(sequence);
  return false;
}
