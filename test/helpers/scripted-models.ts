import type { DeviceMemory, LoadEstimate } from "../../src/core/memory-estimate.ts";
import { EMPTY_QUEUE } from "../../src/core/queue-activity.ts";
import type { LoadedModelInfo } from "../../src/core/universal-model.ts";
import type { ModelEntry } from "../../src/models/registry/model-entry.ts";
import type { ModelDescription, ModelListing, ModelStatus } from "../../src/service/shimmy-service.ts";

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

export const SCRIPTED_ESTIMATE: LoadEstimate = {
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

export const DESCRIPTION: Omit<ModelDescription, "entry"> = {
  metadata: { "general.architecture": "llama", "tokenizer.ggml.tokens": undefined },
  template: "{{ messages[0].content }}",
  capabilities: ["completion", "tools"],
  license: "mit",
  embeddingLength: 64,
};

/** The models that are there before a test makes others. */
export const ENTRIES: readonly ModelEntry[] = [
  entry("tiny", "registered"),
  entry("team/llama3:8b", "discovered"),
];

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

/** What a service says of a model among others. */
export function listing(model: ModelEntry, loaded: ReadonlySet<string>): ModelListing {
  const isLoaded = loaded.has(model.name);
  return { ...model, loaded: isLoaded, state: isLoaded ? "ready" : "stopped" };
}

/** What a service says of a model by itself. */
export function status(model: ModelEntry, loaded: ReadonlySet<string>): ModelStatus {
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
