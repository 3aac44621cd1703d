/** Classes of requests, the first served first. */
export const REQUEST_PRIORITIES = ["high", "normal", "low"] as const;

/**
 * Class of a request in the queue. `high` goes before its client's other requests, and `low` lets those of other clients
 * pass as well. A lower class is never starved, since waiting raises it.
 */
export type RequestPriority = (typeof REQUEST_PRIORITIES)[number];

/** Where a request stands that waits for a slot. */
export interface QueuePlace {
  /** 1 is the next to be started. */
  readonly position: number;
  /** Expected time until it has a slot, from how long slots were held lately. */
  readonly expectedWaitMs: number;
}

/** How far a model is that a request waits for. */
export interface LoadWait {
  /** `waiting` until other models have made room for it. */
  readonly phase: "waiting" | "loading";
  /** Fraction loaded, 0 to 1. */
  readonly progress: number;
}

/** What a request is told while it waits: its place in the queue, or how far its model is. */
export type RequestWait = QueuePlace | LoadWait;

/** True where a request waits for its model, not for a slot. */
export function isLoadWait(wait: RequestWait): wait is LoadWait {
  return "phase" in wait;
}

/** What waits for a slot of one model. */
export interface QueueActivity {
  /** Waiting requests by the class that they were sent with. */
  readonly byPriority: Readonly<Record<RequestPriority, number>>;
  /** Expected wait of a request that came now and were the last in the queue; 0 while a slot is free. */
  readonly expectedWaitMs: number;
}

/** Nobody waits. */
export const EMPTY_QUEUE: QueueActivity = { byPriority: { high: 0, normal: 0, low: 0 }, expectedWaitMs: 0 };
