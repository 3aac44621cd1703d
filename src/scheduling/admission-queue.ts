/** What became of a request at the door. */
export type Admission = "started" | "queued" | "full";

/**
 * Who may run now and who waits, in order of arrival: at most `slots` run, at most `queueLimit` wait,
 * and no slot stays idle while someone waits. Knows requests by id alone.
 */
export class AdmissionQueue {
  private readonly slots: number;
  private readonly queueLimit: number;
  private readonly active = new Set<number>();
  // a Set keeps the order of arrival and lets anyone leave the middle at once
  private readonly waitingIds = new Set<number>();

  constructor(options: { readonly slots: number; readonly queueLimit: number }) {
    this.slots = options.slots;
    this.queueLimit = options.queueLimit;
  }

  get running(): number {
    return this.active.size;
  }

  get waiting(): number {
    return this.waitingIds.size;
  }

  /** Those with a slot, in order of arrival. */
  runningIds(): readonly number[] {
    return [...this.active];
  }

  /** Lets a request in, queues it, or turns it away. */
  arrive(id: number): Admission {
    if (this.active.size < this.slots && this.waitingIds.size === 0) {
      this.active.add(id);
      return "started";
    }
    if (this.waitingIds.size >= this.queueLimit) return "full";
    this.waitingIds.add(id);
    return "queued";
  }

  /** Notes that a request is over, wherever it stood; the ids returned have a slot from now on. */
  leave(id: number): readonly number[] {
    this.waitingIds.delete(id);
    this.active.delete(id);
    const started: number[] = [];
    for (const next of this.waitingIds) {
      if (this.active.size >= this.slots) break;
      this.waitingIds.delete(next);
      this.active.add(next);
      started.push(next);
    }
    return started;
  }
}
