import { performance } from "node:perf_hooks";
import { ShimmyError } from "../../core/errors.ts";
import type { TokenizingAsker } from "../../core/tokenizing.ts";
import type { EngineState, ModelActivity } from "../../core/universal-model.ts";
import { decideRestart } from "../../scheduling/restart-policy.ts";
import { fromEngineFailure } from "../engine-failure.ts";
import type {
  EmbeddingWork,
  EngineCommand,
  EngineModelInfo,
  EngineReport,
  LoadRequest,
  TokenizingAnswer,
  TokenizingWork,
} from "../protocol.ts";
import { type EmbeddingAsker, EngineEmbeddings, type HostEmbeddingResult } from "./engine-embeddings.ts";
import { type EngineExit, EngineProcess } from "./engine-process.ts";
import { EngineRequests, type HostGeneration } from "./engine-requests.ts";
import { EngineTokenizings } from "./engine-tokenizings.ts";
import type { RequestStream } from "./request-stream.ts";

/** Waits of an {@link EngineHost}. */
export interface EngineHostTimeouts {
  /** From the start of the process to ready. */
  readonly loadMs: number;
  /** How long an idle engine may be silent; it reports every two seconds. */
  readonly idleSilenceMs: number;
  /** How long a working engine may be silent: the longest step of a large model on a slow machine. */
  readonly busySilenceMs: number;
}

/** Defaults of {@link EngineHostTimeouts}. */
const DEFAULT_HOST_TIMEOUTS: EngineHostTimeouts = {
  loadMs: 300_000,
  idleSilenceMs: 10_000,
  busySilenceMs: 120_000,
};

/** What the server's log is told of a crash. */
interface EngineCrash {
  readonly message: string;
  /** The end of the engine's own log. */
  readonly log: readonly string[];
  /** Client requests that it took along; the one that caused it may be among them. */
  readonly requestIds: readonly string[];
}

/** How to run one model's engine process. */
export interface EngineHostOptions {
  readonly load: LoadRequest;
  /** Requests that may wait for a slot. */
  readonly queueLimit: number;
  readonly timeouts?: Partial<EngineHostTimeouts>;
  /** Called when a process crashed, with the end of its log, for the server's log. */
  readonly onCrash?: (crash: EngineCrash) => void;
  readonly onProgress?: (fraction: number) => void;
  /** Module that the engine process runs; tests give a scripted one. */
  readonly entry?: string;
}

/** How often silence is looked for. */
const WATCH_INTERVAL_MS = 500;

interface StartAttempt {
  readonly resolve: (info: EngineModelInfo) => void;
  readonly reject: (error: ShimmyError) => void;
}

/**
 * Runs one model in an engine process and keeps it alive: starts it, watches it, starts it again
 * after a crash, and ends it. Requests go through {@link EngineHost.submit}.
 */
export class EngineHost {
  private readonly options: EngineHostOptions;
  private readonly timeouts: EngineHostTimeouts;
  private readonly requests: EngineRequests;
  private readonly embeddings: EngineEmbeddings;
  private readonly tokenizings: EngineTokenizings;
  private state: EngineState = "stopped";
  private process: EngineProcess | undefined;
  private firstStart: StartAttempt | undefined;
  private failure: ShimmyError | undefined;
  private retryAtMs = 0;
  private crashTimesMs: number[] = [];
  private loadProgress = 0;
  private residentBytes: number | undefined;
  private lastReportAtMs = 0;
  /** How long the process was silent before it was killed for it. */
  private silentForMs: number | undefined;
  private startedAtMs = 0;
  private lastWatchAtMs = performance.now();
  private watchTimer: NodeJS.Timeout | undefined;
  private restartTimer: NodeJS.Timeout | undefined;
  private stopping: Promise<void> | undefined;

  constructor(options: EngineHostOptions) {
    this.options = options;
    this.timeouts = { ...DEFAULT_HOST_TIMEOUTS, ...options.timeouts };
    const queues = {
      slots: options.load.slots,
      // the settings may change it while the model is loaded
      get queueLimit() {
        return options.queueLimit;
      },
      send: (command: EngineCommand) => this.process?.send(command),
    };
    this.requests = new EngineRequests(queues);
    this.embeddings = new EngineEmbeddings(queues);
    this.tokenizings = new EngineTokenizings(queues);
  }

  /** A snapshot of what it does now. */
  activity(): ModelActivity {
    return {
      state: this.state,
      pid: this.process?.pid,
      running: this.requests.running + this.embeddings.running,
      queued: this.requests.queued + this.embeddings.queued,
      queue: this.requests.queueActivity(),
      crashes: this.crashTimesMs.length,
      residentBytes: this.residentBytes,
      loadProgress: this.loadProgress,
    };
  }

  /**
   * Starts the engine process; called once.
   *
   * @returns the model's facts, once it is ready.
   * @throws ShimmyError `load_timeout`, `engine_crashed`, or what the engine answered: `model_corrupt`, `insufficient_memory`, …
   */
  start(): Promise<EngineModelInfo> {
    return new Promise((resolve, reject) => {
      this.firstStart = { resolve, reject };
      this.watchTimer = setInterval(() => this.watch(), WATCH_INTERVAL_MS).unref();
      this.launch();
    });
  }

  /**
   * Takes a request, in every state in which it can still be answered.
   *
   * @throws ShimmyError `shutting_down`, `queue_full`, `rate_limited`, or `engine_crashed` when the engine
   * crashed too often.
   */
  submit(generation: HostGeneration, signal?: AbortSignal): RequestStream {
    this.makeAnswerable();
    return this.requests.submit(generation, signal);
  }

  /**
   * As {@link EngineHost.submit}, for embeddings and scores.
   *
   * @throws ShimmyError also what the engine answers.
   */
  async submitEmbedding(work: EmbeddingWork, asker: EmbeddingAsker = {}): Promise<HostEmbeddingResult> {
    this.makeAnswerable();
    return this.embeddings.submit(work, asker);
  }

  /**
   * As {@link EngineHost.submit}, for tokens and text, which take no slot.
   *
   * @throws ShimmyError also what the engine answers.
   */
  async submitTokenizing(work: TokenizingWork, asker: TokenizingAsker = {}): Promise<TokenizingAnswer> {
    this.makeAnswerable();
    return this.tokenizings.submit(work, asker);
  }

  private makeAnswerable(): void {
    if (this.state === "stopped" || this.state === "draining") throw shuttingDown();
    if (this.state !== "failed") return;
    if (this.failure !== undefined && performance.now() < this.retryAtMs) throw this.failure;
    this.relaunch();
  }

  /** Lets running requests end until `graceMs`, fails the rest with `shutting_down`, and ends the process. */
  stop(graceMs: number): Promise<void> {
    this.stopping ??= this.drain(graceMs);
    return this.stopping;
  }

  private async drain(graceMs: number): Promise<void> {
    const wasLoading = this.state === "starting" && this.queues.every(({ isEmpty }) => isEmpty);
    this.state = "draining";
    clearTimeout(this.restartTimer);
    if (this.process !== undefined) {
      await Promise.all(this.queues.map((queue) => queue.untilIdle(graceMs)));
    }
    this.closeRequests();
    this.failAll(shuttingDown());
    this.firstStart?.reject(shuttingDown());
    this.firstStart = undefined;
    // a process that is still loading cannot hear a kinder word, and has nothing to lose
    if (wasLoading) this.process?.kill();
    await this.process?.stop();
    clearInterval(this.watchTimer);
    this.state = "stopped";
  }

  private launch(): void {
    this.state = "starting";
    this.failure = undefined;
    this.loadProgress = 0;
    this.startedAtMs = performance.now();
    this.lastReportAtMs = this.startedAtMs;
    const engine = new EngineProcess(
      {
        // what a process that was given up still has to say concerns nobody
        onReport: (report) => this.process === engine && this.receive(report),
        onExit: (exit) => this.handleExit(engine, exit),
      },
      this.options.entry,
    );
    this.process = engine;
    engine.send({ type: "load", request: this.options.load });
  }

  private receive(report: EngineReport): void {
    this.lastReportAtMs = performance.now();
    switch (report.type) {
      case "progress":
        this.loadProgress = report.fraction;
        this.options.onProgress?.(report.fraction);
        break;
      case "ready":
        this.becomeReady(report.info);
        break;
      case "alive":
        this.residentBytes = report.residentBytes;
        break;
      case "cancelled":
        break;
      case "failed":
        if (report.id === undefined) this.giveUp(fromEngineFailure(report.failure));
        else if (report.id < 0) this.embeddings.fail(report.id, fromEngineFailure(report.failure));
        else this.requests.handle(report);
        break;
      case "embedded":
        this.embeddings.handle(report);
        break;
      case "tokenized":
        this.tokenizings.handle(report);
        break;
      default:
        this.requests.handle(report);
    }
  }

  private becomeReady(info: EngineModelInfo): void {
    // a drain that began meanwhile goes on: what waits is still to be answered
    if (this.state !== "draining") this.state = "ready";
    this.loadProgress = 1;
    for (const queue of this.queues) queue.open();
    this.firstStart?.resolve(info);
    this.firstStart = undefined;
  }

  /** The load failed for a reason that a second try would meet again. */
  private giveUp(error: ShimmyError, retryAfterMs = 0): void {
    this.failure = error;
    this.state = "failed";
    this.retryAtMs = performance.now() + retryAfterMs;
    this.closeRequests();
    this.failAll(error);
    this.firstStart?.reject(error);
    this.firstStart = undefined;
    this.process?.kill();
  }

  private handleExit(engine: EngineProcess, exit: EngineExit): void {
    // a process that was given up may end after its successor began
    if (this.process !== engine) return;
    this.process = undefined;
    this.residentBytes = undefined;
    this.closeRequests();
    const message = this.describeEnd(exit);
    const crashed = new ShimmyError("engine_crashed", `${message} Send the request again.`);
    if (this.state === "draining") {
      // no other process will come: who worked is told of the crash, who waited of the drain
      this.failSent(crashed);
      this.failAll(shuttingDown());
      return;
    }
    if (this.state === "failed" || this.state === "stopped") return;
    const nowMs = performance.now();
    this.crashTimesMs.push(nowMs);
    const requestIds = this.queues.flatMap((queue) => queue.sentRequestIds());
    this.options.onCrash?.({ message, log: engine.log.lines(), requestIds });
    if (this.firstStart !== undefined) {
      this.giveUp(
        new ShimmyError("engine_crashed", `${message} It was loading the model: the file may be damaged.`),
      );
      return;
    }
    this.state = "crashed";
    this.failSent(crashed);
    const decision = decideRestart(this.crashTimesMs, nowMs);
    if (decision.action === "fail") {
      const retryAfterSeconds = Math.ceil(decision.retryAfterMs / 1000);
      const text = `${message} It crashed too often and is tried again in ${retryAfterSeconds} seconds.`;
      this.giveUp(new ShimmyError("engine_crashed", text, { retryAfterSeconds }), decision.retryAfterMs);
      return;
    }
    this.restartTimer = setTimeout(() => this.relaunch(), decision.delayMs);
  }

  private get queues(): readonly [EngineRequests, EngineEmbeddings, EngineTokenizings] {
    return [this.requests, this.embeddings, this.tokenizings];
  }

  private closeRequests(): void {
    for (const queue of this.queues) queue.close();
  }

  private failSent(error: ShimmyError): void {
    for (const queue of this.queues) queue.failSent(error);
  }

  private failAll(error: ShimmyError): void {
    for (const queue of this.queues) queue.failAll(error);
  }

  private describeEnd({ code, signal }: EngineExit): string {
    const silentForMs = this.silentForMs;
    this.silentForMs = undefined;
    if (silentForMs !== undefined) {
      return `The engine process gave no sign of life for ${silentForMs / 1000} seconds and was ended.`;
    }
    return `The engine process ended unexpectedly (${signal === null ? `exit code ${code}` : `signal ${signal}`}).`;
  }

  /** A restart that cannot even fork, for want of processes or memory, must not end the server. */
  private relaunch(): void {
    try {
      this.launch();
    } catch (error) {
      this.giveUp(
        new ShimmyError("internal", "The engine process cannot be started again: see the server's log.", {
          cause: error,
        }),
      );
    }
  }

  private watch(): void {
    const nowMs = performance.now();
    const sleptMs = nowMs - this.lastWatchAtMs;
    this.lastWatchAtMs = nowMs;
    // a server that was itself held up has read no reports: that says nothing about the engine
    if (sleptMs > 4 * WATCH_INTERVAL_MS) this.lastReportAtMs = nowMs;
    if (this.state === "starting" && nowMs - this.startedAtMs > this.timeouts.loadMs) {
      const seconds = Math.round(this.timeouts.loadMs / 1000);
      this.giveUp(
        new ShimmyError(
          "load_timeout",
          `The model was not ready after ${seconds} seconds: raise the load timeout or choose a smaller model.`,
        ),
      );
      return;
    }
    if (this.state !== "ready") return;
    const isBusy = this.queues.some((queue) => queue.isBusy);
    const limitMs = isBusy ? this.timeouts.busySilenceMs : this.timeouts.idleSilenceMs;
    // a process that hangs in native code cannot hear a kinder signal
    if (nowMs - this.lastReportAtMs <= limitMs) return;
    this.silentForMs = limitMs;
    this.process?.kill();
  }
}

function shuttingDown(): ShimmyError {
  return new ShimmyError(
    "shutting_down",
    "This model is being unloaded or the server is stopping: try again later.",
    {
      retryAfterSeconds: 5,
    },
  );
}
