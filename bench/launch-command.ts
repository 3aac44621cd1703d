import { basename, dirname, join } from "node:path";
import type { BenchOptions, ServerName } from "./options.ts";

/** How to start a server and how to talk to it. */
export interface LaunchCommand {
  readonly server: ServerName;
  readonly file: string;
  readonly args: readonly string[];
  /** Answers 200 once the model is loaded. */
  readonly readyPath: string;
  /** Fields of the request body that only this server knows. */
  readonly extraBody: Readonly<Record<string, unknown>>;
  /** The model's name in requests. */
  readonly modelName: string;
}

/** The command line of one of the servers, both with the same model, threads, slots and context. */
export function launchCommand(
  server: ServerName,
  options: BenchOptions,
  port: number,
  repositoryRoot: string,
): LaunchCommand {
  return server === "shimmy"
    ? shimmyCommand(options, port, repositoryRoot)
    : llamaServerCommand(options, port);
}

function shimmyCommand(options: BenchOptions, port: number, repositoryRoot: string): LaunchCommand {
  const modelName = basename(options.model, ".gguf");
  return {
    server: "shimmy",
    file: process.execPath,
    args: [
      join(repositoryRoot, "dist", "bin.js"),
      "serve",
      ...["--bind", `127.0.0.1:${port}`],
      ...["--model-dirs", dirname(options.model)],
      ...["--preload", modelName],
      ...["--threads", String(options.threads)],
      ...["--slots", String(options.slots)],
      ...["--ctx", String(options.contextLength)],
      ...options.shimmyArgs,
    ],
    readyPath: "/health/ready",
    extraBody: {},
    modelName,
  };
}

function llamaServerCommand(options: BenchOptions, port: number): LaunchCommand {
  return {
    server: "llama-server",
    file: options.llamaServer,
    args: [
      ...["--host", "127.0.0.1", "--port", String(port)],
      ...["-m", options.model],
      ...["-t", String(options.threads)],
      ...["-np", String(options.slots)],
      // Its -c is the sum over all slots.
      ...["-c", String(options.contextLength * options.slots)],
      ...options.peerArgs,
    ],
    readyPath: "/health",
    // Its slots would keep the last prompt's tokens; no prompt here repeats, and this makes sure of it.
    extraBody: { cache_prompt: false },
    modelName: basename(options.model),
  };
}
