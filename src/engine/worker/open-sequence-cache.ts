import type { LlamaContext } from "../llama/context.ts";
import { ContextStates, SCRATCH_SEQUENCE } from "./kv-store/context-states.ts";
import type { PrefixStore } from "./kv-store/prefix-store.ts";
import { PrefixCache } from "./prefix-cache.ts";
import type { SequenceCache } from "./sequence-cache.ts";
import { StreamCache } from "./stream-cache.ts";
import { StreamStates } from "./stream-states.ts";

/** What a context's cells are handed out by. */
export interface SequenceCacheOptions {
  readonly context: LlamaContext;
  readonly slots: number;
  /** The context was made with streams. */
  readonly streams: boolean;
  /** Where finished sequences go that must leave the cells; undefined forgets them. */
  readonly store: PrefixStore | undefined;
}

/** Makes the cache that suits a context. */
export function openSequenceCache({ context, slots, streams, store }: SequenceCacheOptions): SequenceCache {
  const { memory } = context;
  if (streams) {
    return new StreamCache({
      memory: new StreamStates(context),
      streams: slots,
      store: store && new ContextStates(context, store, undefined),
    });
  }
  return new PrefixCache({
    memory,
    // sequences of the same prompt compute its last token each, and count it once
    cells: context.kvCells - slots,
    sequenceIds: memory.sequenceIds,
    firstSequence: memory.canShare ? SCRATCH_SEQUENCE + 1 : 0,
    canShare: memory.canShare,
    store: store && new ContextStates(context, store, SCRATCH_SEQUENCE),
  });
}
