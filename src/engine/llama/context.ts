import { ShimmyError } from "../../core/errors.ts";
import type { LoadTuning } from "../../core/load-tuning.ts";
import { applyTuning } from "./context-params.ts";
import { FloatViews } from "./float-views.ts";
import { KvMemory } from "./kv-memory.ts";
import type { LoraAdapter } from "./lora-adapter.ts";
import type { LlamaModel } from "./model.ts";
import type { NativePointer } from "./native-types.ts";
import { ThreadPool } from "./thread-pool.ts";
import type { TokenBatch } from "./token-batch.ts";

/** Size and threads of a context. */
export interface ContextOptions {
  /** KV cells of all sequences together, in tokens. */
  readonly kvCells: number;
  /** Each sequence has an equal part of the cells to itself. Default false: they share one pool. */
  readonly streams?: boolean;
  /** Sequences held at once. */
  readonly sequences: number;
  /** Sequences beside those, which compute nothing. Default 0. */
  readonly spareSequences?: number;
  /** Tokens computed in one step at most; no less than all sequences. */
  readonly batchTokens: number;
  readonly threads: number;
  /** Outputs of one step beside one for each sequence, for tokens that are proposed and checked. Default 0. */
  readonly draftTokens?: number;
  /** Computes embeddings in place of logits: a vector for each token, or a score for each sequence. */
  readonly embeddings?: "vectors" | "scores";
  /** Threads of another context of the same model, where the two never compute at once. Default: its own. */
  readonly pool?: ThreadPool | undefined;
  /** Tokens computed at once within a step; default: all of them. */
  readonly microBatchTokens?: number;
  /** CPU threads for steps of more than one token a sequence; default: `threads`. */
  readonly threadsBatch?: number;
  /** Cache types, flash attention and positions; validated before. */
  readonly tuning?: LoadTuning;
}

/** Values of `llama_pooling_type`. */
const POOLING_TYPES = { vectors: 0, scores: 4 } as const;

/** What a decode step came to. */
export type DecodeResult = "done" | "no-kv-cells";

/** The working memory of a model: KV cells, compute buffers, threads. Owns them all. */
export class LlamaContext {
  readonly model: LlamaModel;
  readonly handle: NativePointer;
  readonly memory: KvMemory;
  /** KV cells there really are: llama.cpp rounds up. */
  readonly kvCells: number;
  /** False for a model without KV cells, which computes whole inputs only: an encoder. */
  readonly hasMemory: boolean;
  /** Undefined where one thread needs no pool. */
  readonly pool: ThreadPool | undefined;
  private readonly ownPools: readonly ThreadPool[];
  private readonly encodes: boolean;
  private readonly views: FloatViews;
  private freed = false;
  private stepCount = 0;

  /** @throws ShimmyError `insufficient_memory` when llama.cpp cannot allocate it. */
  constructor(model: LlamaModel, options: ContextOptions) {
    this.model = model;
    const { llama } = model.library;
    this.views = new FloatViews(model.vocabulary.size);
    const params = llama.llama_context_default_params();
    params.n_ctx = options.kvCells;
    params.n_batch = options.batchTokens;
    params.n_ubatch = options.microBatchTokens ?? options.batchTokens;
    const sequences = options.sequences + (options.spareSequences ?? 0);
    params.n_seq_max = sequences;
    // one output a sequence and step; llama.cpp ends the process when this is less
    params.n_outputs_max =
      options.embeddings === undefined
        ? Math.min(sequences + (options.draftTokens ?? 0), options.batchTokens)
        : options.batchTokens;
    if (options.embeddings !== undefined) {
      params.embeddings = true;
      params.pooling_type = POOLING_TYPES[options.embeddings];
    }
    params.n_threads = options.threads;
    const threadsBatch = options.threadsBatch ?? options.threads;
    params.n_threads_batch = threadsBatch;
    // in one pool of cells sequences can share a prefix
    params.kv_unified = options.streams !== true;
    params.no_perf = true;
    applyTuning(params, options.tuning ?? {});
    this.handle = llama.llama_init_from_model(model.handle, params);
    if (this.handle === null) {
      throw new ShimmyError(
        "insufficient_memory",
        `No memory for a context of ${options.kvCells} tokens: lower the context length or the number of slots.`,
      );
    }
    const memory = llama.llama_get_memory(this.handle);
    this.hasMemory = memory !== null;
    this.memory = new KvMemory(model.library, memory, this.hasMemory && model.memoryCanBeShared);
    this.kvCells = llama.llama_n_ctx(this.handle);
    this.encodes = options.embeddings !== undefined && model.hasEncoder;
    this.pool = options.pool ?? ThreadPool.create(model.library, options.threads);
    const poolBatch =
      threadsBatch === options.threads ? this.pool : ThreadPool.create(model.library, threadsBatch);
    this.ownPools = [...new Set([this.pool, poolBatch])]
      .filter((one) => one !== undefined)
      .filter((one) => one !== options.pool);
    if (this.pool !== undefined || poolBatch !== undefined) {
      llama.llama_attach_threadpool(this.handle, this.pool?.handle ?? null, poolBatch?.handle ?? null);
    }
  }

  /**
   * Puts LoRA adapters into force, in place of those before.
   *
   * @param scales one for each adapter; 0 is off.
   */
  applyAdapters(adapters: readonly LoraAdapter[], scales: readonly number[]): void {
    const handles = adapters.map(({ handle }) => handle);
    const { llama } = this.model.library;
    const strengths = Float32Array.from(scales);
    if (llama.llama_set_adapters_lora(this.handle, handles, handles.length, strengths) !== 0) {
      throw new ShimmyError("model_corrupt", "llama.cpp could not apply the LoRA adapter to this model.");
    }
  }

  /**
   * Computes a batch; blocks until its logits are there. The engine process has nothing better to do,
   * and an asynchronous call would start every thread afresh.
   *
   * @throws ShimmyError `internal` when llama.cpp fails; the KV cells may then be inconsistent.
   */
  decode(batch: TokenBatch): DecodeResult {
    const { llama } = this.model.library;
    this.stepCount++;
    const code = this.encodes
      ? llama.llama_encode(this.handle, batch.native)
      : llama.llama_decode(this.handle, batch.native);
    if (code === 0) return "done";
    if (code === 1) return "no-kv-cells";
    throw new ShimmyError(
      "internal",
      "The model could not compute this step; the engine's log has the reason.",
      {
        cause: new Error(`llama_decode returned ${code}`),
      },
    );
  }

  /** Steps so far, failed ones counted. */
  get steps(): number {
    return this.stepCount;
  }

  /**
   * Logits of the whole vocabulary at a batch index, in native memory: changes show in the sampling.
   * Valid until the next {@link LlamaContext.decode}.
   */
  logits(batchIndex: number): Float32Array {
    const { llama } = this.model.library;
    return this.views.at(llama.llama_get_logits_ith(this.handle, batchIndex));
  }

  free(): void {
    if (this.freed) return;
    this.freed = true;
    this.model.library.llama.llama_free(this.handle);
    for (const pool of this.ownPools) pool.free();
  }
}
