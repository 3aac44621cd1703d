import { performance } from "node:perf_hooks";
import type { ShimmyError } from "../../core/errors.ts";
import type { QueueActivity } from "../../core/queue-activity.ts";
import type { TokenLogprob } from "../../core/token-logprob.ts";
import type { RequestPriority } from "../../core/universal-model.ts";
import { expectedTokens, updateMeanAnswer } from "../../scheduling/request-cost.ts";
import { fromEngineFailure } from "../engine-failure.ts";
import { unpackTokens } from "../packed-tokens.ts";
import type { EngineEnd, EngineGeneration, EngineReport } from "../protocol.ts";
import { explainTimeout, type TimedOutRequest } from "./queue-errors.ts";
import { type QueuedRequest, queueOptions, RequestQueue, type RequestQueueOptions } from "./request-queue.ts";
import { RequestStream } from "./request-stream.ts";

/** A generation as the host is asked for it. */
export interface HostGeneration extends Omit<EngineGeneration, "id"> {
  /** Who asks, for a fair share of the slots. */
  readonly client?: string;
  /** Class in the queue. Default `normal`. */
  readonly priority?: RequestPriority;
}

interface EngineRequest extends QueuedRequest {
  readonly seed: number;
  readonly stream: RequestStream;
  readonly arrivedAtMs: number;
  acceptedAtMs: number;
  /** Tokens that it cost so far: its prompt, once that was counted, and its pieces of text. */
  servedTokens: number;
}

/** Reports that concern single requests. */
export type RequestReport = Extract<EngineReport, { type: "accepted" | "step" | "failed" }>;

/** The generations of one model: those with a slot, and those that wait for one. */
export class EngineRequests extends RequestQueue<EngineRequest> {
  private meanAnswerTokens: number | undefined;

  constructor(options: Pick<RequestQueueOptions, "slots" | "queueLimit" | "send">) {
    super(queueOptions(options, { kind: "generations" }));
  }

  get running(): number {
    return this.admission.running;
  }

  get queued(): number {
    return this.admission.waiting;
  }

  /** Who waits, and how long a newcomer would. */
  queueActivity(): QueueActivity {
    return this.admission.activity(performance.now());
  }

  /**
   * Takes a request; its stream ends exactly once, whatever happens.
   *
   * @throws ShimmyError `queue_full` when too many wait already, `rate_limited` when too many of this client do, or the
   * signal's reason.
   */
  submit(generation: HostGeneration, signal: AbortSignal | undefined): RequestStream {
    const { client, priority, ...engineGeneration } = generation;
    const { prompt, options, requestId, seed } = generation;
    const cost = expectedTokens(prompt, options.maxTokens, this.meanAnswerTokens);
    const { stream } = this.admit({ client, priority, expectedTokens: cost }, signal, (id, nowMs) => {
      const stream = new RequestStream(this.admission.placeOf(id, nowMs));
      return {
        requestId,
        command: { type: "generate", generation: { ...engineGeneration, id } },
        cancelCommand: { type: "cancel", id },
        seed,
        stream,
        arrivedAtMs: nowMs,
        acceptedAtMs: nowMs,
        servedTokens: 0,
        fail: (error) => stream.fail(error),
      };
    });
    return stream;
  }

  /** Handles what the engine process tells about requests. */
  handle(report: RequestReport): void {
    switch (report.type) {
      case "accepted":
        this.accept(report.id, report.promptTokens);
        break;
      case "step":
        for (const [id, text, logprobs] of report.texts) this.pushText(id, text, logprobs);
        for (const [id, tokens] of report.prompts ?? []) this.get(id)?.stream.pushPrompt(tokens);
        for (const end of report.ends) this.finish(end);
        break;
      case "failed":
        if (report.id !== undefined) this.end(report.id)?.fail(fromEngineFailure(report.failure));
        break;
    }
  }

  protected override explainAbort(error: ShimmyError, howFar: TimedOutRequest): ShimmyError {
    return explainTimeout(error, howFar);
  }

  private pushText(id: number, text: string, logprobs?: readonly TokenLogprob[]): void {
    const request = this.get(id);
    if (request === undefined) return;
    // a piece is a token save for split characters; the end tells the true count
    request.servedTokens++;
    request.stream.pushText(text, logprobs);
  }

  private accept(id: number, promptTokens: number): void {
    const request = this.get(id);
    if (request === undefined) return;
    request.acceptedAtMs = performance.now();
    request.servedTokens = promptTokens;
    request.stream.pushStart({ type: "start", promptTokens, seed: request.seed });
  }

  private finish(end: EngineEnd): void {
    const request = this.get(end.id);
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
    request.servedTokens = promptTokens - cachedTokens + completionTokens;
    this.end(end.id);
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
      seed: request.seed,
      ...(tokens !== undefined && { tokens: [...unpackTokens(tokens)] }),
    });
  }
}
