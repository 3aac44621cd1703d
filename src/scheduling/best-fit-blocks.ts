/** A stretch of memory. */
export interface Block {
  readonly offset: number;
  readonly size: number;
}

/** llama.cpp's CPU buffers begin tensors at multiples of this. */
const ALIGNMENT_BYTES = 64;

/**
 * How high memory reaches when blocks of known sizes come and go. A block goes into the smallest hole that holds
 * it, else to the end; as ggml's graph allocator does, so that the heights agree.
 */
export class BestFitBlocks {
  private holes: { offset: number; size: number }[] = [];
  /** End of what is taken; everything behind is free. */
  private end = 0;
  private highest = 0;

  /** The highest end so far, in bytes. */
  get peakBytes(): number {
    return this.highest;
  }

  take(bytes: number): Block {
    const size = Math.ceil(bytes / ALIGNMENT_BYTES) * ALIGNMENT_BYTES;
    const best = this.holes
      .filter((hole) => hole.size >= size)
      .reduce<{ offset: number; size: number } | undefined>(
        (smallest, hole) => (smallest === undefined || hole.size <= smallest.size ? hole : smallest),
        undefined,
      );
    if (best === undefined) {
      const block = { offset: this.end, size };
      this.end += size;
      this.highest = Math.max(this.highest, this.end);
      return block;
    }
    const block = { offset: best.offset, size };
    best.offset += size;
    best.size -= size;
    if (best.size === 0) this.holes = this.holes.filter((hole) => hole !== best);
    return block;
  }

  give({ offset, size }: Block): void {
    const holes = [...this.holes, { offset, size }].sort((one, other) => one.offset - other.offset);
    const merged: { offset: number; size: number }[] = [];
    for (const hole of holes) {
      const last = merged.at(-1);
      if (last !== undefined && last.offset + last.size === hole.offset) last.size += hole.size;
      else merged.push({ ...hole });
    }
    const last = merged.at(-1);
    if (last !== undefined && last.offset + last.size === this.end) {
      this.end = last.offset;
      merged.pop();
    }
    this.holes = merged;
  }
}
