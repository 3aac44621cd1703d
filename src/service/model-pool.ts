import { ShimmyError, toShimmyError } from "../core/errors.ts";
import { EMPTY_QUEUE } from "../core/queue-activity.ts";
import type { LoadedModelInfo, ModelActivity, UniversalModel } from "../core/universal-model.ts";
import type { LoadOptions } from "../engine/load-gguf.ts";
import type { ModelEntry } from "../models/registry/model-entry.ts";

/** Loads the model of an entry; the pool decides when, and may give it up. */
export type LoadEntry = (entry: ModelEntry, options: Required<LoadOptions>) => Promise<UniversalModel>;

/** What a pool knows of a model by name. */
export interface PooledModel {
  readonly activity: ModelActivity;
  readonly info: LoadedModelInfo | undefined;
  /** Why the last load failed, in words for people. */
  readonly failure: string | undefined;
}

interface Slot {
  readonly entry: ModelEntry;
  readonly loading: Promise<UniversalModel>;
  /** Gives up a load under way. */
  readonly abort: AbortController;
  model: UniversalModel | undefined;
  pid: number | undefined;
  progress: number;
}

/** The models in memory: each is loaded once, at first use, and shared by all who ask for it. */
export class ModelPool {
  private readonly loadEntry: LoadEntry;
  private readonly slots = new Map<string, Slot>();
  /** On their way out: still seen, no longer given out. */
  private readonly leaving = new Map<string, { readonly slot: Slot; readonly gone: Promise<void> }>();
  private readonly failures = new Map<string, string>();
  private closed = false;

  constructor(loadEntry: LoadEntry) {
    this.loadEntry = loadEntry;
  }

  /** The model of an entry, loaded now if it is not yet. A model that gave up is loaded afresh only by {@link ModelPool.reload}. */
  async acquire(entry: ModelEntry): Promise<UniversalModel> {
    if (this.closed) throw stopping();
    const known = this.slots.get(entry.name);
    if (known !== undefined) return known.loading;
    const leaving = this.leaving.get(entry.name);
    const slot = this.open(entry, leaving?.gone);
    this.slots.set(entry.name, slot);
    return slot.loading;
  }

  /** As {@link ModelPool.acquire}, but a model that gave up after crashes is loaded anew. */
  async reload(entry: ModelEntry): Promise<UniversalModel> {
    if (this.slots.get(entry.name)?.model?.activity().state === "failed") await this.release(entry.name, 0);
    return this.acquire(entry);
  }

  /** Unloads a model; resolves once its process is gone. Does nothing when it is not loaded. */
  async release(name: string, graceMs: number): Promise<void> {
    const slot = this.slots.get(name);
    if (slot === undefined) {
      await this.leaving.get(name)?.gone;
      return;
    }
    // taken out before the end, so that a request that comes now loads it anew, after this, instead of failing
    this.slots.delete(name);
    const gone = this.end(slot, graceMs);
    const leaving = { slot, gone };
    this.leaving.set(name, leaving);
    try {
      await gone;
    } finally {
      if (this.leaving.get(name) === leaving) this.leaving.delete(name);
    }
  }

  /** Names and files of what is loaded or loading. */
  entries(): readonly ModelEntry[] {
    return [...this.slots.values()].map(({ entry }) => entry);
  }

  /** What is known of a model, loaded or not. */
  look(name: string): PooledModel {
    const slot = this.slots.get(name) ?? this.leaving.get(name)?.slot;
    const failure = this.failures.get(name);
    if (slot?.model !== undefined) return { activity: slot.model.activity(), info: slot.model.info, failure };
    const state = slot !== undefined ? "starting" : failure !== undefined ? "failed" : "stopped";
    const activity = { ...NOTHING, state, pid: slot?.pid, loadProgress: slot?.progress ?? 0 } as const;
    return { activity, info: undefined, failure };
  }

  /** Takes no more work and unloads every model. */
  async close(graceMs: number): Promise<void> {
    this.closed = true;
    await Promise.all(
      [...this.slots.keys(), ...this.leaving.keys()].map((name) => this.release(name, graceMs)),
    );
  }

  /** @param before settles when an earlier process of that model is gone: two at once might not fit the memory. */
  private open(entry: ModelEntry, before: Promise<void> | undefined): Slot {
    this.failures.delete(entry.name);
    const abort = new AbortController();
    const load = async (): Promise<UniversalModel> => {
      await before;
      abort.signal.throwIfAborted();
      return this.loadEntry(entry, {
        signal: abort.signal,
        onStart: (pid) => {
          slot.pid = pid;
        },
        onProgress: (fraction) => {
          slot.progress = fraction;
        },
      });
    };
    const slot: Slot = { entry, abort, loading: load(), model: undefined, pid: undefined, progress: 0 };
    slot.loading.then(
      (model) => {
        slot.model = model;
      },
      (error: unknown) => {
        if (this.slots.get(entry.name) === slot) this.slots.delete(entry.name);
        if (!abort.signal.aborted) this.failures.set(entry.name, toShimmyError(error).message);
      },
    );
    return slot;
  }

  private async end(slot: Slot, graceMs: number): Promise<void> {
    // a load that nobody wants any more is given up; to a loaded model this is nothing
    slot.abort.abort(stopping());
    const model = await slot.loading.catch(() => undefined);
    await model?.unload(graceMs);
  }
}

function stopping(): ShimmyError {
  const message = "This model is being unloaded or the server is stopping: try again later.";
  return new ShimmyError("shutting_down", message, { retryAfterSeconds: 5 });
}

const NOTHING = {
  running: 0,
  queued: 0,
  queue: EMPTY_QUEUE,
  crashes: 0,
  residentBytes: undefined,
} as const;
