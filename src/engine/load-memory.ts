import { DEFAULT_BATCH_SIZE, type KvCacheType, type LoadTuning } from "../core/load-tuning.ts";
import type { ModelShape } from "../core/model-shape.ts";
import type { UniversalModelSpec } from "../core/model-spec.ts";
import { EXPERT_TENSORS } from "../core/tensor-pattern.ts";
import { contextCells, draftTokens } from "../scheduling/context-size.ts";
import type { GpuMemory, LayerSizes } from "../scheduling/gpu-plan.ts";
import {
  CPU_DEVICE,
  estimateMemory,
  kvBytesPerCell,
  type MemoryEstimateInput,
} from "../scheduling/memory-estimate.ts";

/** Micro-batch when only the batch was given: a larger one gains little and takes memory. */
const DEFAULT_MICRO_BATCH = 512;

/** A model that is about to be loaded, as far as its memory depends on it. */
export interface PlannedModel {
  readonly spec: UniversalModelSpec;
  readonly shape: ModelShape;
  /** Number formats of which the CPU takes a rearranged copy. */
  readonly repackedTypes: ReadonlySet<string>;
  /** Files of all adapters, in bytes. */
  readonly adapterBytes: number;
  /** GPUs, where they are known before the engine starts. */
  readonly gpus?: readonly GpuMemory[];
}

/** Number formats of the cached keys and values. */
export function cacheTypes({
  cacheTypeK = "f16",
  cacheTypeV = "f16",
}: LoadTuning): [KvCacheType, KvCacheType] {
  return [cacheTypeK, cacheTypeV];
}

/** What its memory is estimated from, with so many KV cells planned. */
export function estimateInput(
  input: PlannedModel,
  slots: number,
  kvCells: number,
  streams = false,
): MemoryEstimateInput {
  const { spec, shape } = input;
  const [cacheTypeK, cacheTypeV] = cacheTypes(spec);
  const gpu = gpuShare(input);
  return {
    shape,
    kvCells: streams ? kvCells : contextCells(kvCells, slots),
    slots,
    streams,
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

function gpuShare({ spec, shape, gpus }: PlannedModel): MemoryEstimateInput["gpu"] {
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
export function layerSizes(
  input: PlannedModel,
  slots: number,
  kvCells: number,
  streams: boolean,
): LayerSizes {
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
  const estimate = estimateInput(input, slots, kvCells, streams);
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
