import { loadedWith } from "./entry-spec.ts";
import type { LoadedSpecs } from "./loaded-specs.ts";
import { replacedModels } from "./replaced-models.ts";
import type { ServiceCore } from "./service-core.ts";

type Parts = Pick<ServiceCore, "config" | "logger" | "registry" | "models">;

/** Lets go of loaded models whose names stand for something else by now, or for nothing. */
export function releaseReplaced({ config, logger, registry, models }: Parts): void {
  for (const { name, action } of replacedModels(models.pool.entries(), registry.list())) {
    logger.info({ model: name }, "model replaced or removed: unloading it");
    if (action === "unload") models.letGo(name, config().timeouts.drainMs);
    else void models.idle.release(name);
  }
}

/** Lets go of what the settings have otherwise by now, and ends no work: what is used goes when it is done. */
export function releaseOutdated({ config, logger, registry, models }: Parts, specs: LoadedSpecs): void {
  const current = new Map(registry.list().map((entry) => [entry.name, entry]));
  for (const { name } of models.pool.entries()) {
    const now = current.get(name);
    if (now === undefined || !specs.differs(name, loadedWith(now, config()))) continue;
    logger.info({ model: name }, "settings of a loaded model changed: unloading it when nobody uses it");
    void models.idle.release(name);
  }
}
