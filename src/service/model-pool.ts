import { ShimmyError, toShimmyError } from "../core/errors.ts";
import type { LoadNeed } from "../core/memory-estimate.ts";
import { EMPTY_QUEUE, type LoadWait } from "../core/queue-activity.ts";
import type { LoadedModelInfo, ModelActivity, UniversalModel } from "../core/universal-model.ts";
import type { LoadOptions } from "../engine/load-gguf.ts";
import type { ModelEntry } from "../models/registry/model-entry.ts";
import type { ResidentModel } from "../scheduling/model-room.ts";
import { FailedLoads } from "./failed-loads.ts";
import type { RoomWish } from "./load-line.ts";
import { LoadProgress } from "./load-progress.ts";

/** Loads the model of an entry; the pool decides when, and may give it up. */
export type LoadEntry = (entry: ModelEntry, options: Required<LoadOptions>) => Promise<UniversalModel>;

/** What {@link ModelPool} takes from outside. */
export interface ModelPoolOptions {
  readonly load: LoadEntry;
  /** Memory that the load of an entry asks for. Throws as the load would. */
  readonly need: (entry: ModelEntry) => Promise<LoadNeed>;
  /** Waits until there is room beside the other models; not asked where there are none. */
  readonly room: (wish: RoomWish) => Promise<void>;
  /** Makes idle models leave, after a load that was short of memory all the same; false where there are none. */
  readonly freeIdle: (madeFor: string) => Promise<boolean>;
  /** Changes when an entry's files do. */
  readonly fingerprint: (entry: ModelEntry) => Promise<string>;
  /** Called when a model was loaded or is gone. */
  readonly onChange: () => void;
}

/** What a pool knows of a model by name. */
export interface PooledModel {
  readonly activity: ModelActivity;
  readonly info: LoadedModelInfo | undefined;
  /** Why the last load failed, in words for people. */
  readonly failure: string | undefined;
  /** How long requests are refused for that, in milliseconds. */
  readonly retryAfterMs?: number;
  /** Memory that it takes by the estimate, mapped weights apart, where that was made. */
  readonly allocatedBytes?: number;
  /** It waits for other models to make room. */
  readonly waitsForRoom?: boolean;
}

/** A model in memory, as far as the pool knows it. */
export type PooledResident = Omit<ResidentModel, "users" | "pinned" | "lastUsedMs">;

interface Slot {
  readonly entry: ModelEntry;
  readonly loading: Promise<UniversalModel>;
  /** Gives up a load under way. */
  readonly abort: AbortController;
  readonly progress: LoadProgress;
  model: UniversalModel | undefined;
  pid: number | undefined;
  need: LoadNeed | undefined;
  allocatedBytes: number | undefined;
}

interface Leaving {
  readonly slot: Slot;
  readonly gone: Promise<void>;
  /** Waits for its users no longer than these milliseconds. */
  readonly hurry: (graceMs: number) => void;
}

/** The models in memory: each is loaded once, at first use, and shared by all who ask for it. */
export class ModelPool {
  private readonly options: ModelPoolOptions;
  private readonly slots = new Map<string, Slot>();
  /** On their way out: still seen, no longer given out. */
  private readonly leaving = new Set<Leaving>();
  private readonly failed: FailedLoads;
  private closed = false;

  constructor(options: ModelPoolOptions) {
    this.options = options;
    this.failed = new FailedLoads(options.fingerprint);
  }

  /**
   * The model of an entry, loaded now if it is not yet. A model that gave up is loaded afresh only by {@link ModelPool.reload}.
   *
   * @param onWait told how the load goes, once it has lasted for two seconds.
   */
  async acquire(entry: ModelEntry, onWait?: (wait: LoadWait) => void): Promise<UniversalModel> {
    if (this.closed) throw stopping();
    const slot = this.slots.get(entry.name) ?? this.open(entry);
    if (onWait !== undefined && slot.model === undefined) slot.progress.watch(onWait);
    return slot.loading;
  }

  /** As {@link ModelPool.acquire}, but a model that gave up after crashes is loaded anew, and one whose load failed at once. */
  async reload(entry: ModelEntry): Promise<UniversalModel> {
    this.failed.allow(entry.name);
    if (this.slots.get(entry.name)?.model?.activity().state === "failed") await this.release(entry.name, 0);
    return this.acquire(entry);
  }

  /**
   * Unloads a model; resolves once its process is gone. Does nothing when it is not loaded.
   *
   * @param graceMs how long running requests may go on, then.
   * @param free the model is ended only after that; a later call that gives none ends this wait.
   */
  async release(name: string, graceMs: number, free?: Promise<unknown>): Promise<void> {
    const before = this.leavingOf(name);
    if (free === undefined) for (const { hurry } of before) hurry(graceMs);
    const slot = this.slots.get(name);
    if (slot === undefined) {
      await Promise.all(before.map(({ gone }) => gone));
      return;
    }
    // taken out before the end, so that a request that comes now loads it anew, after this, instead of failing
    this.slots.delete(name);
    let hurry = (_: number): void => {};
    const hurried = new Promise<number>((resolve) => {
      hurry = resolve;
    });
    const grace = free === undefined ? graceMs : Promise.race([free.then(() => graceMs), hurried]);
    const gone = this.end(slot, grace);
    const leaving = { slot, gone, hurry };
    this.leaving.add(leaving);
    try {
      await gone;
    } finally {
      this.leaving.delete(leaving);
      this.options.onChange();
    }
  }

  /** Gives up a load that still waits for room. */
  giveUpWaiting(name: string): void {
    const slot = this.slots.get(name);
    if (slot?.progress.phase !== "waiting") return;
    this.slots.delete(name);
    slot.abort.abort(new ShimmyError("cancelled", "Nobody waits for this model any more."));
  }

  /** Names and files of what is loaded or loading. */
  entries(): readonly ModelEntry[] {
    return [...this.slots.values()].map(({ entry }) => entry);
  }

  /** What takes memory or soon will, with the figures of the estimates that were made. */
  residents(): readonly PooledResident[] {
    const staying = [...this.slots.values()].filter(({ progress }) => progress.phase !== "waiting");
    return [
      ...staying.map((slot) => resident(slot, slot.model === undefined ? "loading" : "loaded")),
      ...[...this.leaving].map(({ slot }) => resident(slot, "leaving")),
    ];
  }

  /** What is known of a model, loaded or not. */
  look(name: string): PooledModel {
    const staying = this.slots.get(name);
    const slot = staying ?? this.leavingOf(name).at(-1)?.slot;
    const failed = this.failed.look(name);
    const more = {
      failure: failed?.message,
      ...(failed !== undefined && { retryAfterMs: failed.retryAfterMs }),
      ...(slot?.allocatedBytes !== undefined && { allocatedBytes: slot.allocatedBytes }),
    };
    if (slot?.model !== undefined) {
      const activity = slot.model.activity();
      // its process knows nothing of that while its users have time
      const isDraining = staying === undefined && activity.state === "ready";
      return {
        activity: isDraining ? { ...activity, state: "draining" } : activity,
        info: slot.model.info,
        ...more,
      };
    }
    const state = slot !== undefined ? "starting" : failed !== undefined ? "failed" : "stopped";
    const activity = {
      ...NOTHING,
      state,
      pid: slot?.pid,
      loadProgress: slot?.progress.fraction ?? 0,
    } as const;
    return { activity, info: undefined, ...more, waitsForRoom: slot?.progress.phase === "waiting" };
  }

  /** Takes no more work and unloads every model. */
  async close(graceMs: number): Promise<void> {
    this.closed = true;
    const names = new Set([...this.slots.keys(), ...[...this.leaving].map(({ slot }) => slot.entry.name)]);
    await Promise.all([...names].map((name) => this.release(name, graceMs)));
  }

  private leavingOf(name: string): readonly Leaving[] {
    return [...this.leaving].filter(({ slot }) => slot.entry.name === name);
  }

  private open(entry: ModelEntry): Slot {
    const abort = new AbortController();
    // two processes of one model might not fit the memory
    const before = this.leavingOf(entry.name).map(({ gone }) => gone);
    const load = async (): Promise<UniversalModel> => {
      await Promise.allSettled(before);
      abort.signal.throwIfAborted();
      await this.failed.check(entry);
      await this.makeRoom(slot);
      abort.signal.throwIfAborted();
      return await this.failed.watch(entry, abort.signal, () => this.load(slot));
    };
    const progress = new LoadProgress();
    const slot: Slot = {
      entry,
      abort,
      progress,
      loading: load().finally(() => progress.end()),
      model: undefined,
      pid: undefined,
      need: undefined,
      allocatedBytes: undefined,
    };
    this.slots.set(entry.name, slot);
    slot.loading.then(
      (model) => {
        slot.model = model;
        this.options.onChange();
      },
      () => {
        if (this.slots.get(entry.name) === slot) this.slots.delete(entry.name);
        this.options.onChange();
      },
    );
    return slot;
  }

  /** Others are estimated too, since it is not known before who would have to leave. */
  private async makeRoom(slot: Slot): Promise<void> {
    const others = [...this.slots.values(), ...[...this.leaving].map((leaving) => leaving.slot)];
    const { entry, abort, progress } = slot;
    if (others.every((other) => other === slot)) {
      progress.begin();
      return;
    }
    const need = await this.failed.watch(entry, abort.signal, () => this.options.need(entry), false);
    slot.need = need;
    await Promise.all(others.map((other) => this.estimate(other)));
    abort.signal.throwIfAborted();
    const isShared = others.some((other) => other !== slot && other.entry.path === entry.path);
    await this.options.room({
      name: entry.name,
      // pages of one file are in memory once
      need: isShared ? { ...need, mappedBytes: 0 } : need,
      signal: abort.signal,
      admit: (allocatedBytes) => {
        slot.allocatedBytes = allocatedBytes;
        progress.begin();
      },
    });
  }

  private async estimate(slot: Slot): Promise<void> {
    if (slot.need !== undefined) return;
    try {
      slot.need = await this.options.need(slot.entry);
      slot.allocatedBytes ??= slot.need.allocatedBytes;
    } catch {
      // its file may be gone by now; what its process tells has to do
    }
  }

  private async load(slot: Slot): Promise<UniversalModel> {
    const { entry, abort, progress } = slot;
    const options = {
      signal: abort.signal,
      onStart: (pid: number | undefined) => {
        slot.pid = pid;
      },
      onProgress: (fraction: number) => progress.advance(fraction),
    };
    try {
      return await this.options.load(entry, options);
    } catch (error) {
      // an engine that is stopped while it loads tells that it stops, and the reason is known here
      if (abort.signal.aborted) throw abort.signal.reason;
      // GPUs are seen by engine processes alone, and estimates may be wrong
      const isShort = toShimmyError(error).code === "insufficient_memory";
      if (!isShort || !(await this.options.freeIdle(entry.name))) throw error;
      return await this.options.load(entry, options);
    }
  }

  private async end(slot: Slot, grace: number | Promise<number>): Promise<void> {
    // a load that nobody wants any more is given up; to a loaded model this is nothing
    slot.abort.abort(this.closed ? stopping() : unloaded(slot.entry));
    const model = await slot.loading.catch(() => undefined);
    if (model !== undefined) await model.unload(await grace);
  }
}

function resident(
  { entry, model, need, allocatedBytes }: Slot,
  phase: ResidentModel["phase"],
): PooledResident {
  const residentBytes = model?.activity().residentBytes;
  const allocated = allocatedBytes ?? residentBytes ?? 0;
  const pendingBytes =
    model === undefined ? allocated : Math.max(0, allocated - (residentBytes ?? allocated));
  return {
    name: entry.name,
    phase,
    allocatedBytes: allocated,
    pendingBytes,
    mappedBytes: need?.mappedBytes ?? 0,
  };
}

function stopping(): ShimmyError {
  const message = "The server is stopping: try again later.";
  return new ShimmyError("shutting_down", message, { retryAfterSeconds: 5 });
}

function unloaded({ name }: ModelEntry): ShimmyError {
  const message = `"${name}" was unloaded before its load had ended: ask again, and it is loaded anew.`;
  return new ShimmyError("shutting_down", message, { retryAfterSeconds: 5 });
}

const NOTHING = {
  running: 0,
  queued: 0,
  queue: EMPTY_QUEUE,
  crashes: 0,
  residentBytes: undefined,
} as const;
