import koffi from "koffi";
import type { LlamaLibrary } from "./library.ts";
import type { NativeBatch } from "./native-types.ts";

/**
 * Tokens for one decode step, in native memory. The arrays are written through views of that memory:
 * a write is a plain store, where a struct written field by field would cost more than the sampling.
 */
export class TokenBatch {
  readonly capacity: number;
  readonly native: NativeBatch;
  private readonly library: LlamaLibrary;
  private readonly tokens: Int32Array;
  private readonly positions: Int32Array;
  private readonly sequences: readonly Int32Array[];
  private readonly outputs: Int8Array;
  private count = 0;
  private freed = false;

  constructor(library: LlamaLibrary, capacity: number) {
    this.library = library;
    this.capacity = capacity;
    this.native = library.llama.llama_batch_init(capacity, 0, 1);
    this.tokens = new Int32Array(koffi.view(this.native.token, capacity * 4));
    this.positions = new Int32Array(koffi.view(this.native.pos, capacity * 4));
    this.outputs = new Int8Array(koffi.view(this.native.logits, capacity));
    new Int32Array(koffi.view(this.native.n_seq_id, capacity * 4)).fill(1);
    const sequencePointers = new BigUint64Array(koffi.view(this.native.seq_id, capacity * 8));
    this.sequences = Array.from(
      { length: capacity },
      (_, index) => new Int32Array(koffi.view(sequencePointers[index] ?? 0n, 4)),
    );
  }

  get length(): number {
    return this.count;
  }

  clear(): void {
    this.count = 0;
  }

  /**
   * Appends a token; the caller keeps to {@link TokenBatch.capacity}.
   *
   * @param output true when its logits are wanted.
   * @returns its index in the batch, by which its logits are found.
   */
  add(token: number, position: number, sequence: number, output: boolean): number {
    const index = this.count++;
    this.tokens[index] = token;
    this.positions[index] = position;
    this.outputs[index] = output ? 1 : 0;
    const target = this.sequences[index];
    if (target === undefined) throw new RangeError(`batch of ${this.capacity} tokens is full`);
    target[0] = sequence;
    this.native.n_tokens = this.count;
    return index;
  }

  free(): void {
    if (this.freed) return;
    this.freed = true;
    this.library.llama.llama_batch_free(this.native);
  }
}
