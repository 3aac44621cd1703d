import { ShimmyError } from "../core/errors.ts";

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
  /** Each slot has cells of its own, enough for the longest request. Default false: all share one pool. */
  readonly streams?: boolean;
  /** Memory of one token's keys and values over all layers; 0 when unknown. */
  readonly kvBytesPerToken: number;
  readonly budgetBytes?: number;
  /** Bounds the plan by what is free; absent trusts the machine. */
  readonly memory?: KvMemoryBound;
}

/** What there is of memory, and what a number of cells takes of it. */
interface KvMemoryBound {
  /** Free for the model, in bytes. */
  readonly availableBytes: number;
  /** Everything the model takes with so many cells, in bytes; grows with them. */
  readonly neededBytes: (kvCells: number) => number;
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
  const isRequested = input.requestedContextLength !== undefined;
  const parts = input.streams === true ? input.slots : 1;
  const wanted = contextLength * input.slots;
  const kvCells =
    parts > 1
      ? parts * inBlocks(contextLength)
      : inBlocks(Math.max(contextLength, Math.min(wanted, affordable)));
  return input.memory === undefined
    ? { contextLength, kvCells }
    : withinMemory({ contextLength, kvCells }, input.memory, isRequested, parts);
}

function inBlocks(cells: number): number {
  return Math.ceil(cells / CELL_BLOCK) * CELL_BLOCK;
}

/** Context below which a default is refused: too little for a question and its answer. */
const SHORTEST_DEFAULT_CONTEXT = 512;

/** The fewest KV cells that a load of this plan settles for; a context that somebody asked for is kept. */
export function leastKvCells({ contextLength }: Pick<KvPlan, "contextLength">, isRequested: boolean): number {
  return inBlocks(isRequested ? contextLength : Math.min(contextLength, SHORTEST_DEFAULT_CONTEXT));
}

/** The KV cells of one request's full context. */
export function oneContextKvCells({ contextLength }: Pick<KvPlan, "contextLength">): number {
  return inBlocks(contextLength);
}

/**
 * As many cells as fit, but no less than one request needs; a context that nobody asked for gives way first.
 *
 * @param parts equal ones that the cells are divided into, each for whole requests.
 */
function withinMemory(plan: KvPlan, memory: KvMemoryBound, isRequested: boolean, parts: number): KvPlan {
  const fits = (kvCells: number): boolean => memory.neededBytes(kvCells) <= memory.availableBytes;
  if (fits(plan.kvCells)) return plan;
  const unit = CELL_BLOCK * parts;
  const least = leastKvCells(plan, isRequested) * parts;
  if (!fits(least)) throw insufficient(memory.neededBytes(least), memory.availableBytes, least);
  let lowest = least / unit;
  let highest = plan.kvCells / unit;
  // the most blocks that fit: lowest always does, highest never
  while (highest - lowest > 1) {
    const middle = Math.floor((lowest + highest) / 2);
    if (fits(middle * unit)) lowest = middle;
    else highest = middle;
  }
  return { contextLength: Math.min(plan.contextLength, lowest * CELL_BLOCK), kvCells: lowest * unit };
}

function insufficient(neededBytes: number, availableBytes: number, cells: number): ShimmyError {
  const text = `The model needs ${megabytes(neededBytes)} MB of memory with a context of ${cells} tokens, and ${megabytes(availableBytes)} MB are available: lower the context length or the slots, take a smaller KV cache type (q8_0), unload another model, or choose a smaller model.`;
  return new ShimmyError("insufficient_memory", text, { details: { neededBytes, availableBytes } });
}

function megabytes(bytes: number): number {
  return Math.ceil(bytes / 1e6);
}
