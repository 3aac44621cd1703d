import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { EngineCommand, EngineReport } from "../protocol.ts";
import { LogRing } from "./log-ring.ts";

/** How long an engine may take to end after `shutdown` before it is killed. */
const KILL_AFTER_MS = 5000;

/** What happens to an engine process. */
export interface EngineProcessEvents {
  readonly onReport: (report: EngineReport) => void;
  /** Called once, after the last report. */
  readonly onExit: (exit: EngineExit) => void;
}

/** How an engine process ended. */
export interface EngineExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/**
 * Engine processes alive, to be killed when this process ends by itself: one that hangs in native code
 * does not notice that its channel closed.
 */
const living = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of living) child.kill("SIGKILL");
});

/** One run of an engine process, from fork to exit. */
export class EngineProcess {
  readonly log = new LogRing();
  private readonly child: ChildProcess;
  private readonly exited: Promise<void>;
  private killTimer: NodeJS.Timeout | undefined;

  /** @param entry module that the process runs; tests give a scripted one. */
  constructor(events: EngineProcessEvents, entry: string = workerEntry()) {
    this.child = fork(entry, [], {
      serialization: "json",
      execArgv: [],
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    living.add(this.child);
    this.child.stdout?.setEncoding("utf8").on("data", (text: string) => this.log.write(text));
    this.child.stderr?.setEncoding("utf8").on("data", (text: string) => this.log.write(text));
    this.child.on("message", (report: EngineReport) => events.onReport(report));
    this.exited = new Promise((resolve) => {
      let done = false;
      const finish = (exit: EngineExit): void => {
        if (done) return;
        done = true;
        living.delete(this.child);
        clearTimeout(this.killTimer);
        resolve();
        events.onExit(exit);
      };
      // a fork that fails emits `error` and never `exit`; `close` comes when the log was read to its end
      this.child.once("error", (error) => {
        this.log.write(`${error.message}\n`);
        if (this.child.pid === undefined) finish({ code: null, signal: null });
      });
      this.child.once("close", (code, signal) => finish({ code, signal }));
    });
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  send(command: EngineCommand): void {
    // a channel that closed in between is told by the exit
    if (this.child.connected) this.child.send(command, () => {});
  }

  /** Ends the process kindly, after a while by force; resolves once it is gone. */
  async stop(): Promise<void> {
    this.send({ type: "shutdown" });
    this.killTimer ??= setTimeout(() => this.kill(), KILL_AFTER_MS);
    await this.exited;
  }

  /** Ends the process at once; the exit is reported as ever. */
  kill(): void {
    this.child.kill("SIGKILL");
  }
}

/** The built worker. Sources run by a test runner find it in `dist` too: a forked Node reads JavaScript only. */
function workerEntry(): string {
  const fromSource = import.meta.url.endsWith(".ts");
  return fileURLToPath(
    new URL(fromSource ? "../../../dist/engine/worker/main.js" : "../worker/main.js", import.meta.url),
  );
}
