import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { get } from "node:http";
import { createServer } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import type { LaunchCommand } from "./launch-command.ts";

const POLL_INTERVAL_MS = 5;
const READY_TIMEOUT_MS = 120_000;
const STOP_TIMEOUT_MS = 10_000;
const KEPT_OUTPUT_LENGTH = 4000;

/** Servers that still run, so that none outlives the bench whichever way it ends. */
const running = new Set<ServerProcess>();

/** One server under measurement: started, asked until ready, stopped. */
export class ServerProcess {
  readonly command: LaunchCommand;
  readonly port: number;
  readonly startedAtMs: number;
  readonly #child: ChildProcess;
  #output = "";
  #exit: string | undefined;

  private constructor(command: LaunchCommand, port: number) {
    this.command = command;
    this.port = port;
    this.startedAtMs = performance.now();
    // A group of its own, so that a server's own child processes end with it.
    this.#child = spawn(command.file, [...command.args], {
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
      env: environmentWithoutSettings(),
    });
    running.add(this);
    this.#child.stdout?.on("data", (chunk: Buffer) => this.#keep(chunk));
    this.#child.stderr?.on("data", (chunk: Buffer) => this.#keep(chunk));
    this.#child.on("error", (error) => this.#ended(error.message));
    this.#child.on("exit", (code, signal) => this.#ended(`exit ${signal ?? code}`));
  }

  /** Starts the server that `commandFor` describes for a free port, without waiting for it. */
  static async start(commandFor: (port: number) => LaunchCommand): Promise<ServerProcess> {
    const port = await freePort();
    return new ServerProcess(commandFor(port), port);
  }

  get processId(): number {
    return this.#child.pid ?? 0;
  }

  /**
   * Resolves once the model is loaded.
   *
   * @throws Error with the end of the server's output when it exits or is not ready within two minutes.
   */
  async ready(): Promise<void> {
    const deadlineMs = performance.now() + READY_TIMEOUT_MS;
    while ((await statusOf(this.port, this.command.readyPath)) !== 200) {
      if (this.#exit !== undefined) throw this.#failure(`ended before it was ready (${this.#exit})`);
      if (performance.now() > deadlineMs) throw this.#failure("is not ready after two minutes");
      await delay(POLL_INTERVAL_MS);
    }
  }

  /** Ends the server and its children: politely first, by force after ten seconds. */
  async stop(): Promise<void> {
    if (this.#exit === undefined) {
      const exited = once(this.#child, "exit");
      this.#signalGroup("SIGTERM");
      const forced = setTimeout(() => this.#signalGroup("SIGKILL"), STOP_TIMEOUT_MS);
      await exited;
      clearTimeout(forced);
    }
    this.kill();
  }

  /** Ends whatever is left of the server's process group at once. */
  kill(): void {
    this.#signalGroup("SIGKILL");
    running.delete(this);
  }

  #signalGroup(signal: NodeJS.Signals): void {
    if (this.#child.pid === undefined) return;
    try {
      process.kill(-this.#child.pid, signal);
    } catch {
      // The group is empty already.
    }
  }

  #ended(how: string): void {
    this.#exit ??= how;
  }

  #keep(chunk: Buffer): void {
    this.#output = (this.#output + chunk.toString("utf8")).slice(-KEPT_OUTPUT_LENGTH);
  }

  #failure(what: string): Error {
    return new Error(`${this.command.server} ${what}. Its last output:\n${this.#output}`);
  }
}

/** Ends every server that still runs; safe in an exit handler, since it does not wait. */
export function killAllServers(): void {
  for (const server of running) server.kill();
}

// Settings of the person's shell must not reach one server and not the other.
function environmentWithoutSettings(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith("SHIMMY_") && !name.startsWith("LLAMA_")),
  );
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no free port was found");
  return address.port;
}

/** The HTTP status of a path; undefined when nobody answers yet. */
function statusOf(port: number, path: string): Promise<number | undefined> {
  return new Promise((resolve) => {
    const request = get({ host: "127.0.0.1", port, path, agent: false, timeout: 5000 }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    request.on("timeout", () => request.destroy());
    request.on("error", () => resolve(undefined));
  });
}
