import { closeSync, copyFileSync, openSync, readSync, writeSync } from "node:fs";

const HEADER_LENGTH_LIMIT = 256 * 2 ** 20;
const TOKEN_TYPE_NORMAL = 1;
const TOKEN_TYPE_BYTE = 6;
/** Bytes of a row of `n` values, for the tensor types whose zero bytes mean zero. */
const ROW_SIZES: Readonly<Record<number, (values: number) => number>> = {
  0: (values) => values * 4, // F32
  1: (values) => values * 2, // F16
  8: (values) => (values / 32) * 34, // Q8_0
};

/**
 * Copies a model of random weights so that it writes text only: the output rows of tokens that are a part of a
 * character, or no text at all, become zero. Their logit is then exactly 0, far below the best of the others,
 * which top-k takes. A random model writes broken characters otherwise, which llama-server answers with an error.
 * Nothing else changes, speed neither. Not for models of trained weights: they need no such thing.
 *
 * @returns the number of tokens taken out.
 * @throws Error for a file that is no GGUF of version 3 with a F32, F16 or Q8_0 output.
 */
export function writeTextOnlyModel(source: string, destination: string): number {
  const header = readHeader(source);
  const output = header.tensors.get("output.weight") ?? header.tensors.get("token_embd.weight");
  const rowSize = output && ROW_SIZES[output.type]?.(output.columns);
  if (output === undefined || rowSize === undefined)
    throw new Error("The output is not of type F32, F16 or Q8_0.");
  const silent = header.tokens.flatMap((token, id) =>
    isText(token, header.tokenTypes[id], header.tokenizer) ? [] : [id],
  );
  copyFileSync(source, destination);
  const file = openSync(destination, "r+");
  try {
    const zeros = Buffer.alloc(rowSize);
    for (const id of silent)
      writeSync(file, zeros, 0, rowSize, header.dataOffset + output.offset + id * rowSize);
  } finally {
    closeSync(file);
  }
  return silent.length;
}

/** True for a token that is whole characters whatever stands before it. */
export function isText(token: string, type: number | undefined, tokenizer: string): boolean {
  if (type === TOKEN_TYPE_BYTE) return Number(token.slice(1, -1)) < 0x80;
  if (type !== TOKEN_TYPE_NORMAL) return false;
  if (tokenizer !== "gpt2") return true;
  const bytes = Array.from(token, (letter) => BYTE_OF_LETTER.get(letter) ?? -1);
  if (bytes.includes(-1)) return false;
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(Uint8Array.from(bytes));
    return true;
  } catch {
    return false;
  }
}

// GPT-2's vocabulary writes each byte as a printable letter: itself, or the next one free from U+0100 on.
// https://github.com/openai/gpt-2/blob/master/src/encoder.py (bytes_to_unicode)
const BYTE_OF_LETTER: ReadonlyMap<string, number> = byteLetters();

function byteLetters(): Map<string, number> {
  const printable = (byte: number) =>
    (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || (byte >= 0xae && byte <= 0xff);
  const letters = new Map<string, number>();
  let free = 0x100;
  for (let byte = 0; byte < 256; byte += 1) {
    letters.set(String.fromCodePoint(printable(byte) ? byte : free++), byte);
  }
  return letters;
}

interface ModelHeader {
  readonly tokenizer: string;
  readonly tokens: readonly string[];
  readonly tokenTypes: readonly number[];
  readonly tensors: ReadonlyMap<string, TensorPlace>;
  readonly dataOffset: number;
}

interface TensorPlace {
  readonly type: number;
  /** Values of a row. */
  readonly columns: number;
  /** Bytes from the start of the tensor data. */
  readonly offset: number;
}

// https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
function readHeader(path: string): ModelHeader {
  const bytes = readBeginning(path);
  let at = 0;
  const advance = (length: number) => {
    at += length;
    return at - length;
  };
  const u32 = () => bytes.readUInt32LE(advance(4));
  const u64 = () => Number(bytes.readBigUInt64LE(advance(8)));
  const text = () => {
    const length = u64();
    const start = advance(length);
    return bytes.toString("utf8", start, start + length);
  };
  const scalars: Readonly<Record<number, () => unknown>> = {
    0: () => bytes.readUInt8(advance(1)),
    1: () => bytes.readInt8(advance(1)),
    2: () => bytes.readUInt16LE(advance(2)),
    3: () => bytes.readInt16LE(advance(2)),
    4: u32,
    5: () => bytes.readInt32LE(advance(4)),
    6: () => bytes.readFloatLE(advance(4)),
    7: () => bytes.readUInt8(advance(1)) !== 0,
    8: text,
    10: u64,
    11: () => bytes.readBigInt64LE(advance(8)),
    12: () => bytes.readDoubleLE(advance(8)),
  };
  const value = (type: number): unknown => {
    if (type === 9) {
      const itemType = u32();
      return Array.from({ length: u64() }, () => value(itemType));
    }
    const read = scalars[type];
    if (read === undefined) throw new Error(`The model file has a value of the unknown type ${type}.`);
    return read();
  };

  if (bytes.toString("latin1", 0, advance(4) + 4) !== "GGUF" || u32() !== 3) {
    throw new Error("The model file is not GGUF version 3.");
  }
  const tensorCount = u64();
  const pairs = u64();
  const metadata = new Map(Array.from({ length: pairs }, () => [text(), value(u32())] as const));
  const tensors = new Map(
    Array.from({ length: tensorCount }, () => {
      const name = text();
      const dimensions = Array.from({ length: u32() }, u64);
      return [name, { type: u32(), columns: dimensions[0] ?? 0, offset: u64() }] as const;
    }),
  );
  const alignment = Number(metadata.get("general.alignment") ?? 32);
  return {
    tokenizer: String(metadata.get("tokenizer.ggml.model")),
    tokens: list(metadata.get("tokenizer.ggml.tokens")).map(String),
    tokenTypes: list(metadata.get("tokenizer.ggml.token_type")).map(Number),
    tensors,
    dataOffset: Math.ceil(at / alignment) * alignment,
  };
}

function readBeginning(path: string): Buffer {
  const file = openSync(path, "r");
  try {
    const bytes = Buffer.alloc(HEADER_LENGTH_LIMIT);
    return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, 0));
  } finally {
    closeSync(file);
  }
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
