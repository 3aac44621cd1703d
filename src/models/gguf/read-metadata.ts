import type { FileCursor } from "./file-cursor.ts";
import { quoteName } from "./gguf-errors.ts";
import { GGUF_LIMITS } from "./gguf-limits.ts";
import { GgufMetadata } from "./gguf-metadata.ts";
import { GGUF_VALUE_TYPES, type GgufArray, type GgufValue, type GgufValueType } from "./gguf-value.ts";
import { SCALAR_FORMATS } from "./scalar-type.ts";
import { VocabularyObserver } from "./vocabulary-observer.ts";

/** Bytes of the shortest entry: key length, one character of key, type, one byte of value. */
const SHORTEST_ENTRY_BYTES = 14;
const TEXT_LENGTH_BYTES = 8;

/** Metadata key of the vocabulary's texts. */
export const TOKENS_KEY = "tokenizer.ggml.tokens";

/** Metadata, and what was seen of the vocabulary on the way. */
export interface ReadMetadata {
  readonly metadata: GgufMetadata;
  readonly vocabulary: VocabularyObserver;
}

/**
 * Reads the metadata at the cursor. Vocabularies are walked over, not held.
 *
 * @throws ShimmyError `model_corrupt` for a count, a length or a type that cannot be.
 */
export async function readMetadata(cursor: FileCursor, count: number): Promise<ReadMetadata> {
  if (count > GGUF_LIMITS.metadataCount || count * SHORTEST_ENTRY_BYTES > cursor.remainingBytes) {
    throw cursor.corrupt(`it claims ${count} metadata entries, more than it can hold`);
  }
  const values = new Map<string, GgufValue>();
  const state: ReadState = {
    textBytesLeft: GGUF_LIMITS.totalHeldTextBytes,
    vocabulary: new VocabularyObserver(),
  };
  for (let index = 0; index < count; index++) {
    const key = await readKey(cursor, index);
    if (values.has(key)) throw cursor.corrupt(`the metadata key ${quoteName(key)} occurs twice`);
    values.set(key, await readValue(cursor, key, state));
  }
  return { metadata: new GgufMetadata(values), vocabulary: state.vocabulary };
}

interface ReadState {
  textBytesLeft: number;
  readonly vocabulary: VocabularyObserver;
}

async function readKey(cursor: FileCursor, index: number): Promise<string> {
  const what = `the key of metadata entry ${index}`;
  await cursor.load(TEXT_LENGTH_BYTES, what);
  const length = cursor.count();
  if (length === 0 || length > GGUF_LIMITS.keyBytes) {
    throw cursor.corrupt(`${what} has a length of ${length} bytes`);
  }
  await cursor.load(length, what);
  return cursor.bytes(length).toString("utf8");
}

async function readValue(cursor: FileCursor, key: string, state: ReadState): Promise<GgufValue> {
  const what = `the value of ${quoteName(key)}`;
  const type = await readType(cursor, what);
  if (type === "string") return readText(cursor, what, state);
  if (type === "array") return readArray(cursor, what, key === TOKENS_KEY ? state.vocabulary : undefined);
  const format = SCALAR_FORMATS[type];
  await cursor.load(format.bytes, what);
  return { kind: "scalar", type, value: format.decode(cursor.bytes(format.bytes), 0) };
}

async function readType(cursor: FileCursor, what: string): Promise<GgufValueType> {
  await cursor.load(4, what);
  const id = cursor.uint32();
  const type = GGUF_VALUE_TYPES[id];
  if (type === undefined) throw cursor.corrupt(`${what} has the unknown type ${id}`);
  return type;
}

async function readText(cursor: FileCursor, what: string, state: ReadState): Promise<GgufValue> {
  await cursor.load(TEXT_LENGTH_BYTES, what);
  const byteLength = cursor.count();
  if (byteLength > cursor.remainingBytes) throw cursor.corrupt(`it ends inside ${what}`);
  if (byteLength > GGUF_LIMITS.heldTextBytes) {
    const byteOffset = cursor.position;
    cursor.skip(byteLength, what);
    return { kind: "long-text", byteOffset, byteLength };
  }
  state.textBytesLeft -= byteLength;
  if (state.textBytesLeft < 0) throw cursor.corrupt("its metadata texts are unreasonably long");
  await cursor.load(byteLength, what);
  return { kind: "scalar", type: "string", value: cursor.bytes(byteLength).toString("utf8") };
}

async function readArray(
  cursor: FileCursor,
  what: string,
  observer?: VocabularyObserver,
): Promise<GgufArray> {
  const elementType = await readType(cursor, what);
  // llama.cpp knows no arrays of arrays, so no depth has to be walked.
  if (elementType === "array") throw cursor.corrupt(`${what} is an array of arrays`);
  await cursor.load(TEXT_LENGTH_BYTES, what);
  const length = cursor.count();
  const array = {
    kind: "array",
    elementType,
    length,
    byteOffset: cursor.position,
    values: undefined,
  } as const;
  if (elementType === "string") {
    if (length > GGUF_LIMITS.stringArrayLength || length * TEXT_LENGTH_BYTES > cursor.remainingBytes) {
      throw cursor.corrupt(`${what} claims ${length} elements`);
    }
    await cursor.skipTexts(length, what, observer);
    return array;
  }
  const format = SCALAR_FORMATS[elementType];
  const byteLength = length * format.bytes;
  if (byteLength > cursor.remainingBytes) throw cursor.corrupt(`${what} claims ${length} elements`);
  if (length > GGUF_LIMITS.heldArrayLength) {
    cursor.skip(byteLength, what);
    return array;
  }
  await cursor.load(byteLength, what);
  const bytes = cursor.bytes(byteLength);
  return {
    ...array,
    values: Array.from({ length }, (_, index) => format.decode(bytes, index * format.bytes)),
  };
}
