import type { WaitingLoad } from "./load-line.ts";

/** Why a model was unloaded by Shimmy itself: it was idle for long enough, idle when room was wanted, or busy then. */
export type EvictionReason = "idle" | "room" | "retired";

/** Loads and evictions of one model since the start. */
interface ModelTally {
  readonly model: string;
  readonly loaded: number;
  readonly failed: number;
  /** Of all loads that went well, in milliseconds. */
  readonly loadMs: number;
  readonly evicted: Readonly<Record<EvictionReason, number>>;
}

/** How models come and go. */
export interface LifecycleSnapshot {
  /** Models in memory at once; undefined is without bound. */
  readonly maxModels: number | undefined;
  /** Memory of the CPU's side that is left, in bytes. */
  readonly availableBytes: number;
  /** Loads that wait for room, the first in line first. */
  readonly waiting: readonly WaitingLoad[];
  readonly models: readonly ModelTally[];
}

interface Counts {
  loaded: number;
  failed: number;
  loadMs: number;
  readonly evicted: Record<EvictionReason, number>;
}

/** Counts loads and evictions by model; names are the registry's, so that they stay few. */
export class LifecycleTally {
  private readonly models = new Map<string, Counts>();

  loaded(model: string, loadMs: number): void {
    const counts = this.of(model);
    counts.loaded += 1;
    counts.loadMs += loadMs;
  }

  failed(model: string): void {
    this.of(model).failed += 1;
  }

  evicted(model: string, reason: EvictionReason): void {
    this.of(model).evicted[reason] += 1;
  }

  counts(): Pick<LifecycleSnapshot, "models"> {
    return {
      models: [...this.models].map(([model, counts]) => ({
        model,
        ...counts,
        evicted: { ...counts.evicted },
      })),
    };
  }

  private of(model: string): Counts {
    const known = this.models.get(model);
    if (known !== undefined) return known;
    const counts = { loaded: 0, failed: 0, loadMs: 0, evicted: { idle: 0, room: 0, retired: 0 } };
    this.models.set(model, counts);
    return counts;
  }
}
