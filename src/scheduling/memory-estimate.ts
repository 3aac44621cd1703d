import { isQuantizedCacheType, type KvCacheType } from "../core/load-tuning.ts";
import type { MemoryEstimate, MemoryParts } from "../core/memory-estimate.ts";
import type { ContextShape, ModelShape, TensorShape } from "../core/model-shape.ts";
import { computeBufferBytes } from "./compute-buffer.ts";
import { engineProcessBytes } from "./engine-process-memory.ts";

/** GPUs that take part, as far as an estimate needs them. */
interface GpuShare {
  /** Names of the devices, in llama.cpp's order. */
  readonly names: readonly string[];
  /** Layers on them, the output layer counted as one; at most one more than the model has blocks. */
  readonly layers: number;
  /** How the layers are divided; equal where absent. */
  readonly shares?: readonly number[];
}

/** What an estimate is made from. */
export interface MemoryEstimateInput {
  readonly shape: ModelShape;
  /** KV cells of all slots together, in tokens. */
  readonly kvCells: number;
  readonly slots: number;
  /** Each slot has an equal part of the cells to itself. Default false. */
  readonly streams?: boolean;
  /** Tokens that a step may propose beside those it must compute. Default 0. */
  readonly draftTokens?: number;
  readonly cacheTypeK: KvCacheType;
  readonly cacheTypeV: KvCacheType;
  readonly flashAttention: boolean;
  /** Tokens computed at once. */
  readonly microBatchSize: number;
  /** The model file is mapped, not read. */
  readonly mapped: boolean;
  /** Number formats of which the CPU takes a rearranged copy. */
  readonly repackedTypes: ReadonlySet<string>;
  readonly gpu?: GpuShare;
  /** Device that a tensor was sent to by name; undefined where it goes with its layer. */
  readonly placeOf?: (tensor: string) => string | undefined;
  /** Weights of LoRA adapters. */
  readonly adapterBytes: number;
}

/** Name of the CPU's device. */
export const CPU_DEVICE = "CPU";

const FLOAT_BYTES = 4;

/** Bytes of a block of 32 numbers in the formats of the KV cache, as ggml's `type_traits` have them. */
const BLOCK_BYTES: Readonly<Record<KvCacheType, number>> = {
  f32: 128,
  f16: 64,
  bf16: 64,
  q8_0: 34,
  q4_0: 18,
  q4_1: 20,
  iq4_nl: 18,
  q5_0: 22,
  q5_1: 24,
};
const BLOCK_LENGTH = 32;

/**
 * Memory that a model takes once it has computed a full step, by device and part. Follows llama.cpp's rules of what
 * is allocated where (`llama_model::load_tensors`, `llama_kv_cache`, `output_reserve`, ggml's graph allocator);
 * ADR 0012 compares it with the truth.
 */
export function estimateMemory(input: MemoryEstimateInput): MemoryEstimate {
  const { shape, gpu } = input;
  const devices = new Map<string, Tally>([[CPU_DEVICE, emptyTally()]]);
  for (const name of gpuNames(gpu)) devices.set(name, emptyTally());
  const tally = (device: string): Tally => {
    const known = devices.get(device) ?? emptyTally();
    devices.set(device, known);
    return known;
  };
  addWeights(input, tally);
  addCaches(input, tally);
  const cpu = tally(CPU_DEVICE);
  cpu.outputBytes = shape.vocabularySize * input.slots * FLOAT_BYTES;
  cpu.adapterBytes = input.adapterBytes;
  addCompute(input, tally);
  cpu.processBytes = engineProcessBytes(shape, input);
  const parts = [...devices].map(([name, counted]) => ({ name, ...counted, totalBytes: sum(counted) }));
  return {
    devices: parts,
    totalBytes: parts.reduce((total, { totalBytes }) => total + totalBytes, 0),
    mappedBytes: parts.reduce((total, { mappedBytes }) => total + mappedBytes, 0),
  };
}

/** Bytes that one cell takes over all layers. */
export function kvBytesPerCell(
  { layers }: Pick<ContextShape, "layers">,
  cacheTypeK: KvCacheType,
  cacheTypeV: KvCacheType,
): number {
  return layers.reduce(
    (total, layer) => total + rowBytes(cacheTypeK, layer.keyWidth) + rowBytes(cacheTypeV, layer.valueWidth),
    0,
  );
}

type Tally = { -readonly [Part in keyof MemoryParts]: MemoryParts[Part] };

function emptyTally(): Tally {
  return {
    weightsBytes: 0,
    mappedBytes: 0,
    kvBytes: 0,
    stateBytes: 0,
    computeBytes: 0,
    outputBytes: 0,
    adapterBytes: 0,
    processBytes: 0,
  };
}

/** Everything but what is mapped: mapped pages are the file's own, and the system takes them back at need. */
function sum(parts: MemoryParts): number {
  const { mappedBytes: _mapped, ...allocated } = parts;
  return Object.values(allocated).reduce((total, bytes) => total + bytes, 0);
}

function gpuNames(gpu: GpuShare | undefined): readonly string[] {
  return gpu === undefined || gpu.layers === 0 ? [] : gpu.names;
}

/** Device of a block, or of the output layer, whose index is the number of blocks. */
function deviceOfLayer(gpu: GpuShare | undefined, layer: number, blockCount: number): string {
  const names = gpuNames(gpu);
  const onGpu = Math.min(gpu?.layers ?? 0, blockCount + 1);
  const first = blockCount + 1 - onGpu;
  if (names.length === 0 || layer < first) return CPU_DEVICE;
  const shares = names.map((_, index) => gpu?.shares?.[index] ?? (gpu?.shares === undefined ? 1 : 0));
  const all = shares.reduce((total, share) => total + share, 0);
  const position = (layer - first) / onGpu;
  let reached = 0;
  for (const [index, share] of shares.entries()) {
    reached += share / all;
    if (position < reached) return names[index] ?? CPU_DEVICE;
  }
  return names.at(-1) ?? CPU_DEVICE;
}

function addWeights(input: MemoryEstimateInput, tally: (device: string) => Tally): void {
  const { shape, gpu } = input;
  const blockCount = shape.layers.length;
  const add = (tensor: TensorShape, device: string, canRepack: boolean): void => {
    const known = tally(device);
    const isAllocated = device !== CPU_DEVICE || !input.mapped || (canRepack && isRepacked(tensor, input));
    if (isAllocated) known.weightsBytes += tensor.sizeBytes;
    else known.mappedBytes += tensor.sizeBytes;
  };
  for (const tensor of shape.tensors) {
    const isOutput = tensor.layer === undefined && tensor.name.startsWith("output");
    const natural =
      tensor.layer === undefined && !isOutput
        ? CPU_DEVICE
        : deviceOfLayer(gpu, tensor.layer ?? blockCount, blockCount);
    add(tensor, input.placeOf?.(tensor.name) ?? natural, tensor.name !== TOKEN_TABLE);
    if (tensor.name !== TOKEN_TABLE || !shape.tiedOutput) continue;
    // the table serves as output matrix too, and is held twice where that one lies elsewhere or is repacked
    const device = deviceOfLayer(gpu, blockCount, blockCount);
    if (device !== CPU_DEVICE || isRepacked(tensor, input)) add(tensor, device, true);
  }
}

const TOKEN_TABLE = "token_embd.weight";
/** llama.cpp rearranges matrices row by row, in groups of this many. */
const REPACKED_ROWS = 8;

function isRepacked({ type, dimensions }: TensorShape, { repackedTypes }: MemoryEstimateInput): boolean {
  return repackedTypes.has(type) && dimensions.length > 1 && (dimensions[1] ?? 0) % REPACKED_ROWS === 0;
}

function rowBytes(type: KvCacheType, width: number): number {
  return (width / BLOCK_LENGTH) * BLOCK_BYTES[type];
}

function addCaches(input: MemoryEstimateInput, tally: (device: string) => Tally): void {
  const { shape, kvCells, slots, cacheTypeK, cacheTypeV } = input;
  for (const [index, layer] of shape.layers.entries()) {
    const device = tally(deviceOfLayer(input.gpu, index, shape.layers.length));
    device.kvBytes +=
      kvCells * (rowBytes(cacheTypeK, layer.keyWidth) + rowBytes(cacheTypeV, layer.valueWidth));
    device.stateBytes += slots * layer.stateWidth * FLOAT_BYTES;
  }
}

function addCompute(input: MemoryEstimateInput, tally: (device: string) => Tally): void {
  const { shape, slots, flashAttention, gpu } = input;
  // attention of a token looks at its own stream alone
  const kvCells = input.streams === true ? input.kvCells / slots : input.kvCells;
  // llama.cpp reserves as many tokens for every slot
  const tokens = Math.ceil(Math.min(input.microBatchSize, input.kvCells) / slots) * slots;
  const bytes = computeBufferBytes(shape, {
    kvCells,
    tokens,
    slots,
    outputs: Math.min(slots + (input.draftTokens ?? 0), tokens),
    flashAttention,
    rotated: rotatedSides(shape, input),
  });
  const names = gpuNames(gpu);
  for (const name of names) tally(name).computeBytes = bytes;
  const isAllOnGpu = names.length > 0 && (gpu?.layers ?? 0) > shape.layers.length;
  // with every layer on a GPU the CPU looks up embeddings and prepares masks
  tally(CPU_DEVICE).computeBytes = isAllOnGpu
    ? tokens * (shape.embeddingLength * FLOAT_BYTES + kvCells * 2)
    : bytes;
}

/** Which sides of the cache are rotated before they are quantised, to spread outliers: those with heads of these lengths. */
export function rotatedSides(
  { keyLength, valueLength }: Pick<ContextShape, "keyLength" | "valueLength">,
  { cacheTypeK, cacheTypeV }: Pick<MemoryEstimateInput, "cacheTypeK" | "cacheTypeV">,
): { readonly keys: boolean; readonly values: boolean } {
  const rotates = (type: KvCacheType, length: number): boolean =>
    isQuantizedCacheType(type) && length > 0 && length % ROTATED_HEAD === 0;
  return { keys: rotates(cacheTypeK, keyLength), values: rotates(cacheTypeV, valueLength) };
}

const ROTATED_HEAD = 64;
