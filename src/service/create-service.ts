import { performance } from "node:perf_hooks";
import type { ShimmyConfig } from "../config/shimmy-config.ts";
import { ShimmyError } from "../core/errors.ts";
import type { ShimmyUniversalEngine } from "../engine/universal-engine.ts";
import { ModelRegistry } from "../models/registry/model-registry.ts";
import type { Logger } from "../observability/logger.ts";
import { aliasOperations } from "./alias-operations.ts";
import { createEngine } from "./create-engine.ts";
import { loadedWith, specOf } from "./entry-spec.ts";
import { LoadedModels } from "./loaded-models.ts";
import { LoadedSpecs } from "./loaded-specs.ts";
import { modelAsks } from "./model-asks.ts";
import { modelOperations } from "./model-operations.ts";
import { ModelSearch } from "./model-search.ts";
import { PinnedModels } from "./pinned-models.ts";
import { createPullService } from "./pull-service.ts";
import { releaseOutdated, releaseReplaced } from "./release-outdated.ts";
import type { ServiceCore } from "./service-core.ts";
import type { ShimmyService } from "./shimmy-service.ts";

/**
 * Makes the service: finds the models on the disk; each is loaded at its first use.
 *
 * @param engine tests may give one with a scripted engine process.
 * @param builtinPath tests may give another file than the built-in model's own.
 */
export async function createShimmyService(options: {
  readonly config: ShimmyConfig;
  readonly logger: Logger;
  readonly engine?: ShimmyUniversalEngine;
  readonly builtinPath?: string;
  /** Notices models that come and go by itself, until it is drained. Default false. */
  readonly watch?: boolean;
}): Promise<ShimmyService> {
  const { logger, builtinPath, watch = false } = options;
  const startedAt = new Date();
  let config = options.config;
  let draining = false;
  let drained: Promise<void> | undefined;

  const engine = options.engine ?? createEngine(() => config, logger);
  const registry = new ModelRegistry(config, builtinPath === undefined ? {} : { builtinPath });
  const specs = new LoadedSpecs();
  const pins = new PinnedModels(logger);
  const isPinned = (name: string) => pins.has(name);
  const models = new LoadedModels({
    config: () => config,
    logger,
    engine,
    specOf: (entry) => specOf(entry, config),
    onLoad: (entry) => specs.note(entry.name, loadedWith(entry, config)),
    isPinned,
  });
  const core: ServiceCore = {
    config: () => config,
    logger,
    engine,
    registry,
    models,
    isPinned,
    modelsChanged() {
      releaseReplaced(core);
      pins.update(config, registry);
    },
    refuseWhileDraining() {
      if (draining) throw shuttingDown();
    },
  };
  const search = new ModelSearch({ registry, logger, onFound: core.modelsChanged, watch });
  const discover = () => search.run();
  await discover();
  const pulls = createPullService({ settings: config.pull, registry, discover, logger });

  return {
    get config() {
      return config;
    },
    startedAt,
    get draining() {
      return draining;
    },
    discover,
    lastDiscovery: () => search.latest,
    ...modelOperations(core),
    ...aliasOperations(core),
    ...modelAsks(core),
    pull(request) {
      core.refuseWhileDraining();
      return pulls.pull(request);
    },
    async reconfigure(next) {
      const previousMs = config.keepAliveMs ?? Number.POSITIVE_INFINITY;
      config = next;
      models.idle.defaultChanged(previousMs);
      const { problems } = await registry.configure(next);
      for (const { path, reason } of problems) logger.warn({ path }, `model passed over: ${reason}`);
      core.modelsChanged();
      releaseOutdated(core, specs);
    },
    drain() {
      draining = true;
      models.idle.close();
      search.close();
      drained ??= stopEngines();
      return drained;
    },
  };

  async function stopEngines(): Promise<void> {
    const startedAtMs = performance.now();
    await Promise.all([models.pool.close(config.timeouts.drainMs), pulls.close()]);
    logger.info({ durationMs: Math.round(performance.now() - startedAtMs) }, "engines stopped");
  }
}

function shuttingDown(): ShimmyError {
  return new ShimmyError("shutting_down", "The server is stopping: try again later.", {
    retryAfterSeconds: 5,
  });
}
