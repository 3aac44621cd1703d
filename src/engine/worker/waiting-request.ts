import { adapterKey } from "../llama/adapter-set.ts";
import type { EngineGeneration } from "../protocol.ts";
import type { Sequence } from "./sequence.ts";

/** A request without a slot: a new one, or one that had to make room for others. */
export type WaitingRequest =
  | { readonly generation: EngineGeneration; readonly promptTokens: Int32Array; readonly sequence?: never }
  | { readonly generation: EngineGeneration; readonly sequence: Sequence; readonly promptTokens?: never };

/**
 * What must be equal for requests to share KV cells: who asks, and the adapters in force, on which the cells depend.
 * Undefined shares with nobody, as one does of whose prompt every token has to be computed.
 */
export function saltOf(generation: EngineGeneration, defaultScales: readonly number[]): string | undefined {
  const { options, cacheSalt = "", adapterScales = defaultScales, promptLogprobs } = generation;
  return options.cachePrompt && promptLogprobs !== true
    ? `${adapterKey(adapterScales)} ${cacheSalt}`
    : undefined;
}
