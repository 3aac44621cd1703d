/** Number formats of keys and values in the KV cache. The first three hold any head; the rest work in blocks of 32. */
export const KV_CACHE_TYPES = [
  "f32",
  "f16",
  "bf16",
  "q8_0",
  "q4_0",
  "q4_1",
  "iq4_nl",
  "q5_0",
  "q5_1",
] as const;
/** One of {@link KV_CACHE_TYPES}. */
export type KvCacheType = (typeof KV_CACHE_TYPES)[number];

/** Whether attention is computed in tiles that never hold a whole row of scores. https://arxiv.org/abs/2205.14135 */
export const FLASH_ATTENTION_MODES = ["auto", "on", "off"] as const;
/** One of {@link FLASH_ATTENTION_MODES}. */
export type FlashAttentionMode = (typeof FLASH_ATTENTION_MODES)[number];

/** Whether all requests share one pool of KV cells, or have streams of their own. */
export const KV_UNIFIED_MODES = ["auto", "on", "off"] as const;
/** One of {@link KV_UNIFIED_MODES}. */
export type KvUnifiedMode = (typeof KV_UNIFIED_MODES)[number];

/** Ways to stretch RoPE's positions. `linear`: https://arxiv.org/abs/2306.15595, `yarn`: https://arxiv.org/abs/2309.00071 */
export const ROPE_SCALINGS = ["none", "linear", "yarn"] as const;
/** One of {@link ROPE_SCALINGS}. */
export type RopeScaling = (typeof ROPE_SCALINGS)[number];

/** How a model is divided among several GPUs: not at all, whole layers, or the rows of each matrix. */
export const SPLIT_MODES = ["none", "layer", "row"] as const;
/** One of {@link SPLIT_MODES}. */
export type SplitMode = (typeof SPLIT_MODES)[number];

/** Placement on machines with several memory nodes: spread over all, stay on the node of the start, or as `numactl` set it. */
export const NUMA_STRATEGIES = ["distribute", "isolate", "numactl"] as const;
/** One of {@link NUMA_STRATEGIES}. */
export type NumaStrategy = (typeof NUMA_STRATEGIES)[number];

/** Tensors that go into a buffer of the user's choice. */
export interface TensorOverride {
  /** Regular expression that is looked for in the tensor's name; `core/tensor-pattern.ts` says what it may hold. */
  readonly pattern: string;
  /** Name of the buffer, for example `CPU` or `CUDA0`. */
  readonly buffer: string;
}

/** A LoRA adapter that is loaded with its model. https://arxiv.org/abs/2106.09685 */
export interface AdapterSpec {
  /** Path of the adapter in GGUF form. */
  readonly path: string;
  /** Strength; 1 is as trained, 0 is off. */
  readonly scale: number;
  /** Name that requests call it by. Default: the file's name without its folder. */
  readonly name?: string;
}

/** How a model is laid out in memory and computed. Absent fields take the defaults named with them. */
export interface LoadTuning {
  /** Number format of the cached keys. Default `f16`. */
  readonly cacheTypeK?: KvCacheType;
  /** Number format of the cached values. Default `f16`; a quantised one needs flash attention. */
  readonly cacheTypeV?: KvCacheType;
  /** Default `auto`: on wherever the device can. */
  readonly flashAttention?: FlashAttentionMode;
  /**
   * Whether requests share one pool of KV cells (`on`), in which common prefixes lie once, or each slot has as many as the
   * longest request needs (`off`), so that attention passes over a request's own cells alone. Default `auto`.
   */
  readonly kvUnified?: KvUnifiedMode;
  /** Default: as the model file says. Stretching lets `contextLength` go beyond the training length. */
  readonly ropeScaling?: RopeScaling;
  /** Factor by which positions are stretched, 1 or more. Default: as much as `contextLength` needs. */
  readonly ropeScale?: number;
  /** Base of RoPE's frequencies. Default: the model's. */
  readonly ropeFrequencyBase?: number;
  /** Factor on RoPE's frequencies, the inverse of `ropeScale`. */
  readonly ropeFrequencyScale?: number;
  /** Context length before any stretching, in tokens. Default: the model's training length. */
  readonly yarnOriginalContext?: number;
  /** YaRN's mix of extrapolation, 0 to 1; 0 is interpolation alone. Default 1. */
  readonly yarnExtFactor?: number;
  /** YaRN's factor on attention. Default: as the model says, else from the stretch. */
  readonly yarnAttnFactor?: number;
  /** YaRN's high correction dimension. Default 1. */
  readonly yarnBetaSlow?: number;
  /** YaRN's low correction dimension. Default 32. */
  readonly yarnBetaFast?: number;
  /** Layers on GPUs, the output layer counted as one; `all`, or `auto` (the default): as many as their free memory holds. */
  readonly gpuLayers?: number | "auto" | "all";
  /** Default `layer`. */
  readonly splitMode?: SplitMode;
  /** Shares of the GPUs, in their order. Default: by free memory. */
  readonly tensorSplit?: readonly number[];
  /** Index of the GPU that holds the model when `splitMode` is `none`. Default 0. */
  readonly mainGpu?: number;
  /** Names of the GPUs to use, for example `CUDA0`. Default: all. */
  readonly devices?: readonly string[];
  /** Keeps the expert weights of all layers of a mixture-of-experts model in the CPU's memory. Default false. */
  readonly cpuMoe?: boolean;
  /** The same for the first layers alone: how many. Default 0. */
  readonly cpuMoeLayers?: number;
  /** Buffers of single tensors; the first match counts, and these come before `cpuMoe`. */
  readonly tensorOverrides?: readonly TensorOverride[];
  /** Maps the model file instead of reading it into memory. Default true, where the device can. */
  readonly mmap?: boolean;
  /** Locks the weights into memory, so that they are never swapped out. Default false. */
  readonly mlock?: boolean;
  /** Rearranges weights for the CPU, which takes a copy of them and computes faster. Default true. */
  readonly repack?: boolean;
  /** Default: none. */
  readonly numa?: NumaStrategy;
  /** Tokens handed to the engine in one step at most. Default 512. */
  readonly batchSize?: number;
  /** Tokens computed at once within a step, at most `batchSize`. Default: the same. */
  readonly microBatchSize?: number;
  /** CPU threads for prompts. Default: those for generation. */
  readonly threadsBatch?: number;
}

/** Tokens of a step when nobody says otherwise. */
export const DEFAULT_BATCH_SIZE = 512;

/** True for formats that work in blocks, so that a head's length must be a multiple of 32. */
export function isQuantizedCacheType(type: KvCacheType): boolean {
  return type !== "f32" && type !== "f16" && type !== "bf16";
}
