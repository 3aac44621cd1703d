import { createHash } from "node:crypto";
import { open } from "node:fs/promises";

/** The header with all metadata of most models, and the first weights of small ones. */
const BEGINNING_BYTES = 1024 * 1024;
const END_BYTES = 64 * 1024;

/**
 * Tells one model file from another without reading it whole: SHA-256 over its size, its beginning and its end. Two
 * files that differ only in the middle have the same fingerprint, which nobody makes by accident.
 *
 * @throws Error of the file system when it cannot be read.
 */
export async function fileFingerprint(path: string): Promise<string> {
  const handle = await open(path, "r");
  try {
    const { size } = await handle.stat();
    const beginning = Buffer.alloc(Math.min(size, BEGINNING_BYTES));
    const end = Buffer.alloc(Math.min(size, END_BYTES));
    await handle.read(beginning, 0, beginning.length, 0);
    await handle.read(end, 0, end.length, size - end.length);
    return createHash("sha256").update(`${size}:`).update(beginning).update(end).digest("hex");
  } finally {
    await handle.close();
  }
}
