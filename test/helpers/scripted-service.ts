import type { ShimmyConfig } from "../../src/config/shimmy-config.ts";
import { ShimmyError, toShimmyError } from "../../src/core/errors.ts";
import { resolveGenerationOptions } from "../../src/core/generation-options.ts";
import type { ModelEntry } from "../../src/models/registry/model-entry.ts";
import type {
  DiscoveryReport,
  GenerationRequest,
  PullModelRequest,
  PullProgress,
  RunningGeneration,
  ShimmyService,
} from "../../src/service/shimmy-service.ts";
import { PROMPT_TOKENS, playScript, SCRIPTED_SEED, type Script } from "./play-script.ts";
import { scriptedAsks } from "./scripted-asks.ts";
import { SCRIPTED_CONFIG } from "./scripted-config.ts";
import { DESCRIPTION, ENTRIES, listing, SCRIPTED_ESTIMATE, status } from "./scripted-models.ts";

/** What is told of the scripted models where long lists are asked for. */
export const SCRIPTED_VOCABULARY: readonly string[] = Array.from(
  { length: 1_300 },
  (_, index) => `"${index},\n`,
);

/** A {@link ShimmyService} that plays a script, and what it was asked. */
export interface ScriptedService extends ShimmyService {
  script: Script;
  draining: boolean;
  config: ShimmyConfig;
  readonly requests: GenerationRequest[];
  /** Aliases that were made and not deleted. */
  readonly aliases: ModelEntry[];
  /** Models that were loaded by themselves, and for how long. */
  readonly loads: { readonly name: string; readonly keepAliveMs: number | undefined }[];
  /** Models that were to go once nobody uses them. */
  readonly releases: string[];
  /** Names of models that were to be pulled. */
  readonly pulls: string[];
  /** Request ids of generations whose signal fired before their end. */
  readonly cancelled: string[];
  /** Resolves at the next cancelled generation. */
  nextCancelled(): Promise<string>;
}

async function* pullNothing({ model }: PullModelRequest): AsyncGenerator<PullProgress, void, undefined> {
  yield { type: "listing" };
  yield { type: "done", name: model };
}

/** A service without any engine. */
export function createScriptedService(config: Partial<ShimmyConfig> = {}): ScriptedService {
  const loaded = new Set<string>();
  const aliases: ModelEntry[] = [];
  const waiting: ((requestId: string) => void)[] = [];

  const find = (name: string | undefined): ModelEntry => {
    const all = [...ENTRIES, ...aliases];
    const found = name === undefined ? all[0] : all.find((candidate) => candidate.name === name);
    if (found !== undefined) return found;
    throw new ShimmyError("model_not_found", `There is no model "${name}"; did you mean "tiny"?`, {
      param: "model",
    });
  };

  const service: ScriptedService = {
    script: { pieces: () => ["Hello", " world"] },
    config: { ...SCRIPTED_CONFIG, ...config },
    startedAt: new Date(Date.now() - 5_000),
    draining: false,
    requests: [],
    aliases,
    loads: [],
    releases: [],
    pulls: [],
    cancelled: [],
    nextCancelled: () => new Promise((resolve) => waiting.push(resolve)),
    listModels: () => [...ENTRIES, ...aliases].map((model) => listing(model, loaded)),
    resolveModel: (name) => listing(find(name), loaded),
    discover: async (): Promise<DiscoveryReport> => ({
      found: ENTRIES.length,
      added: ["team/llama3:8b"],
      removed: [],
      problems: [{ path: "/home/someone/models/bad.gguf", reason: "it is empty" }],
      durationMs: 12.4,
    }),
    load: async (name, options) => {
      service.loads.push({ name, keepAliveMs: options?.keepAliveMs });
      loaded.add(find(name).name);
      return status(find(name), loaded);
    },
    unload: async (name) => {
      loaded.delete(find(name).name);
      return status(find(name), loaded);
    },
    release: async (name) => {
      const { name: model } = find(name);
      service.releases.push(model);
      loaded.delete(model);
      return status(find(name), loaded);
    },
    describe: async (name, options) => ({
      ...DESCRIPTION,
      ...(options?.isVerbose && {
        metadata: { ...DESCRIPTION.metadata, "tokenizer.ggml.tokens": SCRIPTED_VOCABULARY },
      }),
      entry: find(name),
    }),
    createAlias: async ({ from, params: _, ...settings }) => {
      const model = find(from);
      const alias = { ...settings, base: model.name, createdAt: model.modifiedAt, model };
      aliases.push({ ...model, name: settings.name, alias });
      return listing(find(settings.name), loaded);
    },
    deleteAlias: async (name) => {
      const { alias } = find(name);
      if (alias === undefined) throw new ShimmyError("forbidden", `"${name}" is a model's file.`);
      aliases.splice(aliases.indexOf(find(name)), 1);
    },
    reconfigure: async (next) => {
      service.config = next;
    },
    pull: (request) => {
      service.pulls.push(request.model);
      return (service.script.pull ?? pullNothing)(request);
    },
    status: (name) => status(find(name), loaded),
    lifecycle: () => ({ maxModels: undefined, availableBytes: 5_000, waiting: [], models: [] }),
    estimate: async (name, changes) => {
      const { name: model } = find(name);
      return { ...SCRIPTED_ESTIMATE, model, slots: changes?.slots ?? SCRIPTED_ESTIMATE.slots };
    },
    generate: async (request) => {
      if (service.draining) throw new ShimmyError("shutting_down", "The server is shutting down.");
      service.requests.push(request);
      const { name } = find(request.model);
      resolveGenerationOptions(request.options);
      // A signal that fires leaves its mark, whether the script waits for it or not.
      request.signal.addEventListener("abort", () => {
        service.cancelled.push(request.requestId);
        for (const resolve of waiting.splice(0)) resolve(request.requestId);
      });
      await service.script.accept?.(request);
      loaded.add(name);
      const running: RunningGeneration = {
        model: name,
        promptTokens: PROMPT_TOKENS,
        seed: request.options.seed ?? SCRIPTED_SEED,
        events: playScript(request, service.script),
      };
      return running;
    },
    ...scriptedAsks(find, () => service.script),
    drain: async () => {
      service.draining = true;
    },
  };
  return service;
}

/** Resolves never, and rejects when the request's signal fires: a model that thinks without end. */
export function untilAborted({ signal }: Pick<GenerationRequest, "signal">): Promise<never> {
  return new Promise((_resolve, reject) => {
    const fail = () => reject(toShimmyError(signal.reason));
    if (signal.aborted) fail();
    else signal.addEventListener("abort", fail, { once: true });
  });
}
