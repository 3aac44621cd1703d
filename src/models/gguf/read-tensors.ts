import type { FileCursor } from "./file-cursor.ts";
import { quoteName } from "./gguf-errors.ts";
import { GGUF_LIMITS } from "./gguf-limits.ts";
import { TENSOR_TYPES, type TensorType } from "./tensor-type.ts";

/** One tensor of the file; its numbers are checked against the file's length. */
export interface GgufTensor {
  readonly name: string;
  /** Elements per dimension, the fastest first; 1 to 4 of them. */
  readonly dimensions: readonly number[];
  readonly type: TensorType;
  readonly elementCount: number;
  /** From the start of the data section, in bytes. */
  readonly byteOffset: number;
  readonly sizeBytes: number;
}

/** A tensor as the file claims it, before its place is checked. */
interface ClaimedTensor {
  readonly name: string;
  readonly dimensions: readonly bigint[];
  readonly type: TensorType;
  readonly offset: bigint;
}

/** Bytes of the shortest entry: name length, number of dimensions, one dimension, type, offset. */
const SHORTEST_ENTRY_BYTES = 32;
const LARGEST_ELEMENT_COUNT = 2n ** 63n - 1n;

/** The tensors of a file and where their data begin. */
export interface TensorTable {
  readonly tensors: readonly GgufTensor[];
  /** Start of the data section, in bytes from the start of the file. */
  readonly dataOffset: number;
}

/**
 * Reads the list of tensors at the cursor and checks that the data of each lies inside the file, in
 * the order and at the places that llama.cpp requires.
 *
 * @param count already compared with its limit.
 * @throws ShimmyError `model_corrupt`.
 */
export async function readTensors(
  cursor: FileCursor,
  count: number,
  alignment: number,
): Promise<TensorTable> {
  if (count * SHORTEST_ENTRY_BYTES > cursor.remainingBytes) {
    throw cursor.corrupt(`it claims ${count} tensors, more than it can hold`);
  }
  const names = new Set<string>();
  const claimed: ClaimedTensor[] = [];
  for (let index = 0; index < count; index++) {
    const tensor = await readTensor(cursor, index);
    if (names.has(tensor.name)) throw cursor.corrupt(`the tensor ${quoteName(tensor.name)} occurs twice`);
    names.add(tensor.name);
    claimed.push(tensor);
  }
  return place(cursor, claimed, BigInt(alignment));
}

async function readTensor(cursor: FileCursor, index: number): Promise<ClaimedTensor> {
  const what = `tensor ${index}`;
  await cursor.load(8, what);
  const nameBytes = cursor.count();
  if (nameBytes > GGUF_LIMITS.tensorNameBytes)
    throw cursor.corrupt(`${what} has a name of ${nameBytes} bytes`);
  await cursor.load(nameBytes + 4, what);
  const name = cursor.bytes(nameBytes).toString("utf8");
  // llama.cpp compares names up to a zero, so one inside would hide a duplicate.
  if (name.includes("\0")) throw cursor.corrupt(`${what} has a zero byte in its name`);
  const label = `the tensor ${quoteName(name)}`;
  const dimensionCount = cursor.uint32();
  if (dimensionCount < 1 || dimensionCount > GGUF_LIMITS.dimensions) {
    throw cursor.corrupt(`${label} has ${dimensionCount} dimensions`);
  }
  await cursor.load(dimensionCount * 8 + 12, label);
  const dimensions = Array.from({ length: dimensionCount }, () => cursor.uint64());
  const typeId = cursor.uint32();
  const type = TENSOR_TYPES.get(typeId);
  if (type === undefined) throw cursor.corrupt(`${label} has the unknown type ${typeId}`);
  checkShape(cursor, label, dimensions, type);
  return { name, dimensions, type, offset: cursor.uint64() };
}

function checkShape(
  cursor: FileCursor,
  label: string,
  dimensions: readonly bigint[],
  type: TensorType,
): void {
  let elements = 1n;
  for (const dimension of dimensions) {
    elements *= dimension;
    if (dimension === 0n) throw cursor.corrupt(`${label} has an empty dimension`);
    if (elements > LARGEST_ELEMENT_COUNT)
      throw cursor.corrupt(`${label} has more elements than can be counted`);
  }
  if ((dimensions[0] ?? 0n) % BigInt(type.blockLength) !== 0n) {
    throw cursor.corrupt(
      `${label} has rows of ${dimensions[0]} weights, no multiple of ${type.name}'s ${type.blockLength}`,
    );
  }
}

/** llama.cpp accepts only tensors that follow each other without gaps, so overlap is refused as well. */
function place(cursor: FileCursor, claimed: readonly ClaimedTensor[], alignment: bigint): TensorTable {
  const fileBytes = BigInt(cursor.sizeBytes);
  const start = claimed.length === 0 ? BigInt(cursor.position) : pad(BigInt(cursor.position), alignment);
  if (start > fileBytes) throw cursor.corrupt("it ends before its tensor data");
  let expected = 0n;
  const tensors = claimed.map((tensor): GgufTensor => {
    const label = `the tensor ${quoteName(tensor.name)}`;
    if (tensor.offset !== expected) {
      throw cursor.corrupt(`${label} stands at offset ${tensor.offset}, not at ${expected} where it must`);
    }
    const elements = tensor.dimensions.reduce((product, dimension) => product * dimension, 1n);
    const bytes = (elements / BigInt(tensor.type.blockLength)) * BigInt(tensor.type.blockBytes);
    if (start + tensor.offset + bytes > fileBytes) {
      throw cursor.corrupt(
        `${label} ends beyond the end of the file, which is probably an incomplete download`,
      );
    }
    expected = pad(expected + bytes, alignment);
    return {
      name: tensor.name,
      dimensions: tensor.dimensions.map(Number),
      type: tensor.type,
      elementCount: Number(elements),
      byteOffset: Number(tensor.offset),
      sizeBytes: Number(bytes),
    };
  });
  return { tensors, dataOffset: Number(start) };
}

function pad(offset: bigint, alignment: bigint): bigint {
  return ((offset + alignment - 1n) / alignment) * alignment;
}
