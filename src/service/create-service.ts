import { performance } from "node:perf_hooks";
import type { ShimmyConfig } from "../config/shimmy-config.ts";
import { ShimmyError } from "../core/errors.ts";
import type { GenerationInput } from "../core/generation-input.ts";
import type { UniversalModelSpec } from "../core/model-spec.ts";
import type { UniversalModel } from "../core/universal-model.ts";
import { hasGpuBuild } from "../engine/library-files.ts";
import { ShimmyUniversalEngine } from "../engine/universal-engine.ts";
import { loadedEntry } from "../models/registry/alias-entries.ts";
import { type ModelEntry, settingsOf } from "../models/registry/model-entry.ts";
import { ModelRegistry } from "../models/registry/model-registry.ts";
import type { Logger } from "../observability/logger.ts";
import { aliasAdapters } from "./alias-adapters.ts";
import { aliasedInput, applyAlias } from "./apply-alias.ts";
import { DescriptionCache } from "./description-cache.ts";
import { knownAdapters } from "./known-adapters.ts";
import { LoadedModels } from "./loaded-models.ts";
import { LoadedSpecs } from "./loaded-specs.ts";
import { newAlias } from "./new-alias.ts";
import { ProblemLog } from "./problem-log.ts";
import { createPullService } from "./pull-service.ts";
import { replacedModels } from "./replaced-models.ts";
import { runEmbedding } from "./run-embedding.ts";
import { runGeneration } from "./run-generation.ts";
import type {
  DiscoveryReport,
  ModelListing,
  ModelRequest,
  ModelStatus,
  ShimmyService,
} from "./shimmy-service.ts";
import { watchModels } from "./watch-models.ts";

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
  const { logger, builtinPath } = options;
  let { config } = options;
  const engine = options.engine ?? createEngine(() => config, logger);
  const registry = new ModelRegistry(config, builtinPath === undefined ? {} : { builtinPath });
  const startedAt = new Date();
  let draining = false;
  let drained: Promise<void> | undefined;

  const specs = new LoadedSpecs();
  let pinned: ReadonlySet<string> = new Set();
  let knownMissing: ReadonlySet<string> = new Set();
  const models = new LoadedModels({
    config: () => config,
    logger,
    engine,
    specOf: (entry) => specOf(entry, config),
    onLoad: (entry) => specs.note(entry.name, loadedWith(entry, config)),
    isPinned: (name) => pinned.has(name),
  });
  const { pool, idle } = models;
  const descriptions = new DescriptionCache();

  const listing = (entry: ModelEntry): ModelListing => {
    const { name } = loadedEntry(entry);
    const { state } = pool.look(name).activity;
    const isShared = name !== entry.name;
    const loaded = state === "ready" || state === "draining";
    return { ...entry, state, loaded, ...(isShared && { sharesEngineOf: name }) };
  };
  const statusOf = (entry: ModelEntry): ModelStatus => {
    const { name } = loadedEntry(entry);
    const { users = 0 } = idle.usage(name) ?? {};
    return {
      entry,
      ...pool.look(name),
      remainingMs: idle.remainingMs(name),
      users,
      pinned: pinned.has(name),
    };
  };
  const releaseReplaced = (): void => {
    for (const { name, action } of replacedModels(pool.entries(), registry.list())) {
      logger.info({ model: name }, "model replaced or removed: unloading it");
      if (action === "unload") models.letGo(name, config.timeouts.drainMs);
      else void idle.release(name);
    }
    const pins = pinnedModels(pinsOf(config), registry);
    for (const name of pins.unknown) {
      if (!knownMissing.has(name)) logger.warn({ model: name }, "no model of this name can be pinned now");
    }
    knownMissing = new Set(pins.unknown);
    pinned = pins.found;
  };
  /** Lets go of what the settings have otherwise by now, and ends no work: what is used goes when it is done. */
  const releaseOutdated = (): void => {
    releaseReplaced();
    const current = new Map(registry.list().map((entry) => [entry.name, entry]));
    for (const { name } of pool.entries()) {
      const now = current.get(name);
      if (now === undefined || !specs.differs(name, loadedWith(now, config))) continue;
      logger.info({ model: name }, "settings of a loaded model changed: unloading it when nobody uses it");
      void idle.release(name);
    }
  };
  const problemLog = new ProblemLog(logger);
  let lastDiscovery: DiscoveryReport | undefined;
  const discover = async (): Promise<DiscoveryReport> => {
    const report = await registry.refresh();
    lastDiscovery = report;
    releaseReplaced();
    problemLog.tell(report.problems);
    watcher?.follow(registry.watchable);
    return report;
  };
  const watcher = options.watch === true ? watchModels(discover, logger) : undefined;
  const refuseWhileDraining = (): void => {
    if (!draining) return;
    throw new ShimmyError("shutting_down", "The server is stopping: try again later.", {
      retryAfterSeconds: 5,
    });
  };

  /** Asks a model for something that takes no slot; the answer is told with the model's name. */
  const ask = async <Answer extends object>(
    request: ModelRequest,
    compute: (model: UniversalModel, asker: Omit<ModelRequest, "model">) => Promise<Answer>,
  ): Promise<Answer & { readonly model: string }> => {
    refuseWhileDraining();
    const entry = registry.resolve(request.model);
    const loaded = loadedEntry(entry);
    const answer = await idle.during(loaded.name, keepAliveOf(loaded, request.keepAliveMs), () =>
      runEmbedding(request, () => pool.acquire(loaded), compute, config.timeouts),
    );
    return { model: entry.name, ...answer };
  };

  /** What a generation would make of an input: an alias has turns of its own. */
  const asGenerated = (name: string | undefined, input: GenerationInput): GenerationInput =>
    aliasedInput(input, settingsOf(registry.resolve(name)));

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
    listModels: () => registry.list().map(listing),
    resolveModel: (name) => listing(registry.resolve(name)),
    discover,
    lastDiscovery: () => lastDiscovery,
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
      await models.unload(loadedEntry(entry).name, force ? 0 : config.timeouts.drainMs);
      return statusOf(entry);
    },
    async release(name) {
      const entry = registry.resolve(name);
      await idle.release(loadedEntry(entry).name);
      return statusOf(entry);
    },
    describe: (name) => descriptions.describe(registry.resolve(name)),
    async createAlias(alias) {
      const known = knownAdapters(registry.resolve(alias.from), config);
      const adapters = alias.adapters && (await aliasAdapters(alias.adapters, known));
      const made = newAlias(alias, registry, adapters);
      const entry = await registry.putAlias(made, alias.params.name);
      releaseReplaced();
      logger.info({ model: entry.name, base: entry.alias?.base }, "alias made");
      return listing(entry);
    },
    async deleteAlias(name) {
      if (await registry.removeAlias(name)) {
        releaseReplaced();
        logger.info({ model: name }, "alias deleted");
        return;
      }
      throw noAlias(registry.resolve(name));
    },
    async reconfigure(next) {
      const previousMs = config.keepAliveMs ?? Number.POSITIVE_INFINITY;
      config = next;
      idle.defaultChanged(previousMs);
      const { problems } = await registry.configure(next);
      for (const { path, reason } of problems) logger.warn({ path }, `model passed over: ${reason}`);
      releaseOutdated();
    },
    pull(request) {
      refuseWhileDraining();
      return pulls.pull(request);
    },
    status: (name) => statusOf(registry.resolve(name)),
    lifecycle: () => models.snapshot(),
    async estimate(name, changes = {}) {
      const entry = registry.resolve(name);
      const spec = specOf(entry, config);
      // layers that the settings put onto GPUs count where a load could put them there
      const here = hasGpuBuild() ? spec : { ...spec, gpuLayers: 0 };
      return await engine.estimate({ ...here, ...changes });
    },
    async generate(request) {
      refuseWhileDraining();
      const entry = registry.resolve(request.model);
      const loaded = loadedEntry(entry);
      const asked = applyAlias(request, settingsOf(entry));
      const { signal } = request;
      const keepAliveMs = keepAliveOf(loaded, request.keepAliveMs);
      return idle.generate(loaded.name, { signal, keepAliveMs }, () =>
        runGeneration(asked, entry.name, (onWait) => pool.acquire(loaded, onWait), config.timeouts),
      );
    },
    embed: (request) =>
      ask(request, (model, asker) => model.embed(request.inputs, { ...request.options, ...asker })),
    rerank: (request) =>
      ask(request, (model, asker) => model.rerank(request.query, request.documents, asker)),
    tokenize: (request) =>
      ask(request, (model, asker) => model.tokenize(request.input, { ...request.options, ...asker })),
    detokenize: (request) =>
      ask(request, async (model, asker) => ({ text: await model.detokenize(request.tokens, asker) })),
    countTokens: (request) =>
      ask(request, async (model, asker) => ({
        promptTokens: await model.countTokens(asGenerated(request.model, request.input), asker),
      })),
    applyTemplate: (request) =>
      ask(request, async (model) => {
        const { conversation, addGenerationPrompt } = request;
        const input = asGenerated(request.model, { kind: "messages", ...conversation });
        return { text: model.render(input, { addGenerationPrompt }) };
      }),
    drain() {
      draining = true;
      idle.close();
      watcher?.close();
      drained ??= (async () => {
        const startedAtMs = performance.now();
        await Promise.all([pool.close(config.timeouts.drainMs), pulls.close()]);
        logger.info({ durationMs: Math.round(performance.now() - startedAtMs) }, "engines stopped");
      })();
      return drained;
    },
  };
}

/** Engines that the settings pin, by the names that their models have now, and the names that no model has. */
function pinnedModels(
  names: readonly string[],
  registry: ModelRegistry,
): { readonly found: ReadonlySet<string>; readonly unknown: readonly string[] } {
  const found = new Set<string>();
  const unknown: string[] = [];
  for (const name of names) {
    try {
      found.add(loadedEntry(registry.resolve(name)).name);
    } catch {
      unknown.push(name);
    }
  }
  return { found, unknown };
}

function noAlias({ name }: ModelEntry): ShimmyError {
  return new ShimmyError(
    "forbidden",
    `"${name}" is a model's file, and Shimmy deletes no such files: remove it from the disk.`,
    { param: "model" },
  );
}

/** @param config gives the settings in force when a model is loaded. */
function createEngine(config: () => ShimmyConfig, logger: Logger): ShimmyUniversalEngine {
  return new ShimmyUniversalEngine({
    get queueLimit() {
      return config().queueLimit;
    },
    get timeouts() {
      return { loadMs: config().timeouts.loadMs };
    },
    onCrash: ({ message, log, requestIds }) =>
      logger.error({ requestIds, engineLog: log.slice(-20) }, message),
  });
}

/** How long a model stays after a request, where the request or the model's section says it. */
function keepAliveOf({ section }: ModelEntry, askedMs: number | undefined): number | undefined {
  return askedMs ?? section?.keepAliveMs;
}

/** Names of models that the settings pin, one by one or by their sections. */
function pinsOf({ pin = [], models }: ShimmyConfig): readonly string[] {
  return [
    ...pin,
    ...(models?.sections ?? []).flatMap((section) => (section.pin === true ? [section.name] : [])),
  ];
}

/** Everything that a load takes from the settings. */
function loadedWith(entry: ModelEntry, config: ShimmyConfig): object {
  return { spec: specOf(entry, config) };
}

const MIB = 1024 ** 2;

function specOf(entry: ModelEntry, config: ShimmyConfig): UniversalModelSpec {
  const { loraPath, alias, settings } = entry;
  const template = alias?.template ?? settings?.template;
  // adapters and a draft model from the settings belong to the model from the settings
  const isBase = entry.path === config.baseGguf;
  const adapters = isBase ? config.adapters : [];
  return {
    ...config.load,
    name: entry.name,
    backend: { kind: "gguf", basePath: entry.path, ...(loraPath !== undefined && { loraPath }) },
    ...(template !== undefined && { template }),
    device: config.device,
    slots: config.slots,
    speculates: config.speculates,
    ...(isBase && config.draft !== undefined && { draft: config.draft }),
    ...(config.maxContextLength !== undefined && { contextLength: config.maxContextLength }),
    prefixStore: {
      memoryBytes: config.prefixStore.memoryMib * MIB,
      disk: { folder: config.prefixStore.folder, maxBytes: config.prefixStore.diskMib * MIB },
    },
    ...(config.threads !== undefined && { threads: config.threads }),
    ...(adapters.length > 0 && { adapters }),
    ...entry.section?.load,
  };
}
