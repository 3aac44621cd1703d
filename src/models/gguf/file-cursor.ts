import type { FileHandle } from "node:fs/promises";
import type { ShimmyError } from "../../core/errors.ts";
import { corruptModel, unreadableModel } from "./gguf-errors.ts";
import { GGUF_LIMITS } from "./gguf-limits.ts";

const FIRST_CHUNK_BYTES = 32_768;
const LARGEST_CHUNK_BYTES = 524_288;
const LENGTH_BYTES = 8;

/** Is shown some of the texts that {@link FileCursor.skipTexts} walks over, by their first byte and length. */
export interface TextObserver {
  readonly firstBytes: ReadonlySet<number>;
  readonly longestBytes: number;
  /** @param text valid during the call only. */
  add(text: Buffer): void;
}

/**
 * Reads a file from front to back through one window, and never asks for more than the file holds.
 * Callers `await load(n)` and then read at most n bytes synchronously: one await per field of a
 * vocabulary of 150,000 texts would cost more than the reading itself.
 */
export class FileCursor {
  readonly #handle: FileHandle;
  readonly #path: string;
  /** Length of the file when it was opened. */
  readonly sizeBytes: number;
  #storage: Buffer = Buffer.alloc(0);
  #window: Buffer = this.#storage;
  #windowStart = 0;
  #position = 0;
  #chunkBytes = FIRST_CHUNK_BYTES;

  constructor(handle: FileHandle, path: string, sizeBytes: number) {
    this.#handle = handle;
    this.#path = path;
    this.sizeBytes = sizeBytes;
  }

  /** Offset of the next byte. */
  get position(): number {
    return this.#position;
  }

  /** Bytes from here to the end of the file. */
  get remainingBytes(): number {
    return this.sizeBytes - this.#position;
  }

  /** The error to throw for a file whose content is wrong. */
  corrupt(reason: string): ShimmyError {
    return corruptModel(this.#path, reason);
  }

  /** True when the next bytes can be read without a `load`. */
  loaded(byteCount: number): boolean {
    return this.#windowEnd() - this.#position >= byteCount;
  }

  /** Makes the next bytes readable. @throws ShimmyError `model_corrupt` when the file ends before. */
  async load(byteCount: number, what: string): Promise<void> {
    if (this.loaded(byteCount)) return;
    if (byteCount > this.remainingBytes) throw this.corrupt(`it ends inside ${what}`);
    if (this.#position + byteCount > GGUF_LIMITS.headerBytes)
      throw this.corrupt("its header is unreasonably long");
    const wanted = Math.min(Math.max(byteCount, this.#chunkBytes), this.remainingBytes);
    this.#chunkBytes = Math.min(this.#chunkBytes * 4, LARGEST_CHUNK_BYTES);
    if (this.#storage.length < wanted) this.#storage = Buffer.allocUnsafe(wanted);
    const bytes = this.#storage;
    let filled = 0;
    while (filled < byteCount) {
      const { bytesRead } = await this.#read(bytes, filled, wanted - filled);
      if (bytesRead === 0) throw this.corrupt("it became shorter while it was being read");
      filled += bytesRead;
    }
    this.#window = bytes.subarray(0, filled);
    this.#windowStart = this.#position;
  }

  /** Moves on without reading. @throws ShimmyError `model_corrupt` when the file ends before. */
  skip(byteCount: number, what: string): void {
    if (byteCount > this.remainingBytes) throw this.corrupt(`it ends inside ${what}`);
    this.#position += byteCount;
  }

  /** The next bytes, valid until the next `load`. They must be loaded. */
  bytes(byteCount: number): Buffer {
    const start = this.#position - this.#windowStart;
    this.#position += byteCount;
    return this.#window.subarray(start, start + byteCount);
  }

  uint32(): number {
    const value = this.#window.readUInt32LE(this.#position - this.#windowStart);
    this.#position += 4;
    return value;
  }

  uint64(): bigint {
    const value = this.#window.readBigUInt64LE(this.#position - this.#windowStart);
    this.#position += 8;
    return value;
  }

  /** A 64-bit count as a number: exact below 2^53, and above it still larger than any file. */
  count(): number {
    const low = this.uint32();
    return this.uint32() * 4_294_967_296 + low;
  }

  /**
   * Moves over texts that each follow their own 64-bit length. Written out over the bare window,
   * because vocabularies hold hundreds of thousands of texts and this loop is most of a header's cost.
   */
  async skipTexts(count: number, what: string, observer?: TextObserver): Promise<void> {
    const longest = observer?.longestBytes ?? 0;
    let left = count;
    while (left > 0) {
      // Enough for any text that is to be shown, so that none is cut off by the window's end.
      await this.load(Math.min(LENGTH_BYTES + longest, Math.max(LENGTH_BYTES, this.remainingBytes)), what);
      const window = this.#window;
      const atEnd = this.#windowEnd() === this.sizeBytes;
      const lastStart = window.length - LENGTH_BYTES - (atEnd ? 0 : longest);
      let at = this.#position - this.#windowStart;
      while (left > 0 && at <= lastStart) {
        const length = textLength(window, at);
        const start = at + LENGTH_BYTES;
        at = start + length;
        left -= 1;
        if (length > longest || observer?.firstBytes.has(window[start] ?? 0) !== true) continue;
        if (at <= window.length) observer.add(window.subarray(start, at));
      }
      this.#position = this.#windowStart + at;
      if (this.#position > this.sizeBytes) throw this.corrupt(`it ends inside ${what}`);
    }
  }

  #windowEnd(): number {
    return this.#windowStart + this.#window.length;
  }

  async #read(bytes: Buffer, offset: number, length: number): Promise<{ bytesRead: number }> {
    try {
      return await this.#handle.read(bytes, offset, length, this.#position + offset);
    } catch (error) {
      throw unreadableModel(this.#path, error);
    }
  }
}

/** The 64-bit little-endian number at `at`; exact below 2^53, and above it still larger than any file. */
function textLength(bytes: Buffer, at: number): number {
  const low =
    (bytes[at] ?? 0) |
    ((bytes[at + 1] ?? 0) << 8) |
    ((bytes[at + 2] ?? 0) << 16) |
    ((bytes[at + 3] ?? 0) << 24);
  const high = (bytes[at + 4] ?? 0) | (bytes[at + 5] ?? 0) | (bytes[at + 6] ?? 0) | (bytes[at + 7] ?? 0);
  return high === 0 ? low >>> 0 : Number.MAX_SAFE_INTEGER;
}
