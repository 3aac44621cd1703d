import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { ShimmyError } from "../../core/errors.ts";
import type { OutputFormat } from "../../core/output-format.ts";
import { fromEngineFailure } from "../engine-failure.ts";
import type { EngineFailure } from "../protocol.ts";

/** Formats that may wait for their turn; compiling the worst takes about a second. */
const MOST_WAITING = 32;
/** The compiler's own limits end far below this; a machine that is busy with other things may be slow. */
const TIMEOUT_MS = 15_000;
/** Heap of the thread, in MiB; the compiler's limits keep it far below. */
const HEAP_MIB = 256;
/** How long the thread outlives its last work. */
const IDLE_MS = 30_000;

/** What the thread answers to a format, in order. */
export type GrammarAnswer = { readonly grammar: string } | { readonly failure: EngineFailure };

interface Job {
  readonly format: OutputFormat;
  readonly resolve: (grammar: string) => void;
  readonly reject: (error: ShimmyError) => void;
}

/** Compiles formats one after another in a thread, which lives while there is work and a little longer. */
export class GrammarThread {
  private readonly entry: string;
  private readonly timeoutMs: number;
  /** The first is being compiled. */
  private jobs: Job[] = [];
  private worker: Worker | undefined;
  private timer: NodeJS.Timeout | undefined;

  /** @param options.entry module that the thread runs; tests give one that hangs. */
  constructor(options: { readonly entry?: string; readonly timeoutMs?: number } = {}) {
    this.entry = options.entry ?? threadEntry();
    this.timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
  }

  /**
   * The grammar of a format, in GBNF.
   *
   * @throws ShimmyError as `compileOutputFormat` does; `invalid_request` too when it takes too long or too much
   *   memory; `queue_full` when too many formats wait.
   */
  compile(format: OutputFormat): Promise<string> {
    if (this.jobs.length > MOST_WAITING) return Promise.reject(tooMany());
    return new Promise((resolve, reject) => {
      this.jobs.push({ format, resolve, reject });
      if (this.jobs.length === 1) this.begin();
    });
  }

  private begin(): void {
    clearTimeout(this.timer);
    const job = this.jobs[0];
    if (job === undefined) {
      // an idle thread keeps no process alive
      this.worker?.unref();
      this.timer = setTimeout(() => this.drop(), IDLE_MS).unref();
      return;
    }
    this.worker ??= this.start();
    this.worker.ref();
    this.timer = setTimeout(() => this.giveUp(tooExpensive("time")), this.timeoutMs);
    this.worker.postMessage(job.format);
  }

  private start(): Worker {
    const worker = new Worker(this.entry, { resourceLimits: { maxOldGenerationSizeMb: HEAP_MIB } });
    worker.on("message", (answer: GrammarAnswer) => {
      // a thread that was given up may have answered just before its end
      if (worker !== this.worker) return;
      const job = this.jobs.shift();
      if ("grammar" in answer) job?.resolve(answer.grammar);
      else job?.reject(fromEngineFailure(answer.failure));
      this.begin();
    });
    worker.on("error", (error: NodeJS.ErrnoException) => {
      if (worker !== this.worker) return;
      const outOfMemory = error.code === "ERR_WORKER_OUT_OF_MEMORY";
      this.giveUp(outOfMemory ? tooExpensive("memory") : threadFailed(error));
    });
    return worker;
  }

  /** Ends the thread with what it works on; the next format gets another one. */
  private giveUp(reason: ShimmyError): void {
    this.drop();
    this.jobs.shift()?.reject(reason);
    this.begin();
  }

  private drop(): void {
    clearTimeout(this.timer);
    void this.worker?.terminate();
    this.worker = undefined;
  }
}

function tooExpensive(what: "time" | "memory"): ShimmyError {
  return new ShimmyError(
    "invalid_request",
    `The output format takes too much ${what} to compile: make the schema smaller, or take bounds and patterns out.`,
    { param: "response_format" },
  );
}

function tooMany(): ShimmyError {
  return new ShimmyError(
    "queue_full",
    "Too many new output formats wait to be compiled: try again shortly.",
    {
      retryAfterSeconds: 1,
    },
  );
}

function threadFailed(cause: Error): ShimmyError {
  return new ShimmyError(
    "internal",
    "Something went wrong inside Shimmy; the server's log has the details.",
    {
      cause,
    },
  );
}

/** The built thread. Sources run by a test runner find it in `dist` too: a thread reads JavaScript only. */
function threadEntry(): string {
  const fromSource = import.meta.url.endsWith(".ts");
  return fileURLToPath(
    new URL(fromSource ? "../../../dist/engine/output-grammar/main.js" : "main.js", import.meta.url),
  );
}
