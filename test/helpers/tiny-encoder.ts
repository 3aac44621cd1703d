import { ggufValue, type WritableTensor, type WritableValue, writeGguf } from "./gguf-writer.ts";
import { mulberry32 } from "./tiny-model.ts";

/** Shape of the tiny encoder. */
export const TINY_ENCODER_SHAPE = {
  width: 32,
  blocks: 2,
  heads: 4,
  feedForward: 64,
  contextLength: 128,
} as const;

const LETTERS = "abcdefghijklmnopqrstuvwxyz";
const SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"] as const;
const WORDS = ["▁hello", "▁world", "▁the", "▁fox"] as const;
/** As llama.cpp keeps a WordPiece vocabulary: `▁` begins a word, what continues one has no mark. */
const TOKENS: readonly string[] = [
  ...SPECIAL,
  ...WORDS,
  ...[...LETTERS].map((letter) => `▁${letter}`),
  ...LETTERS,
  ..."▁.,?!",
];
const UNKNOWN = 1;
const CLS = 2;
const SEP = 3;
/** Values of llama.cpp's `llama_pooling_type`. */
const POOLING_IDS = { none: 0, mean: 1, cls: 2, last: 3, rank: 4 } as const;

/** What a tiny encoder may be asked to be. */
export interface TinyEncoderOptions {
  /** Same seed, same file. Default 1. */
  readonly seed?: number;
  /** Pooling that the file names; `null` leaves the key out; `rank` adds a classification head. Default `mean`. */
  readonly pooling?: keyof typeof POOLING_IDS | null;
  /** Further or replacing metadata. */
  readonly metadata?: Readonly<Record<string, WritableValue>>;
}

/** Tensors of the tiny encoder by name, row after row. */
export type EncoderWeights = ReadonlyMap<string, Float32Array>;

/**
 * Writes a BERT of random weights, about 20,000 parameters, with a WordPiece vocabulary of letters and
 * a few words. https://arxiv.org/abs/1810.04805
 *
 * @returns its weights, to compute by hand what llama.cpp computes.
 */
export async function writeTinyEncoder(
  path: string,
  options: TinyEncoderOptions = {},
): Promise<EncoderWeights> {
  const pooling = options.pooling === undefined ? "mean" : options.pooling;
  const tensors = encoderTensors(mulberry32(options.seed ?? 1), pooling === "rank");
  const metadata = { ...encoderMetadata(pooling), ...options.metadata };
  await writeGguf(path, { metadata: Object.entries(metadata), tensors });
  return new Map(tensors.map(({ name, data }) => [name, data]));
}

/** Tokens of a text of letters, spaces and the punctuation known, with `[CLS]` and `[SEP]` around. */
export function encoderTokens(text: string): readonly number[] {
  return [CLS, ...wordPieces(text), SEP];
}

/** Tokens of a query and a document for the reranker, as llama-server joins them. */
export function encoderPairTokens(query: string, document: string): readonly number[] {
  return [CLS, ...wordPieces(query), SEP, ...wordPieces(document)];
}

function wordPieces(text: string): readonly number[] {
  const words = text.toLowerCase().match(/[a-z]+|[.,?!]/g) ?? [];
  return words.flatMap((word) => {
    const whole = TOKENS.indexOf(`▁${word}`);
    if (whole >= 0) return [whole];
    const [first = "", ...rest] = word;
    const begin = LETTERS.includes(first) ? [`▁${first}`] : ["▁", first];
    return [...begin, ...rest].map((piece) => {
      const token = TOKENS.indexOf(piece);
      return token < 0 ? UNKNOWN : token;
    });
  });
}

function encoderMetadata(pooling: keyof typeof POOLING_IDS | null): Record<string, WritableValue> {
  const shape = TINY_ENCODER_SHAPE;
  return {
    "general.architecture": ggufValue.string("bert"),
    "general.name": ggufValue.string("tiny-encoder"),
    "general.file_type": ggufValue.uint32(0),
    "bert.context_length": ggufValue.uint32(shape.contextLength),
    "bert.embedding_length": ggufValue.uint32(shape.width),
    "bert.block_count": ggufValue.uint32(shape.blocks),
    "bert.feed_forward_length": ggufValue.uint32(shape.feedForward),
    "bert.attention.head_count": ggufValue.uint32(shape.heads),
    "bert.attention.layer_norm_epsilon": ggufValue.float32(1e-12),
    "bert.attention.causal": ggufValue.bool(false),
    ...(pooling !== null && { "bert.pooling_type": ggufValue.uint32(POOLING_IDS[pooling]) }),
    "tokenizer.ggml.model": ggufValue.string("bert"),
    "tokenizer.ggml.tokens": ggufValue.strings(TOKENS),
    "tokenizer.ggml.token_type": ggufValue.numbers(
      "int32",
      TOKENS.map((_, token) => (token === UNKNOWN ? 2 : token < SPECIAL.length ? 3 : 1)),
    ),
    "tokenizer.ggml.token_type_count": ggufValue.uint32(2),
    "tokenizer.ggml.bos_token_id": ggufValue.uint32(CLS),
    "tokenizer.ggml.cls_token_id": ggufValue.uint32(CLS),
    "tokenizer.ggml.seperator_token_id": ggufValue.uint32(SEP),
    "tokenizer.ggml.unknown_token_id": ggufValue.uint32(UNKNOWN),
    "tokenizer.ggml.padding_token_id": ggufValue.uint32(0),
    "tokenizer.ggml.mask_token_id": ggufValue.uint32(4),
  };
}

interface FloatTensor extends WritableTensor {
  readonly data: Float32Array;
}

function encoderTensors(random: () => number, hasHead: boolean): readonly FloatTensor[] {
  const { width, blocks, feedForward, contextLength } = TINY_ENCODER_SHAPE;
  const matrix = (name: string, columns: number, rows: number, spread = 0.5): FloatTensor => ({
    name: `${name}.weight`,
    dimensions: [columns, rows],
    data: Float32Array.from({ length: columns * rows }, () => (random() - 0.5) * 2 * spread),
  });
  const vector = (name: string, length: number, middle: number): FloatTensor => ({
    name,
    dimensions: [length],
    data: Float32Array.from({ length }, () => middle + (random() - 0.5) * 0.2),
  });
  const norm = (name: string): FloatTensor[] => [
    vector(`${name}.weight`, width, 1),
    vector(`${name}.bias`, width, 0),
  ];
  const linear = (name: string, columns: number, rows: number): FloatTensor[] => [
    matrix(name, columns, rows),
    vector(`${name}.bias`, rows, 0),
  ];
  const tensors = [
    matrix("token_embd", width, TOKENS.length, 1),
    matrix("token_types", width, 2, 0.3),
    matrix("position_embd", width, contextLength, 0.3),
    ...norm("token_embd_norm"),
  ];
  for (let block = 0; block < blocks; block++) {
    const prefix = `blk.${block}.`;
    for (const name of ["attn_q", "attn_k", "attn_v", "attn_output"]) {
      tensors.push(...linear(prefix + name, width, width));
    }
    tensors.push(
      ...norm(`${prefix}attn_output_norm`),
      ...linear(`${prefix}ffn_up`, width, feedForward),
      ...linear(`${prefix}ffn_down`, feedForward, width),
      ...norm(`${prefix}layer_output_norm`),
    );
  }
  if (hasHead) tensors.push(...linear("cls", width, width), ...linear("cls.output", width, 1));
  return tensors;
}
