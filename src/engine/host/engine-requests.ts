import { performance } from "node:perf_hooks";
import { abortError, type ShimmyError } from "../../core/errors.ts";
import type { QueueActivity } from "../../core/queue-activity.ts";
import type { TokenLogprob } from "../../core/token-logprob.ts";
import type { RequestPriority } from "../../core/universal-model.ts";
import { AdmissionQueue } from "../../scheduling/admission-queue.ts";
import { expectedTokens, updateMeanAnswer } from "../../scheduling/request-cost.ts";
import { fromEngineFailure } from "../engine-failure.ts";
import { unpackTokens } from "../packed-tokens.ts";
import type { EngineCommand, EngineEnd, EngineGeneration, EngineReport } from "../protocol.ts";
import { clientShareTaken, explainTimeout, queueFull } from "./queue-errors.ts";
import { RequestStream } from "./request-stream.ts";

/** A generation as the host is asked for it. */
export interface HostGeneration extends Omit<EngineGeneration, "id"> {
  /** Who asks, for a fair share of the slots. */
  readonly client?: string;
  /** Class in the queue. Default `normal`. */
  readonly priority?: RequestPriority;
}

interface EngineRequest {
  readonly generation: EngineGeneration;
  readonly stream: RequestStream;
  readonly arrivedAtMs: number;
  acceptedAtMs: number;
  /** When it left the queue; undefined while it waits there. */
  slotAtMs: number | undefined;
  /** Tokens that it cost so far: its prompt, once that was counted, and its pieces of text. */
  servedTokens: number;
  /** True once the engine process was told of it: it then dies with that process. */
  sent: boolean;
}

/** Reports that concern single requests. */
export type RequestReport = Extract<EngineReport, { type: "accepted" | "step" | "failed" }>;

/**
 * The requests of one model: those with a slot, those that wait, and the promise that each ends
 * exactly once. Survives the engine process, so that waiting requests outlive its crash.
 */
export class EngineRequests {
  private readonly requests = new Map<number, EngineRequest>();
  private readonly queue: AdmissionQueue;
  private readonly send: (command: EngineCommand) => void;
  private accepting = false;
  private lastId = 0;
  private meanAnswerTokens: number | undefined;
  private idleWaiters: (() => void)[] = [];

  /** @param options.send hands a command to the engine process; called only between {@link open} and {@link close}. */
  constructor(options: {
    readonly slots: number;
    readonly queueLimit: number;
    readonly send: (command: EngineCommand) => void;
  }) {
    this.queue = new AdmissionQueue(options);
    this.send = options.send;
  }

  get running(): number {
    return this.queue.running;
  }

  get queued(): number {
    return this.queue.waiting;
  }

  /** Who waits, and how long a newcomer would. */
  queueActivity(): QueueActivity {
    return this.queue.activity(performance.now());
  }

  /** True when nobody runs or waits. */
  get isEmpty(): boolean {
    return this.requests.size === 0;
  }

  /** Ids of the client requests that the engine process works on, as far as they have one. */
  sentRequestIds(): readonly string[] {
    const sent = [...this.requests.values()].filter((request) => request.sent);
    return sent.map(({ generation }) => generation.requestId).filter((id) => id !== undefined);
  }

  /** True when the engine process works on at least one. */
  get isBusy(): boolean {
    for (const { sent } of this.requests.values()) if (sent) return true;
    return false;
  }

  /**
   * Takes a request; its stream ends exactly once, whatever happens.
   *
   * @throws ShimmyError `queue_full` when too many wait already, `rate_limited` when too many of this client do.
   */
  submit(generation: HostGeneration, signal: AbortSignal | undefined): RequestStream {
    if (signal?.aborted) throw abortError(signal);
    const id = ++this.lastId;
    const arrivedAtMs = performance.now();
    const { client, priority, ...engineGeneration } = generation;
    const { prompt, options } = generation;
    const cost = expectedTokens(prompt, options.maxTokens, this.meanAnswerTokens);
    const admission = this.queue.arrive({ id, client, priority, expectedTokens: cost }, arrivedAtMs);
    if (admission === "full" || admission === "client-full")
      throw this.refusal(admission, client, arrivedAtMs);
    const stream = new RequestStream(this.queue.placeOf(id, arrivedAtMs));
    this.requests.set(id, {
      generation: { ...engineGeneration, id },
      stream,
      arrivedAtMs,
      acceptedAtMs: arrivedAtMs,
      slotAtMs: admission === "started" ? arrivedAtMs : undefined,
      servedTokens: 0,
      sent: false,
    });
    signal?.addEventListener("abort", () => this.abort(id, abortError(signal)), {
      once: true,
      signal: stream.settledSignal,
    });
    if (admission === "started") this.dispatch(id);
    return stream;
  }

  /** Sends what has a slot; called when an engine process became ready. */
  open(): void {
    this.accepting = true;
    for (const id of this.queue.runningIds()) this.dispatch(id);
  }

  /** Sends nothing more, until {@link open}. */
  close(): void {
    this.accepting = false;
  }

  /** Handles what the engine process tells about requests. */
  handle(report: RequestReport): void {
    switch (report.type) {
      case "accepted":
        this.accept(report.id, report.promptTokens);
        break;
      case "step":
        for (const [id, text, logprobs] of report.texts) this.pushText(id, text, logprobs);
        for (const end of report.ends) this.finish(end);
        break;
      case "failed":
        if (report.id !== undefined) this.fail(report.id, fromEngineFailure(report.failure));
        break;
    }
  }

  /** Fails what the engine process had in hand; requests that only waited keep waiting. */
  failSent(error: ShimmyError): void {
    for (const [id, { sent }] of this.requests) if (sent) this.fail(id, error);
  }

  /** Fails every request. */
  failAll(error: ShimmyError): void {
    for (const id of [...this.requests.keys()]) this.fail(id, error);
  }

  /** Resolves once no request is left, or when the time is up. */
  async untilIdle(timeoutMs: number): Promise<void> {
    if (this.requests.size === 0 || timeoutMs <= 0) return;
    await new Promise<void>((resolve) => {
      // keeps the program alive: its requests are not settled yet
      const timer = setTimeout(resolve, timeoutMs);
      this.idleWaiters.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  private refusal(admission: "full" | "client-full", client: string | undefined, nowMs: number): ShimmyError {
    const { waiting, queueLimit, clientLimit } = this.queue;
    const expectedWaitMs = this.queue.expectedWaitMs(nowMs);
    if (admission === "full") return queueFull("generations", { waiting, queueLimit, expectedWaitMs });
    const clientWaiting = this.queue.waitingOf(client);
    return clientShareTaken("generations", { clientWaiting, clientLimit, expectedWaitMs });
  }

  private pushText(id: number, text: string, logprobs?: readonly TokenLogprob[]): void {
    const request = this.requests.get(id);
    if (request === undefined) return;
    // a piece is a token save for split characters; the end tells the true count
    request.servedTokens++;
    request.stream.pushText(text, logprobs);
  }

  private dispatch(id: number): void {
    const request = this.requests.get(id);
    if (!this.accepting || request === undefined || request.sent) return;
    request.sent = true;
    this.send({ type: "generate", generation: request.generation });
  }

  private accept(id: number, promptTokens: number): void {
    const request = this.requests.get(id);
    if (request === undefined) return;
    request.acceptedAtMs = performance.now();
    request.servedTokens = promptTokens;
    request.stream.pushStart({ type: "start", promptTokens, seed: request.generation.seed });
  }

  private finish(end: EngineEnd): void {
    const request = this.requests.get(end.id);
    if (request === undefined) return;
    const {
      promptTokens,
      completionTokens,
      reasoningTokens = 0,
      cachedTokens,
      promptMs,
      generationMs,
      draftTokens,
      draftAcceptedTokens,
      finishReason,
      stopSequence,
      tokens,
    } = end;
    this.meanAnswerTokens = updateMeanAnswer(this.meanAnswerTokens, completionTokens);
    this.remove(end.id, promptTokens - cachedTokens + completionTokens);
    request.stream.finish({
      type: "end",
      finishReason,
      ...(stopSequence !== undefined && { stopSequence }),
      usage: { promptTokens, completionTokens, cachedTokens, reasoningTokens },
      timings: {
        queueMs: request.acceptedAtMs - request.arrivedAtMs,
        promptMs,
        generationMs,
        draftTokens,
        draftAcceptedTokens,
      },
      seed: request.generation.seed,
      ...(tokens !== undefined && { tokens: [...unpackTokens(tokens)] }),
    });
  }

  private fail(id: number, error: ShimmyError): void {
    const request = this.requests.get(id);
    if (request === undefined) return;
    this.remove(id, request.servedTokens);
    request.stream.fail(error);
  }

  private abort(id: number, error: ShimmyError): void {
    const request = this.requests.get(id);
    if (request === undefined) return;
    // messages keep their order: the slot is free in the engine before the next request reaches it
    if (request.sent && this.accepting) this.send({ type: "cancel", id });
    const nowMs = performance.now();
    const { arrivedAtMs, slotAtMs } = request;
    const timedOut = {
      queuedMs: (slotAtMs ?? nowMs) - arrivedAtMs,
      slotMs: slotAtMs === undefined ? undefined : nowMs - slotAtMs,
      place: this.queue.placeOf(id, nowMs),
    };
    this.fail(id, explainTimeout(error, timedOut));
  }

  private remove(id: number, servedTokens: number): void {
    this.requests.delete(id);
    const nowMs = performance.now();
    for (const next of this.queue.leave(id, nowMs, servedTokens)) {
      const request = this.requests.get(next);
      if (request !== undefined) request.slotAtMs = nowMs;
      this.dispatch(next);
    }
    if (this.requests.size > 0) return;
    for (const resolve of this.idleWaiters.splice(0)) resolve();
  }
}
