import { performance } from "node:perf_hooks";
import { embeddingBatchTokens, planEmbeddingBatch } from "../../scheduling/embedding-batch.ts";
import { choosePrefillBudget, updateSpeed } from "../../scheduling/prefill-budget.ts";
import { toEngineFailure } from "../engine-failure.ts";
import type { EmbeddingContext, EmbeddingPiece } from "../llama/embedding-context.ts";
import type { LlamaModel } from "../llama/model.ts";
import type { EmbeddingWork, EngineEmbedding, EngineReport } from "../protocol.ts";
import { EmbeddingJob } from "./embedding-job.ts";

/** What an embedding loop works with. */
export interface EmbeddingLoopOptions {
  readonly model: LlamaModel;
  /** Tokens of one input at most. */
  readonly contextLength: number;
  /** Makes the context that computes this kind of work; called at its first use. The loop frees it. */
  readonly createContext: (kind: EmbeddingWork["kind"], batchTokens: number) => EmbeddingContext;
  /** True when vectors depend on earlier tokens only, so that an input may be computed in pieces. */
  readonly isCausal: boolean;
  /** Generations that share the processor at this moment. */
  readonly generating: () => number;
  readonly report: (report: EngineReport) => void;
}

/** How long the contexts stay when nobody asks any more. */
const IDLE_MS = 60_000;

/** What goes into one batch. */
interface PlannedPiece extends EmbeddingPiece {
  readonly job: EmbeddingJob;
}

/**
 * Computes embeddings and scores in batches of many inputs. It takes a turn of the process at a time,
 * as the decode loop does, so that the two alternate: a generation waits for one batch at most, and
 * while any runs, a batch is bounded in time as a piece of a prompt is. The memory of its contexts goes back when nobody
 * asks for a minute.
 */
export class EmbeddingLoop {
  private readonly options: EmbeddingLoopOptions;
  private readonly contexts = new Map<EmbeddingWork["kind"], EmbeddingContext>();
  private readonly batchTokens: number;
  /** In turn: after each batch the first becomes the last. */
  private jobs: EmbeddingJob[] = [];
  /** A long input under way, whose KV cells lie in its context. */
  private cut: EmbeddingJob | undefined;
  private tokensPerMs: number | undefined;
  private idleTimer: NodeJS.Timeout | undefined;
  private scheduled = false;
  private closed = false;

  constructor(options: EmbeddingLoopOptions) {
    this.options = options;
    const { vocabulary, vectorLength } = options.model;
    this.batchTokens = embeddingBatchTokens(vocabulary.size, vectorLength);
  }

  /** Takes a request; `embedded` reports answer it, or one `failed`. */
  embed(embedding: EngineEmbedding): void {
    clearTimeout(this.idleTimer);
    this.jobs.push(new EmbeddingJob(embedding, this.options.model, this.options.contextLength));
    this.schedule();
  }

  /** Ends a request without an answer. Unknown ids have ended already. */
  cancel(id: number): void {
    const job = this.jobs.find((candidate) => candidate.id === id);
    if (job !== undefined) this.remove(job);
    this.options.report({ type: "cancelled", id });
  }

  /** Gives up every request and frees the contexts; the model is its owner's. */
  close(): void {
    this.closed = true;
    this.jobs = [];
    clearTimeout(this.idleTimer);
    this.freeContexts();
    this.contexts.clear();
  }

  private schedule(): void {
    if (this.scheduled || this.closed) return;
    if (this.jobs.length === 0) {
      this.idleTimer = setTimeout(() => this.freeContexts(), IDLE_MS).unref();
      return;
    }
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      if (this.closed) return;
      this.turn();
      this.schedule();
    });
  }

  private turn(): void {
    // a request is refused as a whole before any of it is computed; the splitting takes turns too
    const splitting = this.jobs.find((job) => !job.isReady);
    if (splitting !== undefined) this.attempt([splitting], () => splitting.tokenizeSome());
    const pieces = this.plan();
    if (pieces.length === 0) return;
    const jobs = [...new Set(pieces.map(({ job }) => job))];
    this.attempt(jobs, () => this.compute(pieces));
    const [first] = this.jobs;
    if (first !== undefined) this.jobs = [...this.jobs.slice(1), first];
  }

  private plan(): readonly PlannedPiece[] {
    if (this.cut !== undefined) return [this.nextPiece(this.cut, this.budget())];
    const ready = this.jobs.filter((job) => job.isReady);
    const [first] = ready;
    if (first === undefined) return [];
    const jobs = ready.filter((job) => first.goesWith(job));
    const maxTokens = this.budget();
    const maxInputs = Math.min(this.context(first.kind).sequences, maxTokens);
    const lengths = jobs.map((job) => job.nextLengths(maxInputs));
    return planEmbeddingBatch(lengths, { maxTokens, maxInputs }).flatMap(({ request, inputs }) => {
      const job = jobs[request];
      if (job === undefined) return [];
      if (inputs === 1 && (lengths[request]?.[0] ?? 0) > maxTokens) return [this.nextPiece(job, maxTokens)];
      return job.nextInputs(inputs).map((tokens) => whole(job, tokens));
    });
  }

  /** The next piece of a job's next input: all of it where it must not be cut. */
  private nextPiece(job: EmbeddingJob, maxTokens: number): PlannedPiece {
    const [tokens = new Int32Array()] = job.nextInputs(1);
    if (!this.options.isCausal || job.kind === "scores") return whole(job, tokens);
    const from = job.computedTokens;
    return { job, tokens, from, to: Math.min(tokens.length, from + maxTokens), length: tokens.length };
  }

  private budget(): number {
    const generating = this.options.generating();
    if (generating === 0) return this.batchTokens;
    return Math.min(this.batchTokens, choosePrefillBudget(this.tokensPerMs, generating, 0));
  }

  private compute(pieces: readonly PlannedPiece[]): void {
    const [first] = pieces;
    if (first === undefined) return;
    const { kind, adapterScales } = first.job;
    const context = this.context(kind);
    const startedAtMs = performance.now();
    const numbers = context.compute(pieces, adapterScales);
    const tokens = pieces.reduce((sum, { from, to }) => sum + to - from, 0);
    this.tokensPerMs = updateSpeed(this.tokensPerMs, tokens, performance.now() - startedAtMs);
    this.cut = first.to < first.length ? first.job : undefined;
    if (this.cut === undefined) context.forget(pieces.length);
    const answers = new Map<EmbeddingJob, { readonly vectors: string[]; tokens: number }>();
    let offset = 0;
    for (const { job, from, to, length } of pieces) {
      const rows = kind === "scores" ? 1 : to - from;
      const width = kind === "scores" ? 1 : this.options.model.vectorLength;
      const vector = job.take(numbers.subarray(offset, offset + rows * width), to - from);
      offset += rows * width;
      if (vector === undefined) continue;
      const answer = answers.get(job) ?? { vectors: [], tokens: 0 };
      answer.vectors.push(toBase64(vector));
      answer.tokens += length;
      answers.set(job, answer);
    }
    for (const [job, { vectors, tokens: promptTokens }] of answers) {
      if (job.isDone) this.remove(job);
      this.options.report({ type: "embedded", id: job.id, vectors, promptTokens });
    }
  }

  private context(kind: EmbeddingWork["kind"]): EmbeddingContext {
    const known = this.contexts.get(kind);
    if (known !== undefined) return known;
    const context = this.options.createContext(kind, this.batchTokens);
    this.contexts.set(kind, context);
    return context;
  }

  private attempt(jobs: readonly EmbeddingJob[], work: () => void): void {
    try {
      work();
    } catch (error) {
      const failure = toEngineFailure(error);
      // what a failed pass left behind is unknown
      if (jobs.some((job) => job.isReady)) this.freeContexts();
      for (const job of jobs) {
        this.remove(job);
        this.options.report({ type: "failed", id: job.id, failure });
      }
    }
  }

  private freeContexts(): void {
    for (const context of this.contexts.values()) context.free();
  }

  private remove(job: EmbeddingJob): void {
    this.jobs = this.jobs.filter((candidate) => candidate !== job);
    if (this.cut !== job) return;
    this.cut = undefined;
    this.contexts.get(job.kind)?.forget(1);
  }
}

function whole(job: EmbeddingJob, tokens: Int32Array): PlannedPiece {
  return { job, tokens, from: 0, to: tokens.length, length: tokens.length };
}

function toBase64(vector: Float32Array): string {
  return Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).toString("base64");
}
