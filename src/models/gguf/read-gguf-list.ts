import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { FileCursor } from "./file-cursor.ts";
import { unreadableModel } from "./gguf-errors.ts";
import type { GgufArray } from "./gguf-value.ts";
import { SCALAR_FORMATS } from "./scalar-type.ts";

/** Elements that are read in one piece. */
const PIECE_LENGTH = 4_096;
const TEXT_LENGTH_BYTES = 8;

/** An element of a list in a file's metadata. */
export type GgufElement = string | number | bigint | boolean;

/**
 * Reads every element of a list that a header only located, such as a vocabulary.
 *
 * @param path of the file that the header was read from.
 * @throws ShimmyError `model_corrupt` where the file is no longer as it was, and as `readGgufHeader` does.
 */
export async function readGgufList(path: string, list: GgufArray): Promise<readonly GgufElement[]> {
  if (list.values !== undefined) return list.values;
  const handle = await open(path, constants.O_RDONLY).catch((error: unknown) => {
    throw unreadableModel(path, error);
  });
  try {
    const cursor = new FileCursor(handle, path, (await handle.stat()).size);
    cursor.skip(list.byteOffset, "a list");
    return list.elementType === "string"
      ? await readTexts(cursor, list.length)
      : await readNumbers(cursor, list.length, SCALAR_FORMATS[list.elementType]);
  } finally {
    await handle.close();
  }
}

async function readTexts(cursor: FileCursor, count: number): Promise<readonly string[]> {
  const texts: string[] = [];
  while (texts.length < count) {
    // an await for each of a vocabulary's texts would cost more than the reading
    if (!cursor.loaded(TEXT_LENGTH_BYTES)) await cursor.load(TEXT_LENGTH_BYTES, "a list of texts");
    const length = cursor.count();
    if (!cursor.loaded(length)) await cursor.load(length, "a list of texts");
    texts.push(cursor.bytes(length).toString("utf8"));
  }
  return texts;
}

async function readNumbers(
  cursor: FileCursor,
  count: number,
  { bytes, decode }: (typeof SCALAR_FORMATS)[keyof typeof SCALAR_FORMATS],
): Promise<readonly GgufElement[]> {
  const numbers: GgufElement[] = [];
  while (numbers.length < count) {
    const length = Math.min(PIECE_LENGTH, count - numbers.length);
    await cursor.load(length * bytes, "a list of numbers");
    const piece = cursor.bytes(length * bytes);
    for (let index = 0; index < length; index++) numbers.push(decode(piece, index * bytes));
  }
  return numbers;
}
