/** Range of a byte that may come next; both ends belong to it. */
type ByteRange = readonly [low: number, high: number];

const CONTINUATION: ByteRange = [0x80, 0xbf];

/**
 * Where a stream of bytes stands in its current character, by the table of well-formed sequences in
 * the Unicode Standard (table 3-7): overlong forms and surrogates are none.
 */
export class Utf8Progress {
  /** Ranges of the bytes that the current character still needs. */
  private needed: readonly ByteRange[] = [];

  /** True between two characters. */
  get isComplete(): boolean {
    return this.needed.length === 0;
  }

  /** True when these bytes go on well-formed; they may end inside a character. Takes nothing in. */
  accepts(bytes: Uint8Array): boolean {
    let needed = this.needed;
    for (const byte of bytes) {
      const next = after(needed, byte);
      if (next === undefined) return false;
      needed = next;
    }
    return true;
  }

  /** Takes bytes in; what is ill-formed counts as a character of its own. */
  push(bytes: Uint8Array): void {
    for (const byte of bytes) this.needed = after(this.needed, byte) ?? after([], byte) ?? [];
  }
}

/** What is needed after a byte; undefined where it cannot come next. */
function after(needed: readonly ByteRange[], byte: number): readonly ByteRange[] | undefined {
  const [range, ...rest] = needed;
  if (range === undefined) return afterFirst(byte);
  return byte >= range[0] && byte <= range[1] ? rest : undefined;
}

function afterFirst(byte: number): readonly ByteRange[] | undefined {
  if (byte < 0x80) return [];
  if (byte < 0xc2 || byte > 0xf4) return undefined;
  if (byte < 0xe0) return [CONTINUATION];
  if (byte < 0xf0) {
    const low = byte === 0xe0 ? 0xa0 : 0x80;
    const high = byte === 0xed ? 0x9f : 0xbf;
    return [[low, high], CONTINUATION];
  }
  const low = byte === 0xf0 ? 0x90 : 0x80;
  const high = byte === 0xf4 ? 0x8f : 0xbf;
  return [[low, high], CONTINUATION, CONTINUATION];
}
