import type { LlamaContext } from "../llama/context.ts";
import type { TokenBatch } from "../llama/token-batch.ts";

/**
 * Fills gaps between the streams of a step. llama.cpp computes streams at once that lie side by side, and reads all weights
 * again behind each gap: a token for a stream that has nothing to say is cheaper, where the gap is narrow.
 */
export class StreamPadding {
  private readonly context: LlamaContext;
  private readonly streamCells: number;
  private readonly padded: { readonly stream: number; readonly position: number }[] = [];

  /** @param streamCells KV cells of a stream. */
  constructor(context: LlamaContext, streamCells: number) {
    this.context = context;
    this.streamCells = streamCells;
  }

  /** Appends a token for each stream between two others, where they are few. */
  fill(batch: TokenBatch, after: number, before: number): void {
    const width = before - after - 1;
    if (width < 1 || width > WIDEST_GAP || batch.length + width >= batch.capacity) return;
    const gap = Array.from({ length: width }, (_, index) => {
      const stream = after + 1 + index;
      return { stream, position: this.context.memory.lastPosition(stream) + 1 };
    });
    if (gap.some(({ position }) => position >= this.streamCells)) return;
    for (const pad of gap) {
      batch.add(PADDING_TOKEN, pad.position, pad.stream, false);
      this.padded.push(pad);
    }
  }

  /** Takes the cells of the tokens again. */
  clear(): void {
    for (const { stream, position } of this.padded.splice(0)) this.context.memory.remove(stream, position);
  }
}

/** A step of one stream more takes about a quarter of the time of reading all weights once more. */
const WIDEST_GAP = 4;

/** Every vocabulary has it; what comes of it is forgotten. */
const PADDING_TOKEN = 0;
