import type { QueueActivity, QueuePlace } from "../core/queue-activity.ts";
import type { RequestPriority } from "../core/universal-model.ts";
import { type ClassCharge, FairOrder } from "./fair-order.ts";
import { expectedWaitMs, updateMeanHold } from "./wait-estimate.ts";

/**
 * The part of the queue that one client may fill: three quarters, and at least one place. The last
 * quarter is left to the others. Requests that give no client are bounded by the whole queue alone, since they
 * may be anybody's.
 */
const CLIENT_QUEUE_SHARE = 0.75;

/** What became of a request at the door. */
export type Admission =
  | "started"
  | "queued"
  /** As many wait as may. */
  | "full"
  /** The queue has room, but this client has its share of it already. */
  | "client-full";

/** A request as the queue needs to know it. */
export interface QueueRequest {
  /** Ids ascend in order of arrival. */
  readonly id: number;
  /** Who asks; undefined is one client together with all others who do not say. */
  readonly client?: string | undefined;
  /** Default `normal`. */
  readonly priority?: RequestPriority | undefined;
  /** Tokens it will likely cost, prompt and answer. Default 1: then every request counts alike. */
  readonly expectedTokens?: number | undefined;
}

interface Running {
  readonly charge: ClassCharge;
  readonly startedAtMs: number;
}

/**
 * Who may run now and who waits: at most `slots` run, at most `queueLimit` wait, and no slot stays idle
 * while someone waits who may start. {@link FairOrder} says who is next. Times are the caller's, in milliseconds of a
 * clock that never runs backwards.
 */
export class AdmissionQueue {
  private readonly options: { readonly queueLimit: number };
  private readonly slots: number;
  // a Map keeps the order in which they were started
  private readonly active = new Map<number, Running>();
  private readonly order: FairOrder;
  private meanHoldMs: number | undefined;

  /**
   * @param options.queueLimit is read anew for each request; who waits already stays where it becomes less.
   * @param options.clientTokens cost of one client's running requests from which on no further one of it is started.
   * Default: no bound.
   */
  constructor(options: {
    readonly slots: number;
    readonly queueLimit: number;
    readonly clientTokens?: number;
  }) {
    this.slots = options.slots;
    this.options = options;
    this.order = new FairOrder(options.clientTokens);
  }

  get queueLimit(): number {
    return this.options.queueLimit;
  }

  /** Places in the queue that one client may have: three quarters of all, at least one. */
  get clientLimit(): number {
    return Math.max(1, Math.floor(this.queueLimit * CLIENT_QUEUE_SHARE));
  }

  get running(): number {
    return this.active.size;
  }

  get waiting(): number {
    return this.order.size;
  }

  /** Those with a slot, in the order in which they got it. */
  runningIds(): readonly number[] {
    return [...this.active.keys()];
  }

  /** Waiting requests of one client. */
  waitingOf(client: string | undefined): number {
    return this.order.sizeOf(client);
  }

  /** Lets a request in, queues it, or turns it away. */
  arrive(request: QueueRequest, nowMs: number): Admission {
    const { id, client, priority = "normal", expectedTokens = 1 } = request;
    // where a slot is free nobody waits but clients that may start no more
    const starts = this.active.size < this.slots && this.order.mayStart({ client, priority });
    if (!starts) {
      if (this.order.size >= this.queueLimit) return "full";
      if (client !== undefined && this.order.sizeOf(client) >= this.clientLimit) return "client-full";
    }
    this.order.add({ id, client, priority, expectedTokens: Math.max(1, expectedTokens) }, nowMs);
    if (!starts) return "queued";
    this.fillSlots(nowMs);
    return "started";
  }

  /**
   * Notes that a request is over, wherever it stood.
   *
   * @param servedTokens what it cost in truth, prompt tokens computed and tokens generated, where that is known.
   * @returns ids that have a slot from now on.
   */
  leave(id: number, nowMs: number, servedTokens?: number): readonly number[] {
    const ended = this.active.get(id);
    if (ended === undefined) {
      this.order.remove(id, nowMs);
      return [];
    }
    this.active.delete(id);
    this.meanHoldMs = updateMeanHold(this.meanHoldMs, nowMs - ended.startedAtMs);
    this.order.settle(ended.charge, servedTokens, nowMs);
    return this.fillSlots(nowMs);
  }

  /** Where a waiting request stands; undefined for one that does not wait. */
  placeOf(id: number, nowMs: number): QueuePlace | undefined {
    const position = this.order.positionOf(id, nowMs);
    return position === undefined ? undefined : { position, expectedWaitMs: this.waitAt(position, nowMs) };
  }

  /** Expected wait of a request that came now and were the last in the queue; 0 while a slot is free. */
  expectedWaitMs(nowMs: number): number {
    return this.active.size < this.slots ? 0 : this.waitAt(this.order.size + 1, nowMs);
  }

  /** Who waits, and how long a newcomer would. */
  activity(nowMs: number): QueueActivity {
    return { byPriority: this.order.byPriority, expectedWaitMs: this.expectedWaitMs(nowMs) };
  }

  private fillSlots(nowMs: number): readonly number[] {
    const started: number[] = [];
    while (this.active.size < this.slots) {
      const next = this.order.startNext(nowMs);
      if (next === undefined) break;
      this.active.set(next.id, { charge: next, startedAtMs: nowMs });
      started.push(next.id);
    }
    return started;
  }

  private waitAt(position: number, nowMs: number): number {
    let heldMs = 0;
    for (const { startedAtMs } of this.active.values()) heldMs += nowMs - startedAtMs;
    const runningForMs = heldMs / Math.max(1, this.active.size);
    return expectedWaitMs({ position, slots: this.slots, meanHoldMs: this.meanHoldMs, runningForMs });
  }
}
