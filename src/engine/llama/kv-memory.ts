import type { LlamaLibrary } from "./library.ts";
import type { NativePointer } from "./native-types.ts";

/** The KV cells of a context, by sequence. Belongs to its context and is freed with it. */
export class KvMemory {
  private readonly library: LlamaLibrary;
  private readonly handle: NativePointer;

  constructor(library: LlamaLibrary, handle: NativePointer) {
    this.library = library;
    this.handle = handle;
  }

  /** Frees the cells of a sequence from a position on; false when this kind of memory cannot be cut there. */
  remove(sequence: number, fromPosition = 0): boolean {
    return this.library.llama.llama_memory_seq_rm(this.handle, sequence, fromPosition, -1);
  }

  /** Position of a sequence's last cell; -1 when it has none. */
  lastPosition(sequence: number): number {
    return this.library.llama.llama_memory_seq_pos_max(this.handle, sequence);
  }

  /** Frees every cell. */
  clear(): void {
    this.library.llama.llama_memory_clear(this.handle, true);
  }
}
