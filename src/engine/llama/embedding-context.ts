import koffi from "koffi";
import { ShimmyError } from "../../core/errors.ts";
import { LlamaContext } from "./context.ts";
import type { LoraAdapter } from "./lora-adapter.ts";
import type { LlamaModel } from "./model.ts";
import type { ThreadPool } from "./thread-pool.ts";
import { TokenBatch } from "./token-batch.ts";

/** What an {@link EmbeddingContext} is made of. */
export interface EmbeddingContextOptions {
  readonly kind: "vectors" | "scores";
  readonly threads: number;
  /** Threads of the model's other context, where it has one. */
  readonly pool: ThreadPool | undefined;
  readonly adapters: readonly LoraAdapter[];
  /** Tokens of an ordinary batch. */
  readonly batchTokens: number;
}

/** Tokens of one input, or of a piece of it. */
export interface EmbeddingPiece {
  readonly tokens: Int32Array;
  /** Position of the first token in its input; above 0 the pieces before it were computed last. */
  readonly from: number;
  readonly to: number;
  /** Tokens of the whole input. */
  readonly length: number;
}

const FLOAT_BYTES = 4;
const SMALLEST_CONTEXT = 256;
/** Inputs in one batch. A recurrent model keeps a state for each, which costs more than KV cells. */
const SEQUENCES = { attention: 64, recurrent: 4 } as const;

/**
 * A context that computes vectors or scores. It is made at its first use, and made anew when an input
 * needs a larger one: a model for 8,192 tokens mostly sees a few hundred, and buffers for a whole long
 * input are large.
 */
export class EmbeddingContext {
  /** Inputs that fit into one batch. */
  readonly sequences: number;
  private readonly model: LlamaModel;
  private readonly options: EmbeddingContextOptions;
  private open:
    | { readonly context: LlamaContext; readonly batch: TokenBatch; readonly cells: number }
    | undefined;

  constructor(model: LlamaModel, options: EmbeddingContextOptions) {
    this.model = model;
    this.options = options;
    const { llama } = model.library;
    const recurrent =
      llama.llama_model_is_recurrent(model.handle) || llama.llama_model_is_hybrid(model.handle);
    this.sequences = recurrent ? SEQUENCES.recurrent : SEQUENCES.attention;
  }

  /**
   * Computes pieces of different inputs in one pass; blocks. KV cells stay for the further pieces of an
   * input until {@link EmbeddingContext.forget}.
   *
   * @returns the vectors of all tokens, piece after piece, or a score for each piece: in native memory,
   * valid until the next call.
   * @throws ShimmyError `insufficient_memory`, or `internal` when llama.cpp fails.
   */
  compute(pieces: readonly EmbeddingPiece[]): Float32Array {
    const batchTokens = pieces.reduce((sum, { from, to }) => sum + to - from, 0);
    const { context, batch } = this.ensure(batchTokens, Math.max(...pieces.map(({ length }) => length)));
    batch.clear();
    for (const [sequence, { tokens, from, to }] of pieces.entries()) {
      for (let position = from; position < to; position++) {
        batch.add(tokens[position] ?? 0, position, sequence, true);
      }
    }
    if (context.decode(batch) !== "done") {
      throw new ShimmyError("internal", "The KV cells of the embeddings ran out: please report this.");
    }
    const { llama } = this.model.library;
    if (this.options.kind === "vectors") {
      // every token is an output, so the rows lie one after another
      return floats(
        llama.llama_get_embeddings_ith(context.handle, 0),
        batchTokens * llama.llama_model_n_embd_out(this.model.handle),
      );
    }
    return Float32Array.from(pieces, (_, sequence) => {
      const scores = floats(llama.llama_get_embeddings_seq(context.handle, sequence), 1);
      return scores[0] ?? Number.NaN;
    });
  }

  /** Frees the KV cells of the inputs computed last. */
  forget(inputs: number): void {
    for (let sequence = 0; sequence < inputs; sequence++) this.open?.context.memory.remove(sequence);
  }

  /** Gives the memory back; the next use makes the context anew. */
  free(): void {
    this.open?.batch.free();
    this.open?.context.free();
    this.open = undefined;
  }

  private ensure(batchTokens: number, inputTokens: number): NonNullable<EmbeddingContext["open"]> {
    const known = this.open;
    const cells = powerOfTwo(Math.max(batchTokens, inputTokens, this.options.batchTokens, SMALLEST_CONTEXT));
    if (known !== undefined && known.batch.capacity >= batchTokens && known.cells >= cells) return known;
    this.free();
    const { kind, threads, pool, adapters } = this.options;
    const capacity = Math.max(powerOfTwo(batchTokens), this.options.batchTokens, known?.batch.capacity ?? 0);
    const kvCells = Math.max(cells, capacity, known?.cells ?? 0);
    const context = new LlamaContext(this.model, {
      kvCells,
      sequences: Math.min(this.sequences, capacity),
      batchTokens: capacity,
      threads,
      embeddings: kind,
      pool,
    });
    this.open = { context, batch: new TokenBatch(this.model.library, capacity), cells: kvCells };
    if (adapters.length > 0) {
      context.applyAdapters(
        adapters,
        adapters.map(({ scale }) => scale),
      );
    }
    return this.open;
  }
}

function floats(pointer: bigint | null, count: number): Float32Array {
  if (pointer === null) {
    throw new ShimmyError("internal", "The model computed no embedding; the engine's log has the reason.");
  }
  return new Float32Array(koffi.view(pointer, count * FLOAT_BYTES));
}

function powerOfTwo(atLeast: number): number {
  return 2 ** Math.ceil(Math.log2(atLeast));
}
