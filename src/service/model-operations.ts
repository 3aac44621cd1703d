import { hasGpuBuild } from "../engine/library-files.ts";
import { loadedEntry } from "../models/registry/alias-entries.ts";
import type { ModelEntry } from "../models/registry/model-entry.ts";
import { DescriptionCache } from "./description-cache.ts";
import { keepAliveOf, specOf } from "./entry-spec.ts";
import { listingOf } from "./model-listing.ts";
import type { ServiceCore } from "./service-core.ts";
import type { ModelStatus, ShimmyService } from "./shimmy-service.ts";

type ModelOperations = Pick<
  ShimmyService,
  | "listModels"
  | "resolveModel"
  | "load"
  | "unload"
  | "release"
  | "status"
  | "lifecycle"
  | "describe"
  | "estimate"
>;

/** What the service tells of models, and how it loads and unloads them. */
export function modelOperations(core: ServiceCore): ModelOperations {
  const { config, engine, registry, models, refuseWhileDraining } = core;
  const { pool, idle } = models;
  const descriptions = new DescriptionCache();

  const statusOf = (entry: ModelEntry): ModelStatus => {
    const { name } = loadedEntry(entry);
    const { users = 0 } = idle.usage(name) ?? {};
    return {
      entry,
      ...pool.look(name),
      remainingMs: idle.remainingMs(name),
      users,
      pinned: core.isPinned(name),
    };
  };

  return {
    listModels: () => registry.list().map((entry) => listingOf(entry, pool)),
    resolveModel: (name) => listingOf(registry.resolve(name), pool),
    status: (name) => statusOf(registry.resolve(name)),
    lifecycle: () => models.snapshot(),
    describe: (name, options) => descriptions.describe(registry.resolve(name), options),
    async estimate(name, changes = {}) {
      const spec = specOf(registry.resolve(name), config());
      // layers that the settings put onto GPUs count where a load could put them there
      const here = hasGpuBuild() ? spec : { ...spec, gpuLayers: 0 };
      return await engine.estimate({ ...here, ...changes });
    },
    async load(name, options) {
      refuseWhileDraining();
      const entry = registry.resolve(name);
      const loaded = loadedEntry(entry);
      const keepAliveMs = keepAliveOf(loaded, options?.keepAliveMs);
      await idle.during(loaded.name, keepAliveMs, () => pool.reload(loaded));
      return statusOf(entry);
    },
    async unload(name, { force = false } = {}) {
      const entry = registry.resolve(name);
      await models.unload(loadedEntry(entry).name, force ? 0 : config().timeouts.drainMs);
      return statusOf(entry);
    },
    async release(name) {
      const entry = registry.resolve(name);
      await idle.release(loadedEntry(entry).name);
      return statusOf(entry);
    },
  };
}
