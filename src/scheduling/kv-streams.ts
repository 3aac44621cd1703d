import { ShimmyError } from "../core/errors.ts";
import type { KvUnifiedMode } from "../core/load-tuning.ts";
import type { ContextShape } from "../core/model-shape.ts";
import type { KvPlan } from "./kv-plan.ts";

/** From so many slots on, attention's passes over one pool of cells cost more than common prefixes gain by it. */
const MANY_SLOTS = 16;

/** Cells of all streams to those of the pool: each stream is rounded up to a block, which is much where contexts are short. */
const MOST_ROUNDING_UP = 1.25;

/** What the choice depends on. */
export interface KvStreamsInput {
  /** Default `auto`. */
  readonly mode: KvUnifiedMode | undefined;
  readonly slots: number;
  readonly shape: Pick<ContextShape, "layers" | "hasSlidingWindow">;
  /** The plan for one pool of cells, and the one for streams. */
  readonly plan: (streams: boolean) => KvPlan;
}

/**
 * Chooses between one pool of KV cells for all requests and a stream of its own for each slot. In a pool attention looks at
 * the mask of every cell in use, whoever holds it: with 32 requests of 450 tokens a step of a 494M model takes 279 ms,
 * and 183 ms with streams. In turn a prefix that many requests share lies in a pool once, and must be copied into each stream.
 */
export function planKvStreams({ mode = "auto", slots, shape, plan }: KvStreamsInput): {
  readonly streams: boolean;
  readonly plan: KvPlan;
} {
  const canCopy = !shape.hasSlidingWindow && shape.layers.every(({ stateWidth }) => stateWidth === 0);
  if (mode === "on" || slots === 1 || !canCopy) return { streams: false, plan: plan(false) };
  if (mode === "off") return { streams: true, plan: plan(true) };
  const pool = plan(false);
  const isAmple = slots >= MANY_SLOTS && pool.kvCells >= slots * pool.contextLength;
  const own = isAmple ? ifItFits(() => plan(true)) : undefined;
  const isAsGood =
    own !== undefined &&
    own.contextLength >= pool.contextLength &&
    own.kvCells <= pool.kvCells * MOST_ROUNDING_UP;
  return isAsGood ? { streams: true, plan: own } : { streams: false, plan: pool };
}

/** The plan, or undefined where there is no memory for it. */
function ifItFits(plan: () => KvPlan): KvPlan | undefined {
  try {
    return plan();
  } catch (error) {
    if (error instanceof ShimmyError && error.code === "insufficient_memory") return undefined;
    throw error;
  }
}
