import { REQUEST_PRIORITIES } from "../core/queue-activity.ts";
import type { RequestPriority } from "../core/universal-model.ts";
import { type Charge, FairClass, type FairRequest } from "./fair-class.ts";
import { AGEING_MS, classAbove } from "./request-class.ts";

/** A request that is to wait. */
export interface WaitingRequest extends FairRequest {
  readonly priority: RequestPriority;
}

/** What was charged for a request that has a slot, and in which class. */
export interface ClassCharge {
  readonly name: RequestPriority;
  readonly charge: Charge;
}

interface Waiting {
  readonly request: WaitingRequest;
  /** The class that it has risen to, and when it came there. */
  name: RequestPriority;
  enteredAtMs: number;
}

type ByClass<Value> = Readonly<Record<RequestPriority, Value>>;

/**
 * Who is next: the class decides first, then {@link FairClass}. A request that has waited in its class for
 * `AGEING_MS` rises to the next better one; so after two of them every request is `high`, and nobody starves.
 *
 * Every operation takes O(log n), but for the position, which looks once at each waiting client.
 */
export class FairOrder {
  private readonly waiting = new Map<number, Waiting>();
  private readonly classes: ByClass<FairClass> = {
    high: new FairClass(),
    normal: new FairClass(),
    low: new FairClass(),
  };
  /** The waiting of each class in the order in which they came there, which is that in which they rise. */
  private readonly entered: ByClass<Set<Waiting>> = { high: new Set(), normal: new Set(), low: new Set() };
  private readonly counts: Record<RequestPriority, number> = { high: 0, normal: 0, low: 0 };
  private readonly countsByClient = new Map<string | undefined, number>();

  get size(): number {
    return this.waiting.size;
  }

  /** Clients that are remembered, over all classes. */
  get clients(): number {
    return REQUEST_PRIORITIES.reduce((sum, name) => sum + this.classes[name].clients, 0);
  }

  /** Waiting requests by the class that they were sent with. */
  get byPriority(): ByClass<number> {
    return { ...this.counts };
  }

  /** Waiting requests of one client. */
  sizeOf(client: string | undefined): number {
    return this.countsByClient.get(client) ?? 0;
  }

  /** Lets a request wait. */
  add(request: WaitingRequest, nowMs: number): void {
    this.age(nowMs);
    const waiting: Waiting = { request, name: request.priority, enteredAtMs: nowMs };
    this.waiting.set(request.id, waiting);
    this.counts[request.priority]++;
    this.countsByClient.set(request.client, this.sizeOf(request.client) + 1);
    this.enter(waiting);
  }

  /** Takes a request out that waits no longer; does nothing when it does not wait. */
  remove(id: number, nowMs: number): void {
    const waiting = this.waiting.get(id);
    if (waiting === undefined) return;
    this.classes[waiting.name].remove(waiting.request, nowMs);
    this.drop(waiting);
  }

  /** Takes the next request out and charges its client; undefined when none waits. */
  startNext(nowMs: number): ({ readonly id: number } & ClassCharge) | undefined {
    this.age(nowMs);
    for (const name of REQUEST_PRIORITIES) {
      const next = this.classes[name].next(nowMs);
      const waiting = next === undefined ? undefined : this.waiting.get(next.id);
      if (waiting === undefined) continue;
      const charge = this.classes[name].begin(waiting.request, nowMs);
      this.drop(waiting);
      if (charge !== undefined) return { id: waiting.request.id, name, charge };
    }
    return undefined;
  }

  /**
   * Corrects a charge when the slot was given back.
   *
   * @param servedTokens undefined where nobody counted: what was expected stands.
   */
  settle({ name, charge }: ClassCharge, servedTokens: number | undefined, nowMs: number): void {
    this.classes[name].settle(charge, servedTokens ?? charge.tokens, nowMs);
  }

  /** Place of a waiting request, 1 for the next, as {@link FairClass.countBefore} expects it; undefined when it does not wait. */
  positionOf(id: number, nowMs: number): number | undefined {
    this.age(nowMs);
    const waiting = this.waiting.get(id);
    if (waiting === undefined) return undefined;
    const better = REQUEST_PRIORITIES.slice(0, REQUEST_PRIORITIES.indexOf(waiting.name));
    const inBetter = better.reduce((sum, name) => sum + this.classes[name].size, 0);
    return inBetter + this.classes[waiting.name].countBefore(waiting.request) + 1;
  }

  /** Lets rise what has waited long enough; called before anything else, so that the order of entry stays that of time. */
  private age(nowMs: number): void {
    for (const name of ["low", "normal"] as const) {
      for (const waiting of this.entered[name]) {
        if (nowMs - waiting.enteredAtMs < AGEING_MS) break;
        this.entered[name].delete(waiting);
        this.classes[name].remove(waiting.request, nowMs);
        waiting.name = classAbove(name) ?? name;
        waiting.enteredAtMs += AGEING_MS;
        this.enter(waiting);
      }
    }
  }

  private enter(waiting: Waiting): void {
    this.entered[waiting.name].add(waiting);
    this.classes[waiting.name].add(waiting.request, waiting.enteredAtMs);
  }

  private drop(waiting: Waiting): void {
    const { id, client, priority } = waiting.request;
    this.entered[waiting.name].delete(waiting);
    this.waiting.delete(id);
    this.counts[priority]--;
    const left = this.sizeOf(client) - 1;
    if (left > 0) this.countsByClient.set(client, left);
    else this.countsByClient.delete(client);
  }
}
