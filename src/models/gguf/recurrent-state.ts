import type { GgufMetadata } from "./gguf-metadata.ts";
import type { GgufSummary } from "./summarize-gguf.ts";

/** Architectures without any attention. */
const RECURRENT: ReadonlySet<string> = new Set(["mamba", "mamba2", "rwkv6", "rwkv6qwen2", "rwkv7", "arwkv7"]);
/** Architectures whose every block has attention and a state. */
const PARALLEL: ReadonlySet<string> = new Set(["falcon-h1"]);
/** Every how many blocks attention comes, where the file does not say. */
const DEFAULT_ATTENTION_INTERVALS: ReadonlyMap<string, number> = new Map([
  ["qwen3next", 4],
  ["qwen35", 4],
  ["qwen35moe", 4],
]);

/** The state that recurrent blocks keep of each sequence. */
interface RecurrentState {
  /** Numbers of 32 bits that one block keeps of one sequence; 0 for a model without recurrent blocks. */
  readonly width: number;
  /** Width inside a block, in numbers per token. */
  readonly innerWidth: number;
  readonly ofLayer: (layer: number) => { readonly hasState: boolean; readonly hasAttention: boolean };
}

/** Reads what recurrent blocks keep, by the rules of llama.cpp's `llama_hparams::n_embd_r` and `n_embd_s`. */
export function recurrentState(
  metadata: GgufMetadata,
  architecture: string,
  { embeddingLength, headCount, headCountKv }: GgufSummary,
): RecurrentState {
  const count = (key: string): number => metadata.count(`${architecture}.${key}`) ?? 0;
  const width = stateWidth(count, embeddingLength, headCount);
  const interval = count("full_attention_interval") || (DEFAULT_ATTENTION_INTERVALS.get(architecture) ?? 0);
  const listed = metadata.array(`${architecture}.attention.recurrent_layers`)?.values;
  const isRecurrent = (layer: number): boolean => {
    if (RECURRENT.has(architecture)) return true;
    if (listed !== undefined) return listed[layer] === true || listed[layer] === 1;
    if (interval > 0) return (layer + 1) % interval !== 0;
    return headCountKv[layer] === 0;
  };
  return {
    width,
    innerWidth: count("ssm.inner_size") || embeddingLength,
    ofLayer: (layer) => {
      if (width === 0) return { hasState: false, hasAttention: true };
      if (PARALLEL.has(architecture)) return { hasState: true, hasAttention: true };
      const hasState = isRecurrent(layer);
      return { hasState, hasAttention: !hasState };
    },
  };
}

function stateWidth(count: (key: string) => number, embeddingLength: number, headCount: number): number {
  const wkvHead = count("wkv.head_size");
  if (wkvHead > 0) return embeddingLength * ((count("token_shift_count") || 2) + wkvHead);
  const shortConvolution = count("shortconv.l_cache");
  if (shortConvolution > 0) return embeddingLength * (shortConvolution - 1);
  const kernel = count("ssm.conv_kernel");
  const kda = count("kda.head_dim");
  if (kda > 0) return 3 * (kernel > 0 ? kernel - 1 : 3) * headCount * kda + kda * kda * headCount;
  const inner = count("ssm.inner_size");
  const state = count("ssm.state_size");
  return Math.max(0, kernel - 1) * (inner + 2 * count("ssm.group_count") * state) + state * inner;
}
