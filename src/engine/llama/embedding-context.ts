import koffi from "koffi";
import { ShimmyError } from "../../core/errors.ts";
import type { LoadTuning } from "../../core/load-tuning.ts";
import type { ContextShape } from "../../core/model-shape.ts";
import { embeddingContextBytes } from "../../scheduling/embedding-memory.ts";
import {
  type EmbeddingNeed,
  type EmbeddingRoomInUse,
  planEmbeddingRoom,
} from "../../scheduling/embedding-room.ts";
import { AdapterSet } from "./adapter-set.ts";
import { LlamaContext } from "./context.ts";
import type { LoraAdapter } from "./lora-adapter.ts";
import type { LlamaModel } from "./model.ts";
import type { ThreadPool } from "./thread-pool.ts";
import { TokenBatch } from "./token-batch.ts";

/** What is known of the memory that a context may take. */
export interface EmbeddingMemory {
  readonly shape: ContextShape;
  /** False for a model that keeps no KV cells. */
  readonly hasCells: boolean;
  /** Free at this moment, in bytes. */
  readonly availableBytes: () => number;
}

/** What an {@link EmbeddingContext} is made of. */
export interface EmbeddingContextOptions {
  readonly kind: "vectors" | "scores";
  readonly threads: number;
  /** Threads of the model's other context, where it has one. */
  readonly pool: ThreadPool | undefined;
  readonly adapters: readonly LoraAdapter[];
  /** Tokens of an ordinary batch. */
  readonly batchTokens: number;
  /** Cache types, flash attention and positions, as those of the model's other context. */
  readonly tuning: LoadTuning;
  /** Undefined trusts the machine to have what is asked of it. */
  readonly memory: EmbeddingMemory | undefined;
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
/** Inputs in one batch. A recurrent model keeps a state for each, which costs more than KV cells. */
const SEQUENCES = { attention: 64, recurrent: 4 } as const;

/**
 * A context that computes vectors or scores. It is made at its first use, and made anew when an input
 * needs a larger one or a much smaller one has done for a while: a model for 8,192 tokens mostly sees a few hundred, and
 * buffers for a whole long input are large.
 */
export class EmbeddingContext {
  /** Inputs that fit into one batch. */
  readonly sequences: number;
  private readonly model: LlamaModel;
  private readonly options: EmbeddingContextOptions;
  private open:
    | {
        readonly context: LlamaContext;
        readonly batch: TokenBatch;
        readonly adapters: AdapterSet;
        room: EmbeddingRoomInUse;
      }
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
   * @param adapterScales strength of each adapter; undefined takes those of the load.
   * @returns the vectors of all tokens, piece after piece, or a score for each piece: in native memory,
   * valid until the next call.
   * @throws ShimmyError `insufficient_memory` when there is not enough for inputs of this length, or `internal` when
   * llama.cpp fails.
   */
  compute(pieces: readonly EmbeddingPiece[], adapterScales?: readonly number[]): Float32Array {
    const batchTokens = pieces.reduce((sum, { from, to }) => sum + to - from, 0);
    const { context, batch, adapters } = this.ensure({
      batchTokens,
      longestInput: Math.max(...pieces.map(({ length }) => length)),
      continues: pieces.some(({ from }) => from > 0),
      usualTokens: this.options.batchTokens,
    });
    adapters.use(adapterScales ?? adapters.defaultScales);
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

  private ensure(need: EmbeddingNeed): NonNullable<EmbeddingContext["open"]> {
    const known = this.open;
    const room = planEmbeddingRoom(known?.room, need);
    const { cells, batchTokens } = room;
    if (known?.room.cells === cells && known.room.batchTokens === batchTokens) {
      known.room = room;
      return known;
    }
    this.free();
    const sequences = Math.min(this.sequences, batchTokens);
    this.checkMemory(room, sequences, need.longestInput);
    const { kind, threads, pool, adapters, tuning } = this.options;
    const context = new LlamaContext(this.model, {
      kvCells: cells,
      sequences,
      batchTokens,
      threads,
      embeddings: kind,
      pool,
      tuning,
    });
    const batch = new TokenBatch(this.model.library, batchTokens);
    this.open = { context, batch, adapters: new AdapterSet(context, adapters), room };
    return this.open;
  }

  /** Asked for too much, the system would end the process, and with it every generation. */
  private checkMemory(room: EmbeddingRoomInUse, sequences: number, longestInput: number): void {
    const { memory, tuning } = this.options;
    if (memory === undefined) return;
    const neededBytes = embeddingContextBytes(memory.shape, {
      ...room,
      sequences,
      hasCells: memory.hasCells,
      cacheTypeK: tuning.cacheTypeK ?? "f16",
      cacheTypeV: tuning.cacheTypeV ?? "f16",
      flashAttention: tuning.flashAttention !== "off",
    });
    const availableBytes = memory.availableBytes();
    if (neededBytes <= availableBytes) return;
    throw new ShimmyError(
      "insufficient_memory",
      `Inputs of ${longestInput} tokens need ${megabytes(neededBytes)} MB of memory beside the model, and ${megabytes(availableBytes)} MB are available: send shorter ones, unload another model, or take a smaller KV cache type (q8_0).`,
      { details: { neededBytes, availableBytes } },
    );
  }
}

function floats(pointer: bigint | null, count: number): Float32Array {
  if (pointer === null) {
    throw new ShimmyError("internal", "The model computed no embedding; the engine's log has the reason.");
  }
  return new Float32Array(koffi.view(pointer, count * FLOAT_BYTES));
}

function megabytes(bytes: number): number {
  return Math.ceil(bytes / 1e6);
}
