import { constants } from "node:fs";
import { open, stat } from "node:fs/promises";
import { basename } from "node:path";
import { ShimmyError } from "../../core/errors.ts";
import { FileCursor } from "./file-cursor.ts";
import { quoteName, unreadableModel } from "./gguf-errors.ts";
import { GGUF_LIMITS } from "./gguf-limits.ts";
import type { GgufMetadata } from "./gguf-metadata.ts";
import { readMetadata } from "./read-metadata.ts";
import { type GgufTensor, readTensors } from "./read-tensors.ts";

/** Everything a GGUF file tells before its weights. */
export interface GgufHeader {
  /** The file's name without its folder. */
  readonly fileName: string;
  readonly fileBytes: number;
  readonly version: number;
  /** Alignment of tensor data, in bytes. */
  readonly alignment: number;
  /** Start of the tensor data, in bytes. */
  readonly dataOffset: number;
  readonly metadata: GgufMetadata;
  readonly tensors: readonly GgufTensor[];
  /** Texts of the vocabulary that look like marks (`<|im_start|>`, `[INST]`), up to some thousands. */
  readonly specialTokens: ReadonlySet<string>;
  /** Distinct byte tokens (`<0x00>` to `<0xFF>`) of the vocabulary. */
  readonly byteTokenCount: number;
}

const MAGIC = 0x46_55_47_47; // "GGUF", little-endian
const FIXED_BYTES = 24;
const DEFAULT_ALIGNMENT_BYTES = 32;
const ALIGNMENT_KEY = "general.alignment";

/**
 * Reads and checks the header of a GGUF file of version 2 or 3. Memory and time depend on what the
 * header holds, never on what it claims: each count and length is compared with the bytes that are left.
 *
 * @throws ShimmyError `model_corrupt` for a damaged file, `model_not_found` for a missing one,
 * `forbidden` without permission, `invalid_request` for a folder.
 */
export async function readGgufHeader(path: string): Promise<GgufHeader> {
  const handle = await openFile(path);
  try {
    const { size } = await handle.stat();
    return await readHeader(new FileCursor(handle, path, size), path);
  } finally {
    await handle.close();
  }
}

async function openFile(path: string) {
  try {
    // Asked before opening, because opening a pipe would wait for its writer.
    const isFile = (await stat(path)).isFile();
    if (isFile) return await open(path, constants.O_RDONLY);
  } catch (error) {
    throw unreadableModel(path, error);
  }
  throw new ShimmyError(
    "invalid_request",
    `${quoteName(basename(path))} is not a file; name the GGUF file itself.`,
  );
}

async function readHeader(cursor: FileCursor, path: string): Promise<GgufHeader> {
  if (cursor.sizeBytes === 0) throw cursor.corrupt("it is empty");
  await cursor.load(FIXED_BYTES, "its header");
  if (cursor.uint32() !== MAGIC) throw cursor.corrupt('it does not begin with "GGUF"');
  const version = cursor.uint32();
  checkVersion(cursor, version);
  const tensorCount = cursor.count();
  const metadataCount = cursor.count();
  // Before the metadata are read, so that an absurd claim costs nothing.
  if (tensorCount > GGUF_LIMITS.tensorCount) {
    throw cursor.corrupt(`it claims ${tensorCount} tensors, more than ${GGUF_LIMITS.tensorCount}`);
  }
  const { metadata, vocabulary } = await readMetadata(cursor, metadataCount);
  const alignment = readAlignment(cursor, metadata);
  const { tensors, dataOffset } = await readTensors(cursor, tensorCount, alignment);
  return {
    fileName: basename(path),
    fileBytes: cursor.sizeBytes,
    version,
    alignment,
    dataOffset,
    metadata,
    tensors,
    specialTokens: vocabulary.specialTokens,
    byteTokenCount: vocabulary.byteTokenCount,
  };
}

function checkVersion(cursor: FileCursor, version: number): void {
  if (version === 2 || version === 3) return;
  if (version !== 0 && (version & 0xffff) === 0) {
    throw cursor.corrupt("it is a big-endian file, and only little-endian ones can be run");
  }
  throw cursor.corrupt(`it has the GGUF version ${version}, and only 2 and 3 are supported`);
}

function readAlignment(cursor: FileCursor, metadata: GgufMetadata): number {
  const value = metadata.get(ALIGNMENT_KEY);
  if (value === undefined) return DEFAULT_ALIGNMENT_BYTES;
  const alignment = value.kind === "scalar" && value.type === "uint32" ? Number(value.value) : 0;
  const powerOfTwo = alignment > 0 && Number.isInteger(Math.log2(alignment));
  if (!powerOfTwo || alignment > GGUF_LIMITS.alignmentBytes) {
    throw cursor.corrupt(`its ${ALIGNMENT_KEY} is no power of two of a sensible size`);
  }
  return alignment;
}
