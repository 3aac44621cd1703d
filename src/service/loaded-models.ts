import { stat } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import type { ShimmyConfig } from "../config/shimmy-config.ts";
import type { UniversalModelSpec } from "../core/model-spec.ts";
import { hasGpuBuild } from "../engine/library-files.ts";
import type { ShimmyUniversalEngine } from "../engine/universal-engine.ts";
import type { ModelEntry } from "../models/registry/model-entry.ts";
import type { Logger } from "../observability/logger.ts";
import { IdleModels } from "./idle-models.ts";
import { type LifecycleSnapshot, LifecycleTally } from "./lifecycle-tally.ts";
import { LoadLine } from "./load-line.ts";
import { ModelPool } from "./model-pool.ts";

/** What {@link LoadedModels} takes from outside. */
export interface LoadedModelsOptions {
  /** The settings in force: they may change. */
  readonly config: () => Pick<ShimmyConfig, "keepAliveMs" | "maxModels" | "timeouts">;
  readonly logger: Logger;
  readonly engine: Pick<ShimmyUniversalEngine, "load" | "estimate" | "memory">;
  /** How an entry is loaded by the settings. */
  readonly specOf: (entry: ModelEntry) => UniversalModelSpec;
  /** Called when the load of an entry begins. */
  readonly onLoad?: (entry: ModelEntry) => void;
  /** True for a model that neither idles out nor makes room. */
  readonly isPinned: (name: string) => boolean;
}

/** The models in memory: who uses them, when they go, and who goes to make room for another. */
export class LoadedModels {
  readonly pool: ModelPool;
  readonly idle: IdleModels;
  private readonly options: LoadedModelsOptions;
  private readonly line: LoadLine;
  private readonly tally = new LifecycleTally();

  constructor(options: LoadedModelsOptions) {
    this.options = options;
    const { config, logger, engine, isPinned } = options;
    this.line = new LoadLine({
      look: () => ({ residents: this.residents(), ...engine.memory(), maxModels: config().maxModels }),
      evict: (name, madeFor) => this.evict(name, madeFor),
      retire: (name, madeFor) => {
        logger.info({ model: name, madeFor }, "model makes room once its running requests are done");
        this.tally.evicted(name, "retired");
        this.settle(name, pool.release(name, 0, this.idle.retire(name)));
      },
      get waitMs() {
        return config().timeouts.loadMs;
      },
    });
    const pool = new ModelPool({
      load: async (entry, loadOptions) => {
        logger.info({ model: entry.name }, "loading model");
        options.onLoad?.(entry);
        try {
          const model = await engine.load(options.specOf(entry), loadOptions);
          logger.info({ model: entry.name, ...model.info }, "model ready");
          for (const note of model.info.notes ?? []) logger.warn({ model: entry.name }, note);
          this.tally.loaded(entry.name, model.info.loadMs);
          return model;
        } catch (error) {
          if (!loadOptions.signal.aborted) this.tally.failed(entry.name);
          logger.error({ model: entry.name, err: error }, "model failed to load");
          throw error;
        }
      },
      need: async (entry) => (await engine.estimate(onCpuAlone(options.specOf(entry)))).need,
      room: (wish) => this.line.enter(wish),
      freeIdle: (madeFor) => this.freeIdle(madeFor),
      fingerprint,
      onChange: () => this.line.changed(),
    });
    this.pool = pool;
    this.idle = new IdleModels({
      get keepAliveMs() {
        return config().keepAliveMs ?? Number.POSITIVE_INFINITY;
      },
      isPinned,
      unload: async (name) => {
        if (pool.look(name).activity.state === "stopped") return;
        logger.info({ model: name }, "unloading a model that is idle");
        this.tally.evicted(name, "idle");
        await pool.release(name, 0);
      },
      onFree: (name) => {
        pool.giveUpWaiting(name);
        this.line.changed();
      },
      onError: (name, error) => this.complain(name, error),
    });
  }

  /** Unloads a model once its running requests are done, or after `graceMs`. Resolves when its process is gone. */
  async unload(name: string, graceMs: number): Promise<void> {
    const free = this.idle.retire(name);
    if (graceMs <= 0) return this.pool.release(name, 0);
    const done = new AbortController();
    const isOver = delay(graceMs, undefined, { signal: done.signal, ref: false }).catch(() => {});
    try {
      await this.pool.release(name, 0, Promise.race([free, isOver]));
    } finally {
      done.abort();
    }
  }

  /** As {@link LoadedModels.unload}, for nobody to wait for. */
  letGo(name: string, graceMs: number): void {
    this.settle(name, this.unload(name, graceMs));
  }

  /** Loads, evictions and waiting loads, for reports. */
  snapshot(): LifecycleSnapshot {
    const { config, engine } = this.options;
    return {
      maxModels: config().maxModels,
      availableBytes: engine.memory().availableBytes,
      waiting: this.line.waiting,
      ...this.tally.counts(),
    };
  }

  private residents(): ReturnType<ConstructorParameters<typeof LoadLine>[0]["look"]>["residents"] {
    return this.pool.residents().map((resident) => {
      const use = this.idle.usage(resident.name);
      return {
        ...resident,
        users: use?.users ?? 0,
        pinned: this.options.isPinned(resident.name),
        lastUsedMs: use?.idleSinceMs ?? 0,
      };
    });
  }

  private evict(name: string, madeFor: string): void {
    this.options.logger.info({ model: name, madeFor }, "unloading an idle model to make room");
    this.tally.evicted(name, "room");
    this.idle.forget(name);
    this.settle(name, this.pool.release(name, 0));
  }

  private async freeIdle(madeFor: string): Promise<boolean> {
    const idle = this.residents().filter(
      ({ phase, users, pinned }) => phase === "loaded" && users === 0 && !pinned,
    );
    for (const { name } of idle) this.evict(name, madeFor);
    // joins the ends that have just begun
    await Promise.allSettled(idle.map(({ name }) => this.pool.release(name, 0)));
    return idle.length > 0;
  }

  private settle(name: string, unloading: Promise<void>): void {
    unloading.catch((error: unknown) => this.complain(name, error));
  }

  private complain(name: string, error: unknown): void {
    this.options.logger.error({ model: name, err: error }, "model could not be unloaded");
  }
}

/** GPUs are seen by engine processes alone: where there may be one, it is expected to take all that it is given. */
function onCpuAlone(spec: UniversalModelSpec): typeof spec {
  if (!hasGpuBuild() || spec.device === "cpu") return { ...spec, gpuLayers: 0 };
  const { gpuLayers = "auto" } = spec;
  return { ...spec, gpuLayers: gpuLayers === "auto" ? "all" : gpuLayers };
}

/** By the size and the time of the model's first file and its adapter. */
async function fingerprint({ path, loraPath }: ModelEntry): Promise<string> {
  const parts = [path, loraPath].map(async (file) => {
    if (file === undefined) return "";
    try {
      const { size, mtimeMs, ino } = await stat(file);
      return `${size}:${mtimeMs}:${ino}`;
    } catch {
      return "gone";
    }
  });
  return (await Promise.all(parts)).join(" ");
}
