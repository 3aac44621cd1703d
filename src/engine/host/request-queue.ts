import { performance } from "node:perf_hooks";
import { abortError, type ShimmyError } from "../../core/errors.ts";
import { AdmissionQueue, type QueueRequest } from "../../scheduling/admission-queue.ts";
import type { EngineCommand } from "../protocol.ts";
import { clientShareTaken, type QueuedKind, queueFull, type TimedOutRequest } from "./queue-errors.ts";

/** A request as its queue needs to know it. */
export interface QueuedRequest {
  /** Id of the client's request, for the logs. */
  readonly requestId: string | undefined;
  /** What gives it to the engine process. */
  readonly command: EngineCommand;
  /** What takes it back. */
  readonly cancelCommand: EngineCommand;
  /** Tokens that it cost so far, where that is known. */
  servedTokens?: number;
  /** Ends it without an answer. */
  readonly fail: (error: ShimmyError) => void;
}

interface Entry<Request> {
  readonly request: Request;
  readonly arrivedAtMs: number;
  /** When it left the queue; undefined while it waits there. */
  slotAtMs: number | undefined;
  /** True once the engine process was told of it: it then dies with that process. */
  sent: boolean;
  /** Aborted once it is over, so that its signal is let go. */
  readonly over: AbortController;
}

/** How a {@link RequestQueue} is made. */
export interface RequestQueueOptions {
  readonly kind: QueuedKind;
  /** Requests that the engine process has at once. */
  readonly slots: number;
  readonly queueLimit: number;
  /** As of {@link AdmissionQueue}. */
  readonly clientTokens?: number;
  /** Hands a command to the engine process; called only between {@link RequestQueue.open} and {@link RequestQueue.close}. */
  readonly send: (command: EngineCommand) => void;
}

/** Options of a queue, whose limit is still read for each request. */
export function queueOptions<
  Given extends Pick<RequestQueueOptions, "queueLimit">,
  Own extends Partial<RequestQueueOptions>,
>(given: Given, own: Own): Given & Own {
  return Object.defineProperty({ ...given, ...own }, "queueLimit", { get: () => given.queueLimit });
}

/**
 * The requests of one kind to one model: those sent, those that wait, and the promise that each ends exactly once.
 * Survives the engine process, so that waiting requests outlive its crash.
 */
export abstract class RequestQueue<Request extends QueuedRequest> {
  protected readonly admission: AdmissionQueue;
  private readonly options: RequestQueueOptions;
  private readonly entries = new Map<number, Entry<Request>>();
  private accepting = false;
  private lastId = 0;
  private idleWaiters: (() => void)[] = [];

  constructor(options: RequestQueueOptions) {
    this.options = options;
    this.admission = new AdmissionQueue(options);
  }

  /** True when nobody runs or waits. */
  get isEmpty(): boolean {
    return this.size === 0;
  }

  /** True when the engine process works on at least one. */
  get isBusy(): boolean {
    return this.sent > 0;
  }

  /** Those that the engine process has. */
  protected get sent(): number {
    return this.sentEntries().length;
  }

  /** Those that run or wait. */
  protected get size(): number {
    return this.entries.size;
  }

  /** Ids of the client requests that the engine process works on, as far as they have one. */
  sentRequestIds(): readonly string[] {
    return this.sentEntries().flatMap(([, { request }]) => request.requestId ?? []);
  }

  /** Sends what has a slot; called when an engine process became ready. */
  open(): void {
    this.accepting = true;
    for (const id of this.admission.runningIds()) this.dispatch(id);
  }

  /** Sends nothing more, until {@link open}. */
  close(): void {
    this.accepting = false;
  }

  /** Fails what the engine process had in hand; requests that only waited keep waiting. */
  failSent(error: ShimmyError): void {
    for (const [id] of this.sentEntries()) this.end(id)?.fail(error);
  }

  /** Fails every request. */
  failAll(error: ShimmyError): void {
    for (const id of [...this.entries.keys()]) this.end(id)?.fail(error);
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

  /**
   * Takes a request, which the signal may end at any time.
   *
   * @param describe makes it, once it has an id and a place.
   * @throws ShimmyError `queue_full` when too many wait already, `rate_limited` when too many of this client do, or the
   * signal's reason.
   */
  protected admit(
    asker: Omit<QueueRequest, "id">,
    signal: AbortSignal | undefined,
    describe: (id: number, nowMs: number) => Request,
  ): Request {
    if (signal?.aborted) throw abortError(signal);
    const id = ++this.lastId;
    const nowMs = performance.now();
    const admission = this.admission.arrive({ ...asker, id }, nowMs);
    if (admission === "full" || admission === "client-full") {
      throw this.refusal(admission, asker.client, nowMs);
    }
    const request = describe(id, nowMs);
    const slotAtMs = admission === "started" ? nowMs : undefined;
    const over = new AbortController();
    this.entries.set(id, { request, arrivedAtMs: nowMs, slotAtMs, sent: false, over });
    signal?.addEventListener("abort", () => this.abort(id, abortError(signal)), {
      once: true,
      signal: over.signal,
    });
    if (admission === "started") this.dispatch(id);
    return request;
  }

  /** The request of an id; undefined when it is over. */
  protected get(id: number): Request | undefined {
    return this.entries.get(id)?.request;
  }

  /** Notes that a request is over and lets the next ones start. Undefined when it was over before. */
  protected end(id: number): Request | undefined {
    const entry = this.entries.get(id);
    if (entry === undefined) return undefined;
    this.entries.delete(id);
    entry.over.abort();
    const nowMs = performance.now();
    for (const next of this.admission.leave(id, nowMs, entry.request.servedTokens)) {
      const started = this.entries.get(next);
      if (started !== undefined) started.slotAtMs = nowMs;
      this.dispatch(next);
    }
    if (this.isEmpty) for (const resolve of this.idleWaiters.splice(0)) resolve();
    return entry.request;
  }

  /** What a request is told whose signal fired. */
  protected explainAbort(error: ShimmyError, _howFar: TimedOutRequest): ShimmyError {
    return error;
  }

  private sentEntries(): readonly (readonly [number, Entry<Request>])[] {
    return [...this.entries].filter(([, { sent }]) => sent);
  }

  private refusal(admission: "full" | "client-full", client: string | undefined, nowMs: number): ShimmyError {
    const { waiting, queueLimit, clientLimit } = this.admission;
    const { kind } = this.options;
    const expectedWaitMs = this.admission.expectedWaitMs(nowMs);
    if (admission === "full") return queueFull(kind, { waiting, queueLimit, expectedWaitMs });
    const clientWaiting = this.admission.waitingOf(client);
    return clientShareTaken(kind, { clientWaiting, clientLimit, expectedWaitMs });
  }

  private dispatch(id: number): void {
    const entry = this.entries.get(id);
    if (!this.accepting || entry === undefined || entry.sent) return;
    entry.sent = true;
    this.options.send(entry.request.command);
  }

  private abort(id: number, error: ShimmyError): void {
    const entry = this.entries.get(id);
    if (entry === undefined) return;
    const { request, arrivedAtMs, slotAtMs, sent } = entry;
    // messages keep their order: the slot is free in the engine before the next request reaches it
    if (sent && this.accepting) this.options.send(request.cancelCommand);
    const nowMs = performance.now();
    const howFar = {
      queuedMs: (slotAtMs ?? nowMs) - arrivedAtMs,
      slotMs: slotAtMs === undefined ? undefined : nowMs - slotAtMs,
      place: this.admission.placeOf(id, nowMs),
    };
    this.end(id);
    request.fail(this.explainAbort(error, howFar));
  }
}
