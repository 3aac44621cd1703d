import { performance } from "node:perf_hooks";
import { abortError, ShimmyError } from "../../core/errors.ts";
import { AdmissionQueue } from "../../scheduling/admission-queue.ts";
import type { EngineCommand, EngineEnd, EngineFailure, EngineGeneration, EngineReport } from "../protocol.ts";
import { RequestStream } from "./request-stream.ts";

/** A generation as the host is asked for it. */
export type HostGeneration = Omit<EngineGeneration, "id">;

interface EngineRequest {
  readonly generation: EngineGeneration;
  readonly stream: RequestStream;
  readonly arrivedAtMs: number;
  acceptedAtMs: number;
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
   * @throws ShimmyError `queue_full` when too many wait already.
   */
  submit(generation: HostGeneration, signal: AbortSignal | undefined): RequestStream {
    if (signal?.aborted) throw abortError(signal);
    const id = ++this.lastId;
    const admission = this.queue.arrive(id);
    if (admission === "full") {
      throw new ShimmyError(
        "queue_full",
        `All slots are taken and ${this.queue.waiting} requests wait already: try again later.`,
        {
          retryAfterSeconds: 1,
        },
      );
    }
    const stream = new RequestStream();
    const arrivedAtMs = performance.now();
    this.requests.set(id, {
      generation: { ...generation, id },
      stream,
      arrivedAtMs,
      acceptedAtMs: arrivedAtMs,
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
        for (const [id, text, logprobs] of report.texts) {
          this.requests.get(id)?.stream.pushText(text, logprobs);
        }
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
    request.stream.pushStart({ type: "start", promptTokens, seed: request.generation.seed });
  }

  private finish(end: EngineEnd): void {
    const request = this.requests.get(end.id);
    if (request === undefined) return;
    this.remove(end.id);
    const {
      promptTokens,
      completionTokens,
      cachedTokens,
      promptMs,
      generationMs,
      finishReason,
      stopSequence,
    } = end;
    request.stream.finish({
      type: "end",
      finishReason,
      ...(stopSequence !== undefined && { stopSequence }),
      usage: { promptTokens, completionTokens, cachedTokens },
      timings: { queueMs: request.acceptedAtMs - request.arrivedAtMs, promptMs, generationMs },
      seed: request.generation.seed,
    });
  }

  private fail(id: number, error: ShimmyError): void {
    const request = this.requests.get(id);
    if (request === undefined) return;
    this.remove(id);
    request.stream.fail(error);
  }

  private abort(id: number, error: ShimmyError): void {
    const request = this.requests.get(id);
    if (request === undefined) return;
    // messages keep their order: the slot is free in the engine before the next request reaches it
    if (request.sent && this.accepting) this.send({ type: "cancel", id });
    this.fail(id, error);
  }

  private remove(id: number): void {
    this.requests.delete(id);
    for (const next of this.queue.leave(id)) this.dispatch(next);
    if (this.requests.size > 0) return;
    for (const resolve of this.idleWaiters.splice(0)) resolve();
  }
}

function fromEngineFailure({ code, message, param, details }: EngineFailure): ShimmyError {
  return new ShimmyError(code, message, {
    ...(param !== undefined && { param }),
    ...(details !== undefined && { details }),
  });
}
