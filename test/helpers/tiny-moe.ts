import { ggufValue, type WritableTensor, writeGguf } from "./gguf-writer.ts";
import { matrix, mulberry32, ones, tinyMetadata, tinyVocabulary } from "./tiny-model.ts";

/** Heads of 32 numbers, so that every type of KV cache can hold them. */
const SHAPE = {
  embeddingLength: 64,
  blockCount: 3,
  headCount: 2,
  headCountKv: 1,
  expertCount: 4,
  expertsUsed: 2,
  expertWidth: 96,
} as const;

/**
 * Writes a mixture-of-experts model of random weights in llama's architecture, about 240,000 parameters. Its vocabulary
 * and chat template are those of `writeTinyModel`. Same seed, same file.
 */
export async function writeTinyMoe(
  path: string,
  options: { readonly seed?: number; readonly contextLength?: number } = {},
): Promise<void> {
  const vocabulary = tinyVocabulary(false);
  const random = mulberry32(options.seed ?? 11);
  const { embeddingLength: width, headCount, headCountKv, expertCount, expertWidth } = SHAPE;
  const headLength = width / headCount;
  const rows = vocabulary.tokens.length;
  const output = matrix("output.weight", width, rows, random, 0.3);
  vocabulary.types.forEach((type, row) => {
    // control and byte tokens never win, so that greedy text does not end by itself
    if (type !== 1) output.data.fill(0, row * width, (row + 1) * width);
  });
  const tensors: WritableTensor[] = [
    matrix("token_embd.weight", width, rows, random, 1),
    output,
    ones("output_norm.weight", width),
  ];
  const experts = (name: string, columns: number, lines: number): WritableTensor => {
    const { data } = matrix(name, columns, lines * expertCount, random, 0.2);
    return { name, dimensions: [columns, lines, expertCount], data };
  };
  for (let block = 0; block < SHAPE.blockCount; block++) {
    const prefix = `blk.${block}.`;
    tensors.push(
      ones(`${prefix}attn_norm.weight`, width),
      matrix(`${prefix}attn_q.weight`, width, width, random, 0.2),
      matrix(`${prefix}attn_k.weight`, width, headLength * headCountKv, random, 0.2),
      matrix(`${prefix}attn_v.weight`, width, headLength * headCountKv, random, 0.2),
      matrix(`${prefix}attn_output.weight`, width, width, random, 0.2),
      ones(`${prefix}ffn_norm.weight`, width),
      matrix(`${prefix}ffn_gate_inp.weight`, width, expertCount, random, 0.2),
      experts(`${prefix}ffn_gate_exps.weight`, width, expertWidth),
      experts(`${prefix}ffn_up_exps.weight`, width, expertWidth),
      experts(`${prefix}ffn_down_exps.weight`, expertWidth, width),
    );
  }
  const metadata = {
    ...tinyMetadata(vocabulary, { name: "tiny-moe", contextLength: options.contextLength ?? 512 }),
    "llama.block_count": ggufValue.uint32(SHAPE.blockCount),
    "llama.feed_forward_length": ggufValue.uint32(expertWidth),
    "llama.attention.head_count": ggufValue.uint32(headCount),
    "llama.attention.head_count_kv": ggufValue.uint32(headCountKv),
    "llama.rope.dimension_count": ggufValue.uint32(headLength),
    "llama.expert_count": ggufValue.uint32(expertCount),
    "llama.expert_used_count": ggufValue.uint32(SHAPE.expertsUsed),
  };
  await writeGguf(path, { metadata: Object.entries(metadata), tensors });
}
