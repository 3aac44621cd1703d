/** Context length of one request when nobody says otherwise, in tokens. */
const DEFAULT_CONTEXT_LENGTH = 8192;

/** KV cells are handed out in blocks of this many by llama.cpp. */
const CELL_BLOCK = 256;

/** Memory that KV cells take unless one request alone needs more. */
const DEFAULT_KV_BUDGET_BYTES = 1024 ** 3;

/** What a plan of the KV cells is made from. */
export interface KvPlanInput {
  /** Context length asked for, in tokens. */
  readonly requestedContextLength: number | undefined;
  /** Context length the model was trained with, in tokens; 0 when its file does not say. */
  readonly trainContextLength: number;
  readonly slots: number;
  /** Memory of one token's keys and values over all layers; 0 when unknown. */
  readonly kvBytesPerToken: number;
  readonly budgetBytes?: number;
}

/** How large the context becomes. */
export interface KvPlan {
  /** Context length of one request, in tokens. */
  readonly contextLength: number;
  /** KV cells of all slots together, in tokens; at least one request's context. */
  readonly kvCells: number;
}

/** Chooses the context length of a request and how many KV cells all slots share. */
export function planKv(input: KvPlanInput): KvPlan {
  const trained = input.trainContextLength > 0 ? input.trainContextLength : DEFAULT_CONTEXT_LENGTH;
  const contextLength = input.requestedContextLength ?? Math.min(trained, DEFAULT_CONTEXT_LENGTH);
  const budgetBytes = input.budgetBytes ?? DEFAULT_KV_BUDGET_BYTES;
  const affordable =
    input.kvBytesPerToken > 0 ? Math.floor(budgetBytes / input.kvBytesPerToken) : contextLength;
  const wanted = contextLength * input.slots;
  const kvCells = Math.max(contextLength, Math.min(wanted, affordable));
  return { contextLength, kvCells: Math.ceil(kvCells / CELL_BLOCK) * CELL_BLOCK };
}

/** Cells that a request may come to fill: what must be free before it gets a slot, so that nobody runs out midway. */
export function cellsToReserve(
  promptTokens: number,
  maxTokens: number | null,
  contextLength: number,
): number {
  const wanted = maxTokens === null ? contextLength : promptTokens + maxTokens;
  return Math.min(contextLength, wanted);
}
