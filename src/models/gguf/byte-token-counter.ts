import type { TextObserver } from "./file-cursor.ts";

const PREFIX = 0x78_30_3c; // "<0x", little-endian
const CLOSE = 0x3e; // ">"

/**
 * Counts the distinct byte tokens (`<0x00>` to `<0xFF>`) of a vocabulary. llama.cpp aborts on an
 * unknown character when a SentencePiece vocabulary lacks them.
 */
export class ByteTokenCounter implements TextObserver {
  /** Length of `<0xXX>`. */
  readonly byteLength = 6;
  readonly #seen = new Uint8Array(256);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** Looks at one text of six bytes. */
  add(text: Buffer): void {
    if (text.readUIntLE(0, 3) !== PREFIX || text.readUInt8(5) !== CLOSE) return;
    const high = hexDigit(text.readUInt8(3));
    const low = hexDigit(text.readUInt8(4));
    if (high < 0 || low < 0) return;
    const byte = high * 16 + low;
    if (this.#seen[byte] === 1) return;
    this.#seen[byte] = 1;
    this.#count += 1;
  }
}

/** Value of an upper-case hexadecimal digit, or -1: llama.cpp looks for upper-case ones only. */
function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  if (code >= 0x41 && code <= 0x46) return code - 0x37;
  return -1;
}
