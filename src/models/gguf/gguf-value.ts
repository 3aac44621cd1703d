/** Value types of GGUF metadata, at the index of their id. https://github.com/ggml-org/ggml/blob/master/docs/gguf.md */
export const GGUF_VALUE_TYPES = [
  "uint8",
  "int8",
  "uint16",
  "int16",
  "uint32",
  "int32",
  "float32",
  "bool",
  "string",
  "array",
  "uint64",
  "int64",
  "float64",
] as const;

/** Name of a metadata value's type. */
export type GgufValueType = (typeof GGUF_VALUE_TYPES)[number];

/** Types of one fixed-size value. */
export type GgufScalarType = Exclude<GgufValueType, "string" | "array">;

/** A number, a truth value or a text that was read. */
export interface GgufScalar {
  readonly kind: "scalar";
  readonly type: GgufScalarType | "string";
  readonly value: string | number | bigint | boolean;
}

/** A text too long to be worth holding: only its place is known. */
interface GgufLongText {
  readonly kind: "long-text";
  readonly byteOffset: number;
  readonly byteLength: number;
}

/** An array; its elements are held only when they are few and not texts. */
export interface GgufArray {
  readonly kind: "array";
  readonly elementType: GgufScalarType | "string";
  readonly length: number;
  /** Place of the first element in the file, in bytes. */
  readonly byteOffset: number;
  readonly values: readonly (number | bigint | boolean)[] | undefined;
}

/** What stands under one metadata key. */
export type GgufValue = GgufScalar | GgufLongText | GgufArray;
