import type { ShimmyConfig } from "../../src/config/shimmy-config.ts";
import { ShimmyError, toShimmyError } from "../../src/core/errors.ts";
import type { AnswerPart, EndEvent, FinishReason, TextEvent } from "../../src/core/generation-event.ts";
import { resolveGenerationOptions } from "../../src/core/generation-options.ts";
import type { DeviceMemory, LoadEstimate } from "../../src/core/memory-estimate.ts";
import { EMPTY_QUEUE } from "../../src/core/queue-activity.ts";
import type { LoadedModelInfo } from "../../src/core/universal-model.ts";
import type { ModelEntry } from "../../src/models/registry/model-entry.ts";
import type {
  DiscoveryReport,
  EmbedRequest,
  GenerationRequest,
  ModelDescription,
  ModelListing,
  ModelStatus,
  PullModelRequest,
  PullProgress,
  RerankRequest,
  RunningGeneration,
  ShimmyService,
  TokenizeRequest,
} from "../../src/service/shimmy-service.ts";

/** A text, one with all that it brings, or any other part of an answer. */
type ScriptedPiece = string | Omit<TextEvent, "type"> | AnswerPart;

/** What the scripted engine does with one request. */
interface Script {
  /** Waited for before the slot is given; throw to refuse. */
  readonly accept?: (request: GenerationRequest) => void | Promise<void>;
  /** Waited for before embeddings or scores are given; throw to refuse. */
  readonly acceptEmbedding?: (request: EmbedRequest | RerankRequest) => void | Promise<void>;
  /** Waited for before tokens are given; throw to refuse. */
  readonly acceptTokenizing?: (request: Pick<TokenizeRequest, "signal" | "client">) => void | Promise<void>;
  /** Pieces of the answer; each counts as one token. Where it waits, it must heed `request.signal`. */
  readonly pieces?: (request: GenerationRequest) => Iterable<ScriptedPiece> | AsyncIterable<ScriptedPiece>;
  /** Progress of a pull; absent is a model that is there already. */
  readonly pull?: (request: PullModelRequest) => AsyncGenerator<PullProgress, void, undefined>;
  /** Absent is `tool-calls` for an answer with calls, and `stop` for any other. */
  readonly finishReason?: FinishReason;
  /** Ends without an `end` event, which a real service never does. */
  readonly loseEnd?: boolean;
}

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

const CPU_MEMORY: DeviceMemory = {
  name: "CPU",
  weightsBytes: 0,
  mappedBytes: 1_000,
  kvBytes: 400,
  stateBytes: 0,
  computeBytes: 300,
  outputBytes: 200,
  adapterBytes: 0,
  processBytes: 100,
  totalBytes: 1_000,
};

const SCRIPTED_ESTIMATE: LoadEstimate = {
  model: "tiny",
  contextLength: 512,
  kvCells: 4_096,
  slots: 8,
  cacheTypeK: "f16",
  cacheTypeV: "f16",
  gpuLayers: 0,
  availableBytes: 5_000,
  need: { allocatedBytes: 1_000, oneContextBytes: 800, leastBytes: 700, mappedBytes: 1_000 },
  fits: true,
  notes: [],
  devices: [CPU_MEMORY],
  totalBytes: 1_000,
  mappedBytes: 1_000,
};

/** Settings as after a plain start. */
const SCRIPTED_CONFIG: ShimmyConfig = {
  bind: { host: "127.0.0.1", port: 11435, explicit: false },
  baseGguf: undefined,
  loraGguf: undefined,
  modelDirs: [],
  builtin: true,
  preload: [],
  threads: undefined,
  slots: 8,
  maxContextLength: undefined,
  prefixStore: { memoryMib: 0, diskMib: 0, folder: "/nowhere" },
  pull: {
    storeFolder: "/nowhere/models",
    offline: false,
    huggingFace: { endpoint: "https://huggingface.co", token: undefined },
    ollamaEndpoint: "https://registry.ollama.ai",
    proxy: { http: "", https: "", none: "" },
  },
  queueLimit: 64,
  device: "auto",
  load: {},
  adapters: [],
  speculates: true,
  draft: undefined,
  logLevel: "silent",
  apiKey: undefined,
  insecureNoAuth: false,
  allowedHosts: [],
  corsOrigins: [],
  timeouts: {
    loadMs: 60_000,
    firstTokenMs: 60_000,
    requestMs: 600_000,
    idleStreamMs: 60_000,
    drainMs: 10_000,
  },
};

export const SCRIPTED_SEED = 42;
const PROMPT_TOKENS = 5;
const QUEUE_MS = 1.5;
const PROMPT_MS = 10;
const GENERATION_MS = 20;
const DRAFT_TOKENS = 6;
const DRAFT_ACCEPTED_TOKENS = 4;

const DESCRIPTION: Omit<ModelDescription, "entry"> = {
  metadata: { "general.architecture": "llama", "tokenizer.ggml.tokens": undefined },
  template: "{{ messages[0].content }}",
  capabilities: ["completion", "tools"],
  license: "mit",
  embeddingLength: 64,
};

const ENTRIES: readonly ModelEntry[] = [entry("tiny", "registered"), entry("team/llama3:8b", "discovered")];

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
    describe: async (name) => ({ ...DESCRIPTION, entry: find(name) }),
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
        events: play(request, service.script),
      };
      return running;
    },
    embed: async (request) => {
      const { name } = find(request.model);
      await service.script.acceptEmbedding?.(request);
      const embeddings = request.inputs.map((input) => Float32Array.of(input.length, 0.5));
      return { model: name, embeddings, promptTokens: PROMPT_TOKENS };
    },
    rerank: async (request) => {
      const { name } = find(request.model);
      await service.script.acceptEmbedding?.(request);
      return {
        model: name,
        scores: request.documents.map(({ length }) => length),
        promptTokens: PROMPT_TOKENS,
      };
    },
    tokenize: async (request) => {
      const { name } = find(request.model);
      await service.script.acceptTokenizing?.(request);
      const { input, options } = request;
      const pieces = Array.from(Buffer.from(input.kind === "prompt" ? input.text : ""), (byte) =>
        Uint8Array.of(byte),
      );
      const tokens = pieces.map(([byte = 0]) => byte);
      return { model: name, tokens, ...(options.pieces === true && { pieces }) };
    },
    detokenize: async (request) => {
      const { name } = find(request.model);
      await service.script.acceptTokenizing?.(request);
      return { model: name, text: String.fromCharCode(...request.tokens) };
    },
    countTokens: async (request) => {
      const { name } = find(request.model);
      await service.script.acceptTokenizing?.(request);
      return { model: name, promptTokens: PROMPT_TOKENS };
    },
    applyTemplate: async (request) => {
      const { name } = find(request.model);
      await service.script.acceptTokenizing?.(request);
      const { conversation, addGenerationPrompt } = request;
      return { model: name, text: JSON.stringify({ ...conversation, addGenerationPrompt }) };
    },
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

async function* play(request: GenerationRequest, script: Script): RunningGeneration["events"] {
  let count = 0;
  let reasoningTokens = 0;
  let hasCalls = false;
  for await (const piece of script.pieces?.(request) ?? []) {
    count += 1;
    const part: AnswerPart =
      typeof piece === "string"
        ? { type: "text", text: piece }
        : "type" in piece
          ? piece
          : { type: "text", ...piece };
    if (part.type === "reasoning") reasoningTokens += 1;
    if (part.type === "tool-call") hasCalls = true;
    yield part;
  }
  if (script.loseEnd) return;
  const end: EndEvent = {
    type: "end",
    finishReason: script.finishReason ?? (hasCalls ? "tool-calls" : "stop"),
    usage: { promptTokens: PROMPT_TOKENS, completionTokens: count, cachedTokens: 2, reasoningTokens },
    timings: {
      queueMs: QUEUE_MS,
      promptMs: PROMPT_MS,
      generationMs: GENERATION_MS,
      draftTokens: DRAFT_TOKENS,
      draftAcceptedTokens: DRAFT_ACCEPTED_TOKENS,
    },
    seed: request.options.seed ?? SCRIPTED_SEED,
    ...(request.returnTokens === true && { tokens: [1, 2, 3] }),
  };
  yield end;
}

function entry(name: string, source: ModelEntry["source"]): ModelEntry {
  return {
    name,
    path: `/home/someone/models/${name}.gguf`,
    loraPath: undefined,
    source,
    sizeBytes: 1_000,
    modifiedAt: new Date("2026-01-02T03:04:05Z"),
    architecture: "llama",
    parameterCount: 260_000,
    quantization: "F32",
    contextLength: 512,
  };
}

function listing(model: ModelEntry, loaded: ReadonlySet<string>): ModelListing {
  const isLoaded = loaded.has(model.name);
  return { ...model, loaded: isLoaded, state: isLoaded ? "ready" : "stopped" };
}

const INFO: LoadedModelInfo = {
  architecture: "llama",
  parameterCount: 260_000,
  sizeBytes: 1_000,
  vocabularySize: 512,
  trainContextLength: 512,
  contextLength: 512,
  kvCells: 4_096,
  slots: 8,
  threads: 1,
  kvUnified: true,
  sharesPrefixes: true,
  gpuLayers: 0,
  devices: ["CPU"],
  passedOver: [],
  adapters: [],
  canGenerate: true,
  embedding: { pooling: "mean", length: 4 },
  loadMs: 30,
};

function status(model: ModelEntry, loaded: ReadonlySet<string>): ModelStatus {
  const isLoaded = loaded.has(model.name);
  return {
    entry: model,
    activity: {
      state: isLoaded ? "ready" : "stopped",
      pid: isLoaded ? 4_321 : undefined,
      running: isLoaded ? 1 : 0,
      queued: isLoaded ? 2 : 0,
      queue: isLoaded ? { byPriority: { high: 1, normal: 0, low: 1 }, expectedWaitMs: 2500 } : EMPTY_QUEUE,
      crashes: 0,
      residentBytes: isLoaded ? 50_000_000 : undefined,
      loadProgress: isLoaded ? 1 : 0,
    },
    info: isLoaded ? INFO : undefined,
    failure: undefined,
  };
}
