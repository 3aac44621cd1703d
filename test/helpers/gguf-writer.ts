import { writeFile } from "node:fs/promises";

/** Ids of the value types in a GGUF file. https://github.com/ggml-org/ggml/blob/master/docs/gguf.md */
const GGUF_TYPE_IDS = {
  uint8: 0,
  int8: 1,
  uint16: 2,
  int16: 3,
  uint32: 4,
  int32: 5,
  float32: 6,
  bool: 7,
  string: 8,
  array: 9,
  uint64: 10,
  int64: 11,
  float64: 12,
} as const;

type IntegerType = "uint8" | "int8" | "uint16" | "int16" | "uint32" | "int32";

/** One metadata value with its type on the disk. */
export type WritableValue =
  | { readonly type: IntegerType | "float32" | "float64"; readonly value: number }
  | { readonly type: "uint64" | "int64"; readonly value: bigint }
  | { readonly type: "bool"; readonly value: boolean }
  | { readonly type: "string"; readonly value: string | Buffer }
  | {
      readonly type: "array";
      readonly of: keyof typeof GGUF_TYPE_IDS;
      readonly values: readonly WritableValue[];
    };

/** One tensor; F32 unless raw bytes and a type id are given. */
export interface WritableTensor {
  readonly name: string;
  /** Elements per dimension, the fastest first. */
  readonly dimensions: readonly (number | bigint)[];
  readonly data: Float32Array | Buffer;
  /** Type id of the data; default 0, F32. */
  readonly typeId?: number;
  /** Written in place of the true offset, to make damaged files. */
  readonly claimedOffset?: bigint;
}

/** What {@link encodeGguf} writes; the `claimed…` fields make damaged files. */
export interface WritableGguf {
  readonly metadata: readonly (readonly [key: string, value: WritableValue])[];
  readonly tensors?: readonly WritableTensor[];
  /** Alignment of the data section in bytes; default 32. Not written as a key: add `general.alignment` yourself. */
  readonly alignment?: number;
  /** Default 3. */
  readonly version?: number;
  /** Default `GGUF`. */
  readonly magic?: string;
  readonly claimedTensorCount?: bigint;
  readonly claimedMetadataCount?: bigint;
}

/** The bytes of a little-endian GGUF file. */
export function encodeGguf(file: WritableGguf): Buffer {
  const alignment = file.alignment ?? 32;
  const tensors = file.tensors ?? [];
  const parts: Buffer[] = [
    Buffer.from(file.magic ?? "GGUF", "latin1"),
    encodeInteger("uint32", file.version ?? 3),
    encodeBigInteger(file.claimedTensorCount ?? BigInt(tensors.length)),
    encodeBigInteger(file.claimedMetadataCount ?? BigInt(file.metadata.length)),
  ];
  for (const [key, value] of file.metadata) {
    parts.push(encodeText(key), encodeInteger("uint32", GGUF_TYPE_IDS[value.type]), encodeValue(value));
  }
  const data: Buffer[] = [];
  let offset = 0;
  for (const tensor of tensors) {
    const bytes = padTo(tensorBytes(tensor), alignment);
    parts.push(encodeText(tensor.name), encodeInteger("uint32", tensor.dimensions.length));
    for (const dimension of tensor.dimensions) parts.push(encodeBigInteger(BigInt(dimension)));
    parts.push(encodeInteger("uint32", tensor.typeId ?? 0));
    parts.push(encodeBigInteger(tensor.claimedOffset ?? BigInt(offset)));
    data.push(bytes);
    offset += bytes.length;
  }
  return Buffer.concat([padTo(Buffer.concat(parts), alignment), ...data]);
}

/** Writes a GGUF file. */
export async function writeGguf(path: string, file: WritableGguf): Promise<void> {
  await writeFile(path, encodeGguf(file));
}

/** Short forms for metadata values. */
export const ggufValue = {
  string: (value: string): WritableValue => ({ type: "string", value }),
  uint32: (value: number): WritableValue => ({ type: "uint32", value }),
  float32: (value: number): WritableValue => ({ type: "float32", value }),
  bool: (value: boolean): WritableValue => ({ type: "bool", value }),
  strings: (values: readonly string[]): WritableValue => ({
    type: "array",
    of: "string",
    values: values.map((value) => ({ type: "string", value })),
  }),
  numbers: (of: IntegerType | "float32", values: readonly number[]): WritableValue => ({
    type: "array",
    of,
    values: values.map((value) => ({ type: of, value })),
  }),
} as const;

function encodeValue(item: WritableValue): Buffer {
  switch (item.type) {
    case "string":
      return encodeText(item.value);
    case "bool":
      return Buffer.from([item.value ? 1 : 0]);
    case "uint64":
    case "int64":
      return encodeBigInteger(item.value);
    case "array":
      return Buffer.concat([
        encodeInteger("uint32", GGUF_TYPE_IDS[item.of]),
        encodeBigInteger(BigInt(item.values.length)),
        ...item.values.map(encodeValue),
      ]);
    case "float32": {
      const bytes = Buffer.alloc(4);
      bytes.writeFloatLE(item.value);
      return bytes;
    }
    case "float64": {
      const bytes = Buffer.alloc(8);
      bytes.writeDoubleLE(item.value);
      return bytes;
    }
    default:
      return encodeInteger(item.type, item.value);
  }
}

const INTEGER_BYTES = { uint8: 1, int8: 1, uint16: 2, int16: 2, uint32: 4, int32: 4 } as const;

function encodeInteger(type: IntegerType, value: number): Buffer {
  const bytes = Buffer.alloc(INTEGER_BYTES[type]);
  if (type.startsWith("u")) bytes.writeUIntLE(value, 0, bytes.length);
  else bytes.writeIntLE(value, 0, bytes.length);
  return bytes;
}

function encodeBigInteger(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt.asUintN(64, value));
  return bytes;
}

function encodeText(text: string | Buffer): Buffer {
  const bytes = typeof text === "string" ? Buffer.from(text, "utf8") : text;
  return Buffer.concat([encodeBigInteger(BigInt(bytes.length)), bytes]);
}

function tensorBytes(tensor: WritableTensor): Buffer {
  if (Buffer.isBuffer(tensor.data)) return tensor.data;
  return Buffer.from(tensor.data.buffer, tensor.data.byteOffset, tensor.data.byteLength);
}

function padTo(bytes: Buffer, alignment: number): Buffer {
  const rest = bytes.length % alignment;
  return rest === 0 ? bytes : Buffer.concat([bytes, Buffer.alloc(alignment - rest)]);
}
