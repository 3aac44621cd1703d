import type { LlamaContext } from "../llama/context.ts";
import { restoreSequence, saveSequence } from "../llama/sequence-state.ts";
import type { StreamMemory } from "./stream-cache.ts";

/**
 * The streams of a context. Cells are cloned by llama.cpp's state of a sequence, which holds the used ones alone;
 * `llama_memory_seq_cp` between streams would copy whole ones, and only at the next step.
 */
export class StreamStates implements StreamMemory {
  private readonly context: LlamaContext;
  /** Several sequences may want the same cells before a step: they are read once. */
  private last: { readonly source: number; readonly step: number; readonly cells: Buffer } | undefined;
  private scratch = Buffer.alloc(0);

  constructor(context: LlamaContext) {
    this.context = context;
  }

  clone(source: number, target: number, length: number): boolean {
    const { context } = this;
    if (this.last?.source === target) this.last = undefined;
    const cells = this.tryRead(source);
    if (cells === undefined) {
      context.memory.remove(target);
      return false;
    }
    return restoreSequence(context, target, cells) && context.memory.remove(target, length);
  }

  remove(sequence: number, from = 0): void {
    if (this.last?.source === sequence) this.last = undefined;
    this.context.memory.remove(sequence, from);
  }

  /** Without memory for them, or where they are more than a buffer holds, they are computed again. */
  private tryRead(source: number): Buffer | undefined {
    try {
      return this.read(source);
    } catch (error) {
      process.stderr.write(`A prefix was not copied: ${String(error)}\n`);
      return undefined;
    }
  }

  private read(source: number): Buffer {
    const step = this.context.steps;
    if (this.last?.source !== source || this.last.step !== step) {
      const cells = saveSequence(this.context, source, (bytes) => this.place(bytes));
      this.last = { source, step, cells };
    }
    return this.last.cells;
  }

  /** Memory for a state; one of ordinary size stays for the next. */
  private place(bytes: number): Buffer {
    if (this.scratch.length >= bytes) return this.scratch.subarray(0, bytes);
    const place = Buffer.allocUnsafeSlow(bytes);
    if (bytes <= MOST_SCRATCH_BYTES) this.scratch = place;
    // the next step makes it worthless
    else setImmediate(() => (this.last = undefined));
    return place;
  }
}

const MOST_SCRATCH_BYTES = 64 * 1024 ** 2;
