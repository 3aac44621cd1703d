import type { LayerShape, ModelShape, TensorShape } from "../../core/model-shape.ts";
import type { GgufMetadata } from "./gguf-metadata.ts";
import type { GgufHeader } from "./read-gguf-header.ts";
import type { GgufTensor } from "./read-tensors.ts";
import { recurrentState } from "./recurrent-state.ts";
import { type GgufSummary, summarizeGguf } from "./summarize-gguf.ts";

/** Architectures whose sliding window llama.cpp heeds with KV cells of their own. */
const WINDOWED: ReadonlySet<string> = new Set([
  "afmoe",
  "cohere2",
  "cohere2moe",
  "exaone-moe",
  "exaone4",
  "gemma2",
  "gemma3",
  "gemma3n",
  "gemma4",
  "gpt-oss",
  "granite-swa",
  "llama4",
  "mimo2",
  "olmo2",
  "plamo3",
  "smallthinker",
  "step35",
]);

/**
 * What of a model decides how much memory it takes.
 *
 * @param headers of every file of the model, the first one first; checked by `validateGguf` before.
 */
export function describeShape(headers: readonly [GgufHeader, ...GgufHeader[]]): ModelShape {
  const [header, ...further] = headers;
  const summary = summarizeGguf(header, further);
  const { architecture } = summary;
  const { metadata } = header;
  const all = headers.flatMap(({ tensors }) => tensors);
  const byName = new Map(all.map((tensor) => [tensor.name, tensor]));
  const latent =
    (metadata.count(`${architecture}.attention.key_length_mla`) ?? 0) > 0 &&
    (metadata.count(`${architecture}.attention.value_length_mla`) ?? 0) > 0;
  const state = recurrentState(metadata, architecture, summary);
  const ownCaches = summary.blockCount - (metadata.count(`${architecture}.attention.shared_kv_layers`) ?? 0);
  return {
    architecture,
    embeddingLength: summary.embeddingLength,
    vocabularySize: summary.vocabularySize || (byName.get("token_embd.weight")?.dimensions[1] ?? 0),
    layers: Array.from({ length: summary.blockCount }, (_, layer): LayerShape => {
      const { hasState, hasAttention } = state.ofLayer(layer);
      const heads = hasAttention && layer < ownCaches ? (summary.headCountKv[layer] ?? 0) : 0;
      const queryHeads = headsOf(metadata, summary, layer);
      return {
        keyWidth: heads * summary.keyLength,
        valueWidth: latent ? 0 : heads * summary.valueLength,
        ...attentionWidths(byName, layer, hasAttention ? queryHeads : 0, summary),
        ...feedForwardWidths(byName, layer, metadata, summary),
        stateWidth: hasState ? state.width : 0,
        recurrentWidth: hasState ? state.innerWidth : 0,
      };
    }),
    tensors: all.map(toShape),
    keyLength: summary.keyLength,
    valueLength: summary.valueLength,
    tiedOutput: !byName.has("output.weight"),
    hasSlidingWindow:
      WINDOWED.has(architecture) && (metadata.count(`${architecture}.attention.sliding_window`) ?? 0) > 0,
    hasLatentAttention: latent,
    fileBytes: headers.reduce((sum, { fileBytes, dataOffset }) => sum + fileBytes - dataOffset, 0),
  };
}

function toShape({ name, type, sizeBytes, dimensions }: GgufTensor): TensorShape {
  const match = /^blk\.(\d+)\./.exec(name);
  return {
    name,
    layer: match === null ? undefined : Number(match[1]),
    type: type.name,
    sizeBytes,
    dimensions,
  };
}

function headsOf(
  metadata: GgufMetadata,
  { architecture, blockCount, headCount }: GgufSummary,
  layer: number,
): number {
  return metadata.countPerLayer(`${architecture}.attention.head_count`, blockCount)?.[layer] ?? headCount;
}

type Tensors = ReadonlyMap<string, GgufTensor>;

function rows(tensors: Tensors, layer: number, name: string): number {
  return tensors.get(`blk.${layer}.${name}.weight`)?.dimensions[1] ?? 0;
}

function columns(tensors: Tensors, layer: number, name: string): number {
  return tensors.get(`blk.${layer}.${name}.weight`)?.dimensions[0] ?? 0;
}

function attentionWidths(
  tensors: Tensors,
  layer: number,
  heads: number,
  summary: GgufSummary,
): Pick<LayerShape, "queryWidth" | "attentionWidth" | "headCount" | "fusedQueryKeyValue"> {
  const isFused = tensors.has(`blk.${layer}.attn_qkv.weight`) && !tensors.has(`blk.${layer}.attn_q.weight`);
  if (heads === 0) return { queryWidth: 0, attentionWidth: 0, headCount: 0, fusedQueryKeyValue: false };
  return {
    queryWidth: heads * summary.keyLength,
    attentionWidth: columns(tensors, layer, "attn_output") || heads * summary.valueLength,
    headCount: heads,
    fusedQueryKeyValue: isFused,
  };
}

function feedForwardWidths(
  tensors: Tensors,
  layer: number,
  metadata: GgufMetadata,
  { architecture, blockCount }: GgufSummary,
): Pick<
  LayerShape,
  "feedForwardWidth" | "gatedFeedForward" | "fusedFeedForward" | "expertCount" | "expertsUsed" | "expertWidth"
> {
  const experts = tensors.get(`blk.${layer}.ffn_down_exps.weight`);
  const down = columns(tensors, layer, "ffn_down");
  const shared = columns(tensors, layer, "ffn_down_shexp");
  const used = metadata.countPerLayer(`${architecture}.expert_used_count`, blockCount)?.[layer] ?? 0;
  const isFused = down > 0 && rows(tensors, layer, "ffn_up") === 2 * down;
  return {
    feedForwardWidth: down || shared,
    gatedFeedForward:
      isFused || rows(tensors, layer, "ffn_gate") > 0 || rows(tensors, layer, "ffn_gate_shexp") > 0,
    fusedFeedForward: isFused,
    expertCount: experts?.dimensions[2] ?? 0,
    expertsUsed: experts === undefined ? 0 : used,
    expertWidth: experts?.dimensions[0] ?? 0,
  };
}
