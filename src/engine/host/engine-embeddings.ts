import type { ShimmyError } from "../../core/errors.ts";
import { likelyTokens } from "../../scheduling/request-cost.ts";
import type { EmbeddingWork, EngineReport } from "../protocol.ts";
import { type QueuedRequest, queueOptions, RequestQueue, type RequestQueueOptions } from "./request-queue.ts";

/** Vectors, or scores as vectors of one, in the order of the inputs. */
export interface HostEmbeddingResult {
  readonly vectors: readonly Float32Array[];
  /** Tokens computed. */
  readonly promptTokens: number;
}

/** Requests that the engine process has at once; more would only wait in it, and die with it. */
const MAX_SENT = 16;

/**
 * Tokens of one client's sent requests from which on no further one of it is sent: a few batches. The engine computes
 * sent requests in turn and all at once, so many long ones of one client would take every place for as long as they all
 * take together.
 */
const CLIENT_TOKENS_SENT = 2048;

/** Who asks for embeddings or scores, and until when. */
export interface EmbeddingAsker {
  readonly signal?: AbortSignal | undefined;
  /** Id of the client's request, for the logs. */
  readonly requestId?: string | undefined;
  /** Clients take turns; those who do not say count as one together. */
  readonly client?: string | undefined;
}

interface PendingEmbedding extends QueuedRequest {
  /** Vectors that it will have. */
  readonly count: number;
  readonly vectors: Float32Array[];
  /** Tokens computed so far. */
  servedTokens: number;
  readonly resolve: (result: HostEmbeddingResult) => void;
}

/**
 * The requests of one model for embeddings and scores. They take no slot, so they have a queue of their own, as fair
 * among clients as that for slots. The engine process knows them by their ids below 0, generations by those above.
 */
export class EngineEmbeddings extends RequestQueue<PendingEmbedding> {
  constructor(options: Pick<RequestQueueOptions, "queueLimit" | "send">) {
    super(queueOptions(options, { kind: "embeddings", slots: MAX_SENT, clientTokens: CLIENT_TOKENS_SENT }));
  }

  /** Requests that the engine process has. */
  get running(): number {
    return this.sent;
  }

  get queued(): number {
    return this.size - this.sent;
  }

  /**
   * Takes a request.
   *
   * @throws ShimmyError what the engine answers, `queue_full` when too many wait, `rate_limited` when too many of this
   * client do, or the signal's reason.
   */
  submit(work: EmbeddingWork, { signal, requestId, client }: EmbeddingAsker): Promise<HostEmbeddingResult> {
    return new Promise<HostEmbeddingResult>((resolve, fail) => {
      this.admit({ client, expectedTokens: costOf(work) }, signal, (id) => ({
        requestId,
        command: {
          type: "embed",
          embedding: { id: -id, work, ...(requestId !== undefined && { requestId }) },
        },
        cancelCommand: { type: "cancel", id: -id },
        count: work.kind === "vectors" ? work.inputs.length : work.documents.length,
        vectors: [],
        servedTokens: 0,
        resolve,
        fail,
      }));
    });
  }

  /** Takes the next vectors of a request. */
  handle({ id, vectors, promptTokens }: Extract<EngineReport, { type: "embedded" }>): void {
    const request = this.get(-id);
    if (request === undefined) return;
    for (const vector of vectors) request.vectors.push(fromBase64(vector));
    request.servedTokens += promptTokens;
    if (request.vectors.length < request.count) return;
    this.end(-id);
    request.resolve({ vectors: request.vectors, promptTokens: request.servedTokens });
  }

  /** Fails one request, by the id that the engine process knows. */
  fail(id: number, error: ShimmyError): void {
    this.end(-id)?.fail(error);
  }
}

function fromBase64(text: string): Float32Array {
  const bytes = Buffer.from(text, "base64");
  const vector = new Float32Array(bytes.length / Float32Array.BYTES_PER_ELEMENT);
  // a copy, because a buffer may begin where no float may
  new Uint8Array(vector.buffer).set(bytes);
  return vector;
}

/** Tokens that a request will likely cost; a query is computed with every document. */
function costOf(work: EmbeddingWork): number {
  if (work.kind === "vectors") return work.inputs.reduce((sum, input) => sum + likelyTokens(input), 0);
  const queryTokens = likelyTokens(work.query);
  return work.documents.reduce((sum, document) => sum + queryTokens + likelyTokens(document), 0);
}
