import { ShimmyError } from "../core/errors.ts";
import {
  DEFAULT_BATCH_SIZE,
  isQuantizedCacheType,
  type KvCacheType,
  type LoadTuning,
} from "../core/load-tuning.ts";
import type { MemoryEstimate } from "../core/memory-estimate.ts";
import type { ModelShape } from "../core/model-shape.ts";
import type { UniversalModelSpec } from "../core/model-spec.ts";
import { EXPERT_TENSORS } from "../core/tensor-pattern.ts";
import { contextCells, draftTokens } from "../scheduling/context-size.ts";
import type { GpuMemory, LayerSizes } from "../scheduling/gpu-plan.ts";
import { planKv } from "../scheduling/kv-plan.ts";
import {
  CPU_DEVICE,
  estimateMemory,
  kvBytesPerCell,
  type MemoryEstimateInput,
} from "../scheduling/memory-estimate.ts";
import { planRope } from "../scheduling/rope-plan.ts";

/** Requests generated at once when a spec does not say. */
const DEFAULT_SLOTS = 8;
/** Micro-batch when only the batch was given: a larger one gains little and takes memory. */
const DEFAULT_MICRO_BATCH = 512;

/** What a load is planned from; nothing here is read from the machine. */
export interface LoadPlanInput {
  readonly spec: UniversalModelSpec;
  readonly shape: ModelShape;
  /** Context length the model was trained with, in tokens; 0 when its file does not say. */
  readonly trainContextLength: number;
  /** Context length before a stretch that the file itself has. */
  readonly originalContextLength: number | undefined;
  /** Free memory, in bytes. */
  readonly availableBytes: number | undefined;
  readonly repackedTypes: ReadonlySet<string>;
  /** Files of all adapters, in bytes. */
  readonly adapterBytes: number;
  /** GPUs, where they are known before the engine starts. */
  readonly gpus?: readonly GpuMemory[];
}

/** Everything that is decided before an engine process starts. */
export interface LoadPlan {
  readonly contextLength: number;
  readonly kvCells: number;
  readonly slots: number;
  /** The spec's tuning, with what follows from the model filled in. */
  readonly tuning: LoadTuning;
  readonly estimate: MemoryEstimate;
  /** For the engine to choose the layers on GPUs that it alone can see. */
  readonly layerSizes: LayerSizes;
  readonly notes: readonly string[];
}

/**
 * Decides context, KV cells and positions of a load from the model's shape and the memory there is.
 *
 * @throws ShimmyError `invalid_request` for cache types that do not fit the model's heads, `insufficient_memory` when even
 * the shortest context would not fit.
 */
export function planLoad(input: LoadPlanInput): LoadPlan {
  const { spec, shape } = input;
  checkCacheTypes(spec, shape);
  const rope = planRope({
    tuning: tuningOf(spec),
    requestedContextLength: spec.contextLength,
    trainContextLength: input.trainContextLength,
    originalContextLength: input.originalContextLength,
  });
  const slots = spec.slots ?? DEFAULT_SLOTS;
  const requested = spec.contextLength;
  const estimateWith = (kvCells: number): MemoryEstimate =>
    estimateMemory(estimateInput(input, slots, kvCells));
  const { contextLength, kvCells } = planKv({
    requestedContextLength:
      requested === undefined ? undefined : Math.min(requested, rope.contextLimit || requested),
    trainContextLength: rope.contextLimit || input.trainContextLength,
    slots,
    kvBytesPerToken: kvBytesPerCell(shape, ...cacheTypes(spec)),
    ...(input.availableBytes !== undefined && {
      memory: {
        availableBytes: input.availableBytes,
        neededBytes: (cells: number) => onCpu(estimateWith(cells)),
      },
    }),
  });
  const estimate = estimateWith(kvCells);
  const slow =
    input.availableBytes !== undefined && onCpu(estimate) + estimate.mappedBytes > input.availableBytes;
  return {
    contextLength,
    kvCells,
    slots,
    tuning: rope.tuning,
    estimate,
    layerSizes: layerSizes(input, slots, kvCells),
    notes: slow ? [...rope.notes, SLOW_WEIGHTS] : rope.notes,
  };
}

const SLOW_WEIGHTS =
  "The weights are larger than the memory that is free: they are read from the disk again and again, which is slow.";

/** Memory that the CPU's side takes, in bytes. */
function onCpu(estimate: MemoryEstimate): number {
  return estimate.devices.find(({ name }) => name === CPU_DEVICE)?.totalBytes ?? 0;
}

function cacheTypes({ cacheTypeK = "f16", cacheTypeV = "f16" }: LoadTuning): [KvCacheType, KvCacheType] {
  return [cacheTypeK, cacheTypeV];
}

/** The part of a spec that tunes the load. */
function tuningOf(spec: UniversalModelSpec): LoadTuning {
  const {
    name: _name,
    backend: _backend,
    template: _template,
    contextLength: _context,
    device: _device,
    threads: _threads,
    slots: _slots,
    adapters: _adapters,
    prefixStore: _prefixStore,
    speculates: _speculates,
    ...tuning
  } = spec;
  return tuning;
}

/** llama.cpp ends its process over heads that a block format does not divide. */
function checkCacheTypes(spec: UniversalModelSpec, shape: ModelShape): void {
  const [typeK, typeV] = cacheTypes(spec);
  const sides = [
    ["cacheTypeK", typeK, shape.keyLength],
    ["cacheTypeV", typeV, shape.valueLength],
  ] as const;
  for (const [field, type, length] of sides) {
    if (!isQuantizedCacheType(type) || length % 32 === 0) continue;
    throw new ShimmyError(
      "invalid_request",
      `${field} ${type} works in blocks of 32 numbers, and the heads of "${spec.name}" have ${length}: use f16, bf16 or f32.`,
      { param: field },
    );
  }
  if (shape.hasLatentAttention && typeK !== typeV) {
    throw new ShimmyError(
      "invalid_request",
      `"${spec.name}" caches keys and values as one, so cacheTypeK and cacheTypeV must be the same, not ${typeK} and ${typeV}.`,
      { param: "cacheTypeV" },
    );
  }
}

function estimateInput(input: LoadPlanInput, slots: number, kvCells: number): MemoryEstimateInput {
  const { spec, shape } = input;
  const [cacheTypeK, cacheTypeV] = cacheTypes(spec);
  const gpu = gpuShare(input);
  return {
    shape,
    kvCells: contextCells(kvCells, slots),
    slots,
    draftTokens: draftTokens(spec.speculates ?? true),
    cacheTypeK,
    cacheTypeV,
    flashAttention: spec.flashAttention !== "off",
    microBatchSize: microBatchSize(spec),
    mapped: spec.mmap !== false && spec.mlock !== true,
    repackedTypes: spec.repack === false ? NOTHING_REPACKED : input.repackedTypes,
    adapterBytes: input.adapterBytes,
    ...(gpu !== undefined && { gpu, placeOf: placesByName(spec) }),
  };
}

const NOTHING_REPACKED: ReadonlySet<string> = new Set();

/** Tokens computed at once, as the spec has it. */
function microBatchSize({ batchSize = DEFAULT_BATCH_SIZE, microBatchSize: own }: LoadTuning): number {
  return Math.min(own ?? DEFAULT_MICRO_BATCH, batchSize);
}

function gpuShare({ spec, shape, gpus }: LoadPlanInput): MemoryEstimateInput["gpu"] {
  if (spec.device === "cpu" || gpus === undefined || gpus.length === 0) return undefined;
  const most = shape.layers.length + 1;
  const asked = spec.gpuLayers ?? "auto";
  const layers = typeof asked === "number" ? Math.min(asked, most) : most;
  return {
    names: gpus.map(({ name }) => name),
    layers,
    ...(spec.tensorSplit !== undefined && { shares: spec.tensorSplit }),
  };
}

/** Where tensors go by the overrides; the user's own come before those for experts. */
function placesByName(spec: UniversalModelSpec): (tensor: string) => string | undefined {
  const own = (spec.tensorOverrides ?? []).map(({ pattern, buffer }) => ({
    expression: new RegExp(pattern, "u"),
    buffer,
  }));
  return (tensor) => {
    const override = own.find(({ expression }) => expression.test(tensor));
    if (override !== undefined) return override.buffer;
    const expert = EXPERT_TENSORS.exec(tensor);
    if (expert === null) return undefined;
    const isOnCpu = spec.cpuMoe === true || Number(expert[1]) < (spec.cpuMoeLayers ?? 0);
    return isOnCpu ? CPU_DEVICE : undefined;
  };
}

/** What each layer would take on a GPU, with the tensors that overrides keep off it left out. */
function layerSizes(input: LoadPlanInput, slots: number, kvCells: number): LayerSizes {
  const { shape, spec } = input;
  const place = placesByName(spec);
  const weights = new Array<number>(shape.layers.length + 1).fill(0);
  for (const { name, layer, sizeBytes } of shape.tensors) {
    const isOutput = layer === undefined && name.startsWith("output");
    const isTable = name === "token_embd.weight" && shape.tiedOutput;
    if ((layer === undefined && !isOutput && !isTable) || place(name) !== undefined) continue;
    const index = layer ?? shape.layers.length;
    weights[index] = (weights[index] ?? 0) + sizeBytes;
  }
  const estimate = estimateInput(input, slots, kvCells);
  const whole = estimateMemory({ ...estimate, gpu: { names: ["GPU"], layers: 0 } });
  return {
    blockBytes: shape.layers.map(
      (layer, index) =>
        (weights[index] ?? 0) +
        kvCells * kvBytesPerCell({ ...shape, layers: [layer] }, ...cacheTypes(spec)) +
        slots * layer.stateWidth * 4,
    ),
    outputBytes: weights.at(-1) ?? 0,
    computeBytes: whole.devices[0]?.computeBytes ?? 0,
  };
}
