import { ggufValue, type WritableTensor, writeGguf } from "./gguf-writer.ts";
import { CHATML_TEMPLATE } from "./tiny-model.ts";

/** What a byte model writes. */
export interface ByteModelOptions {
  /** Written a byte a token. No byte may occur twice, because the last byte alone decides the next. */
  readonly text: string;
  /** Ends the answer after the text, in place of beginning it again. Default false. */
  readonly ends?: boolean;
}

const WIDTH = 64;
/** Index of `<0x00>`; before it stand the unknown, the begin and the end token. */
const FIRST_BYTE_TOKEN = 3;
const END_TOKEN = 2;
const BYTES = 256;
const TOKENS = FIRST_BYTE_TOKEN + BYTES + 1;
/** Logit of the chosen token, before the norm multiplies it by 8; every other has 0. */
const CERTAIN = 10;

/**
 * Writes a llama model that answers any prompt with one text, a byte a token: whatever its
 * characters, they come split over tokens. Attention and feed-forward are zero, so that the last
 * token's embedding, which marks its place in the text, reaches the output alone.
 */
export async function writeByteModel(path: string, options: ByteModelOptions): Promise<void> {
  const bytes = [...Buffer.from(options.text, "utf8")];
  if (new Set(bytes).size !== bytes.length || bytes.length >= WIDTH) {
    throw new Error("the text must hold every byte at most once, and fewer than 64");
  }
  const script = bytes.map((byte) => FIRST_BYTE_TOKEN + byte);
  const embedding = matrix("token_embd.weight", WIDTH, TOKENS);
  const output = matrix("output.weight", WIDTH, TOKENS);
  // Place 0 is "before the text"; place n is "the n-th byte was the last".
  for (let token = 0; token < TOKENS; token++) embedding.data[token * WIDTH + script.indexOf(token) + 1] = 1;
  const after = options.ends === true ? END_TOKEN : (script[0] ?? END_TOKEN);
  [...script, after].forEach((next, place) => {
    output.data[next * WIDTH + place] = CERTAIN;
  });
  await writeGguf(path, {
    metadata: Object.entries(byteMetadata()),
    tensors: [embedding, output, ...block()],
  });
}

function byteMetadata() {
  const byteTokens = Array.from(
    { length: BYTES },
    (_, byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, "0")}>`,
  );
  return {
    "general.architecture": ggufValue.string("llama"),
    "general.name": ggufValue.string("byte-model"),
    "llama.context_length": ggufValue.uint32(512),
    "llama.embedding_length": ggufValue.uint32(WIDTH),
    "llama.block_count": ggufValue.uint32(1),
    "llama.feed_forward_length": ggufValue.uint32(WIDTH),
    "llama.attention.head_count": ggufValue.uint32(4),
    "llama.attention.head_count_kv": ggufValue.uint32(4),
    "llama.rope.dimension_count": ggufValue.uint32(16),
    "llama.attention.layer_norm_rms_epsilon": ggufValue.float32(1e-5),
    "llama.vocab_size": ggufValue.uint32(TOKENS),
    "tokenizer.ggml.model": ggufValue.string("llama"),
    "tokenizer.ggml.pre": ggufValue.string("default"),
    "tokenizer.ggml.tokens": ggufValue.strings(["<unk>", "<s>", "</s>", ...byteTokens, "▁"]),
    "tokenizer.ggml.scores": ggufValue.numbers("float32", Array<number>(TOKENS).fill(0)),
    "tokenizer.ggml.token_type": ggufValue.numbers("int32", [2, 3, 3, ...Array<number>(BYTES).fill(6), 1]),
    "tokenizer.ggml.bos_token_id": ggufValue.uint32(1),
    "tokenizer.ggml.eos_token_id": ggufValue.uint32(END_TOKEN),
    "tokenizer.ggml.unknown_token_id": ggufValue.uint32(0),
    "tokenizer.ggml.add_bos_token": ggufValue.bool(true),
    "tokenizer.ggml.add_eos_token": ggufValue.bool(false),
    "tokenizer.chat_template": ggufValue.string(CHATML_TEMPLATE),
  };
}

function block(): readonly WritableTensor[] {
  const zero = ["attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down"];
  return [
    ones("output_norm.weight"),
    ones("blk.0.attn_norm.weight"),
    ones("blk.0.ffn_norm.weight"),
    ...zero.map((name) => matrix(`blk.0.${name}.weight`, WIDTH, WIDTH)),
  ];
}

interface FloatTensor extends WritableTensor {
  readonly data: Float32Array;
}

function matrix(name: string, columns: number, rows: number): FloatTensor {
  return { name, dimensions: [columns, rows], data: new Float32Array(columns * rows) };
}

function ones(name: string): FloatTensor {
  return { name, dimensions: [WIDTH], data: new Float32Array(WIDTH).fill(1) };
}
