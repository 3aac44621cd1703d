import { abortError, ShimmyError } from "../../core/errors.ts";
import type { EmbeddingWork, EngineCommand, EngineEmbedding, EngineReport } from "../protocol.ts";

/** Vectors, or scores as vectors of one, in the order of the inputs. */
export interface HostEmbeddingResult {
  readonly vectors: readonly Float32Array[];
  /** Tokens computed. */
  readonly promptTokens: number;
}

/** Requests that the engine process has at once; more would only wait in it, and die with it. */
const MAX_SENT = 16;

interface PendingEmbedding {
  readonly embedding: EngineEmbedding;
  /** Vectors that it will have. */
  readonly count: number;
  readonly vectors: Float32Array[];
  promptTokens: number;
  /** True once the engine process was told of it: it then dies with that process. */
  sent: boolean;
  readonly resolve: (result: HostEmbeddingResult) => void;
  readonly reject: (error: ShimmyError) => void;
}

/**
 * The requests of one model for embeddings and scores: those sent, those that wait, and the promise
 * that each ends exactly once. They take no slot, so they have a queue of their own.
 */
export class EngineEmbeddings {
  /** In order of arrival. */
  private readonly pending = new Map<number, PendingEmbedding>();
  private readonly queueLimit: number;
  private readonly send: (command: EngineCommand) => void;
  private accepting = false;
  private lastId = 0;
  private idleWaiters: (() => void)[] = [];

  /** @param options.send hands a command to the engine process; called only between {@link open} and {@link close}. */
  constructor(options: { readonly queueLimit: number; readonly send: (command: EngineCommand) => void }) {
    this.queueLimit = options.queueLimit;
    this.send = options.send;
  }

  /** Requests that the engine process has. */
  get running(): number {
    return [...this.pending.values()].filter(({ sent }) => sent).length;
  }

  get queued(): number {
    return this.pending.size - this.running;
  }

  get isEmpty(): boolean {
    return this.pending.size === 0;
  }

  /** Ids of the client requests that the engine process works on, as far as they have one. */
  sentRequestIds(): readonly string[] {
    const sent = [...this.pending.values()].filter((request) => request.sent);
    return sent.map(({ embedding }) => embedding.requestId).filter((id) => id !== undefined);
  }

  /**
   * Takes a request.
   *
   * @param options.requestId id of the client's request, for the logs.
   * @throws ShimmyError what the engine answers, `queue_full` when too many wait, or the signal's reason.
   */
  submit(
    work: EmbeddingWork,
    {
      signal,
      requestId,
    }: { readonly signal?: AbortSignal | undefined; readonly requestId?: string | undefined },
  ): Promise<HostEmbeddingResult> {
    if (signal?.aborted) return Promise.reject(abortError(signal));
    if (this.queued >= this.queueLimit) {
      return Promise.reject(
        new ShimmyError(
          "queue_full",
          `${this.queued} requests for embeddings wait already: try again later.`,
          { retryAfterSeconds: 1 },
        ),
      );
    }
    const id = --this.lastId;
    const settled = new AbortController();
    return new Promise<HostEmbeddingResult>((resolve, reject) => {
      this.pending.set(id, {
        embedding: { id, work, ...(requestId !== undefined && { requestId }) },
        count: work.kind === "vectors" ? work.inputs.length : work.documents.length,
        vectors: [],
        promptTokens: 0,
        sent: false,
        resolve,
        reject,
      });
      signal?.addEventListener("abort", () => this.abort(id, abortError(signal)), {
        once: true,
        signal: settled.signal,
      });
      this.dispatch();
    }).finally(() => settled.abort());
  }

  /** Sends what may be sent; called when an engine process became ready. */
  open(): void {
    this.accepting = true;
    this.dispatch();
  }

  /** Sends nothing more, until {@link open}. */
  close(): void {
    this.accepting = false;
  }

  /** Takes the next vectors of a request. */
  handle({ id, vectors, promptTokens }: Extract<EngineReport, { type: "embedded" }>): void {
    const request = this.pending.get(id);
    if (request === undefined) return;
    for (const vector of vectors) request.vectors.push(fromBase64(vector));
    request.promptTokens += promptTokens;
    if (request.vectors.length < request.count) return;
    this.remove(id);
    request.resolve({ vectors: request.vectors, promptTokens: request.promptTokens });
  }

  /** Fails one request. */
  fail(id: number, error: ShimmyError): void {
    const request = this.pending.get(id);
    if (request === undefined) return;
    this.remove(id);
    request.reject(error);
  }

  /** Fails what the engine process had in hand; requests that only waited keep waiting. */
  failSent(error: ShimmyError): void {
    for (const [id, { sent }] of [...this.pending]) if (sent) this.fail(id, error);
  }

  /** Fails every request. */
  failAll(error: ShimmyError): void {
    for (const id of [...this.pending.keys()]) this.fail(id, error);
  }

  /** Resolves once no request is left, or when the time is up. */
  async untilIdle(timeoutMs: number): Promise<void> {
    if (this.isEmpty || timeoutMs <= 0) return;
    await new Promise<void>((resolve) => {
      // keeps the program alive: its requests are not settled yet
      const timer = setTimeout(resolve, timeoutMs);
      this.idleWaiters.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  private dispatch(): void {
    if (!this.accepting) return;
    let room = MAX_SENT - this.running;
    for (const request of this.pending.values()) {
      if (room <= 0) return;
      if (request.sent) continue;
      request.sent = true;
      room -= 1;
      this.send({ type: "embed", embedding: request.embedding });
    }
  }

  private abort(id: number, error: ShimmyError): void {
    const request = this.pending.get(id);
    if (request?.sent && this.accepting) this.send({ type: "cancel", id });
    this.fail(id, error);
  }

  private remove(id: number): void {
    this.pending.delete(id);
    this.dispatch();
    if (!this.isEmpty) return;
    for (const resolve of this.idleWaiters.splice(0)) resolve();
  }
}

function fromBase64(text: string): Float32Array {
  const bytes = Buffer.from(text, "base64");
  const vector = new Float32Array(bytes.length / Float32Array.BYTES_PER_ELEMENT);
  // a copy, because a buffer may begin where no float may
  new Uint8Array(vector.buffer).set(bytes);
  return vector;
}
