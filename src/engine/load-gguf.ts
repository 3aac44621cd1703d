import path from "node:path";
import { performance } from "node:perf_hooks";
import { abortError, toShimmyError } from "../core/errors.ts";
import type { LoadTuning } from "../core/load-tuning.ts";
import type { MemoryEstimate } from "../core/memory-estimate.ts";
import type { ContextShape, ModelShape } from "../core/model-shape.ts";
import type { GgufBackend, UniversalModelSpec } from "../core/model-spec.ts";
import type { LoadedModelInfo, UniversalModel } from "../core/universal-model.ts";
import { createChatTemplate } from "../models/chat-template/chat-template.ts";
import { FAMILY_SIGN_TOKENS } from "../models/chat-template/guess-family.ts";
import { CPU_DEVICE } from "../scheduling/memory-estimate.ts";
import { chooseThreadCount } from "../scheduling/thread-count.ts";
import { examineModel } from "./examine-model.ts";
import { GgufModel } from "./gguf-model.ts";
import { readCpuGrant } from "./host/cpu-grant.ts";
import { EngineHost, type EngineHostOptions } from "./host/engine-host.ts";
import { findLibraries } from "./library-files.ts";
import { prefixStoreRequest } from "./prefix-store-request.ts";
import type { EngineModelInfo } from "./protocol.ts";

/** How engine processes are run. */
export type EngineRunOptions = Pick<EngineHostOptions, "timeouts" | "onCrash" | "entry"> & {
  /** Requests that may wait for a slot, per model; read for each request. Default 512. */
  readonly queueLimit?: number;
};

/** Options of one load. */
export interface LoadOptions {
  /** Gives the load up; the engine process is ended. */
  readonly signal?: AbortSignal;
  /** Called with the engine's process id once it was started. */
  readonly onStart?: (pid: number | undefined) => void;
  /** Called with the fraction loaded, 0 to 1. */
  readonly onProgress?: (fraction: number) => void;
}

/**
 * Loads a GGUF model: validates its files here, in TypeScript, then starts its engine process.
 *
 * @throws ShimmyError for a damaged or missing file, a failed or timed-out load, an abort.
 */
export async function loadGguf(
  spec: UniversalModelSpec & { readonly backend: GgufBackend },
  run: EngineRunOptions,
  options: LoadOptions = {},
): Promise<UniversalModel> {
  const startedAtMs = performance.now();
  // where a GPU may take layers, the engine alone can tell how much is left for the CPU
  const { summary, narrowVectors, adapters, shape, plan, availableBytes } = await examineModel(spec, {
    boundByMemory: !mayUseGpu(spec),
  });
  const { contextLength, kvCells, slots } = plan;
  // a vocabulary without byte tokens ends llama.cpp's process at the first character it does not know
  const probeTexts = summary.hasByteTokens ? FAMILY_SIGN_TOKENS : [];
  const threads = spec.threads ?? chooseThreadCount(readCpuGrant());
  const modelPath = path.resolve(spec.backend.basePath);
  const prefixStore = await prefixStoreRequest(spec.prefixStore, {
    files: [modelPath, ...adapters.map((adapter) => adapter.path)],
    settings: { scales: adapters.map(({ scale }) => scale), tuning: cellTuning(plan.tuning) },
    ...(plan.streams && { streams: slots }),
    freeBytes: availableBytes === undefined ? undefined : availableBytes - cpuBytes(plan.estimate),
  });
  const host = new EngineHost({
    load: {
      modelPath,
      prefixStore,
      adapters,
      device: spec.device ?? "auto",
      contextLength,
      kvCells,
      streams: plan.streams,
      slots,
      threads,
      narrowVectors,
      speculates: spec.speculates ?? true,
      ...(plan.draft !== undefined && { draft: plan.draft }),
      probeTexts,
      tuning: plan.tuning,
      layerSizes: plan.layerSizes,
      shape: contextShape(shape),
    },
    get queueLimit() {
      return run.queueLimit ?? DEFAULT_QUEUE_LIMIT;
    },
    ...(run.timeouts !== undefined && { timeouts: run.timeouts }),
    ...(run.onCrash !== undefined && { onCrash: run.onCrash }),
    ...(run.entry !== undefined && { entry: run.entry }),
    ...(options.onProgress !== undefined && { onProgress: options.onProgress }),
  });
  const engineInfo = await startHost(host, options);
  const template = await orStop(host, () =>
    createChatTemplate({
      architecture: summary.architecture,
      fileTemplate: summary.chatTemplate,
      fileToolTemplate: summary.toolTemplate,
      override: spec.template,
      bosToken: engineInfo.beginOfSequenceText,
      eosToken: engineInfo.endOfSequenceText,
      hasToken: (text) => engineInfo.singleTokenTexts.includes(text),
    }),
  );
  const info = describe(engineInfo, {
    architecture: summary.architecture,
    adapters: adapters.map(({ name }) => name),
    notes: [...plan.notes, ...(engineInfo.notes ?? [])],
    loadMs: performance.now() - startedAtMs,
  });
  return new GgufModel({ spec, info, host, template, controlTexts: engineInfo.controlTexts });
}

const DEFAULT_QUEUE_LIMIT = 512;

/** Memory that a load takes on the CPU's side, in bytes. */
function cpuBytes({ devices }: MemoryEstimate): number {
  return devices.find(({ name }) => name === CPU_DEVICE)?.totalBytes ?? 0;
}

/** What of a load's tuning changes what is in the KV cells. */
const CELL_TUNING = [
  "cacheTypeK",
  "cacheTypeV",
  "flashAttention",
  "ropeScaling",
  "ropeScale",
  "ropeFrequencyBase",
  "ropeFrequencyScale",
  "yarnOriginalContext",
  "yarnExtFactor",
  "yarnAttnFactor",
  "yarnBetaSlow",
  "yarnBetaFast",
] as const satisfies readonly (keyof LoadTuning)[];

function cellTuning(tuning: LoadTuning): object {
  return Object.fromEntries(CELL_TUNING.map((field) => [field, tuning[field]]));
}

/** The part of a shape that the engine needs: the list of tensors is long. */
function contextShape(shape: ModelShape): ContextShape {
  const { embeddingLength, vocabularySize, layers, keyLength, valueLength, hasSlidingWindow } = shape;
  return { embeddingLength, vocabularySize, layers, keyLength, valueLength, hasSlidingWindow };
}

/** True where a build for GPUs with memory of their own is installed and wanted. */
function mayUseGpu({ device, gpuLayers }: UniversalModelSpec): boolean {
  if (device === "cpu" || gpuLayers === 0) return false;
  return findLibraries().some(
    ({ variant, files }) => files !== undefined && (variant === "cuda" || variant === "vulkan"),
  );
}

/** A template that cannot be read must not leave its engine process behind. */
async function orStop<Result>(host: EngineHost, work: () => Result): Promise<Result> {
  try {
    return work();
  } catch (error) {
    await host.stop(0);
    throw error;
  }
}

async function startHost(host: EngineHost, { signal, onStart }: LoadOptions): Promise<EngineModelInfo> {
  if (signal?.aborted) throw abortError(signal);
  const giveUp = (): void => {
    host.stop(0).catch(() => {});
  };
  signal?.addEventListener("abort", giveUp, { once: true });
  try {
    const started = host.start();
    onStart?.(host.activity().pid);
    return await started;
  } catch (error) {
    await host.stop(0);
    throw signal?.aborted ? abortError(signal) : toShimmyError(error);
  } finally {
    signal?.removeEventListener("abort", giveUp);
  }
}

function describe(
  engineInfo: EngineModelInfo,
  more: Pick<LoadedModelInfo, "architecture" | "adapters" | "loadMs" | "notes">,
): LoadedModelInfo {
  const {
    beginOfSequenceText: _bos,
    endOfSequenceText: _eos,
    singleTokenTexts: _texts,
    controlTexts: _controls,
    ...facts
  } = engineInfo;
  return { ...facts, ...more };
}
