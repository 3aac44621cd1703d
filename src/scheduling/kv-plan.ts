/** Context length of one request when nobody says otherwise, in tokens: the longer where memory is plenty. */
const DEFAULT_CONTEXT_LENGTHS = { plenty: 8192, scarce: 4096 } as const;

/** Full contexts that the default leaves room for, so that a few open-ended requests can run at once. */
const WANTED_FULL_CONTEXTS = 4;

/** KV cells are handed out in blocks of this many by llama.cpp. */
const CELL_BLOCK = 256;

/** Memory that KV cells take unless one request alone needs more. */
const DEFAULT_KV_BUDGET_BYTES = 1.5 * 1024 ** 3;

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
  const budgetBytes = input.budgetBytes ?? DEFAULT_KV_BUDGET_BYTES;
  const { plenty, scarce } = DEFAULT_CONTEXT_LENGTHS;
  const plentyCells = plenty * WANTED_FULL_CONTEXTS;
  const affordable =
    input.kvBytesPerToken > 0 ? Math.floor(budgetBytes / input.kvBytesPerToken) : plentyCells;
  const preferred = affordable >= plentyCells ? plenty : scarce;
  const contextLength =
    input.requestedContextLength ?? Math.min(input.trainContextLength || preferred, preferred);
  const wanted = contextLength * input.slots;
  const kvCells = Math.max(contextLength, Math.min(wanted, affordable));
  return { contextLength, kvCells: Math.ceil(kvCells / CELL_BLOCK) * CELL_BLOCK };
}
