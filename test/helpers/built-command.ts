import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import { killGroup, membersOfGroup } from "./process-group.ts";

/** Folder of this repository. */
export const REPOSITORY = fileURLToPath(new URL("../../", import.meta.url));
const BUILT_PROGRAM = path.join(REPOSITORY, "dist", "bin.js");

const POLL_MS = 20;
/** Far more than anything here takes; a test that meets it has hung. */
const LONGEST_WAIT_MS = 45_000;

/** How a process ended, and what it wrote until then. */
export interface Outcome {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The world that a command gets; nothing of the test's own environment reaches it but `PATH` and the like. */
export interface CommandOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Default: an empty folder. */
  readonly workingDir?: string;
  /** Text on standard input; default: none, and the input is closed. */
  readonly input?: string;
  /** Program and first arguments; default: the built `shimmy`. */
  readonly program?: readonly [command: string, ...args: string[]];
  /** The caller calls {@link LaunchedCommand.end}; default: that happens when the running test has ended. */
  readonly shared?: boolean;
}

/** A command that was started, in a process group of its own. */
export interface LaunchedCommand {
  readonly pid: number;
  readonly child: ChildProcess;
  /** The working folder that it started in. */
  readonly workingDir: string;
  readonly exited: Promise<Outcome>;
  stdout(): string;
  stderr(): string;
  /** Sends a signal to the command alone, or to its engines too, as a terminal's Ctrl-C does. */
  signal(name: NodeJS.Signals, to?: "command" | "group"): void;
  /** The first match in what it wrote to a stream; fails when it ends, or much time passes, without one. */
  seen(stream: "stdout" | "stderr", pattern: RegExp, longestMs?: number): Promise<RegExpExecArray>;
  /** Processes of its group that live: itself, its engines, and whatever they left behind. */
  livingProcesses(): readonly number[];
  /** Resolves once no process of its group lives. */
  gone(): Promise<void>;
  /** Kills the command and requires that nothing survives it; then removes its folders. */
  end(): Promise<void>;
}

const running = new Set<number>();
process.once("exit", () => {
  for (const pid of running) killGroup(pid);
});

/** Starts a command, by default the built `shimmy` in an empty home and an empty working folder. */
export function launchCommand(args: readonly string[], options: CommandOptions = {}): LaunchedCommand {
  const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), "shimmy-command-")));
  const homeDir = path.join(folder, "home");
  const workingDir = options.workingDir ?? path.join(folder, "work");
  for (const dir of [homeDir, workingDir]) mkdirSync(dir, { recursive: true });
  const [program, ...programArgs] = options.program ?? [process.execPath, BUILT_PROGRAM];
  const child = spawn(program, [...programArgs, ...args], {
    cwd: workingDir,
    env: { ...inheritedEnvironment(), HOME: homeDir, ...options.env },
    stdio: [options.input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
    // A group of its own can be signalled and searched as one, even after its leader has died.
    detached: true,
  });
  const { pid } = child;
  if (pid === undefined) throw new Error(`${program} could not be started.`);
  running.add(pid);
  const written = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name]?.setEncoding("utf8").on("data", (text: string) => {
      written[name] += text;
    });
  }
  child.stdin?.on("error", () => {}).end(options.input);
  let outcome: Outcome | undefined;
  const exited = new Promise<Outcome>((resolve) => {
    child.once("close", (code, signal) => {
      outcome = { code, signal, ...written };
      resolve(outcome);
    });
  });

  const command: LaunchedCommand = {
    pid,
    child,
    workingDir,
    exited,
    stdout: () => written.stdout,
    stderr: () => written.stderr,
    signal: (name, to = "command") => process.kill(to === "group" ? -pid : pid, name),
    seen: async (stream, pattern, longestMs = LONGEST_WAIT_MS) => {
      for (let waitedMs = 0; waitedMs < longestMs; waitedMs += POLL_MS) {
        const match = pattern.exec(written[stream]);
        if (match !== null) return match;
        if (outcome !== undefined) break;
        await delay(POLL_MS);
      }
      throw new Error(`${pattern} did not come on ${stream}: ${JSON.stringify({ ...written, ...outcome })}`);
    },
    livingProcesses: () => membersOfGroup(pid),
    gone: async () => {
      for (let waitedMs = 0; waitedMs < LONGEST_WAIT_MS; waitedMs += POLL_MS) {
        if (membersOfGroup(pid).length === 0) return;
        await delay(POLL_MS);
      }
      throw new Error(`Processes ${membersOfGroup(pid).join(", ")} outlived their command.`);
    },
    end: async () => {
      try {
        if (outcome === undefined) child.kill("SIGKILL");
        await command.gone();
      } finally {
        killGroup(pid);
        running.delete(pid);
        rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
      }
    },
  };
  if (options.shared !== true) onTestFinished(() => command.end());
  return command;
}

/** Runs a command to its end. */
export async function runCommand(args: readonly string[], options: CommandOptions = {}): Promise<Outcome> {
  const command = launchCommand(args, { ...options, shared: true });
  const timer = setTimeout(() => command.signal("SIGKILL", "group"), LONGEST_WAIT_MS);
  try {
    return await command.exited;
  } finally {
    clearTimeout(timer);
    await command.end();
  }
}

/** A running `shimmy serve`. */
export interface LaunchedServer extends LaunchedCommand {
  /** Address without a slash at the end. */
  readonly url: string;
}

/**
 * Starts `shimmy serve` on a free port (unless `args` name one) and waits until it listens. Its engines take one
 * thread, because several of them on a busy machine wait for each other most of the time.
 */
export async function startServer(
  args: readonly string[] = [],
  options: CommandOptions & { readonly anyPort?: boolean } = {},
): Promise<LaunchedServer> {
  const bind = options.anyPort === false ? [] : ["--bind", "127.0.0.1:0"];
  const command = launchCommand(
    ["serve", ...bind, "--log-level", "warn", "--threads", "1", ...args],
    options,
  );
  const [, url = ""] = await command.seen("stdout", /listens on (http:\/\/\S+)/);
  return { ...command, url };
}

const INHERITED = ["PATH", "TMPDIR", "LANG", "SystemRoot", "TEMP", "TMP"];

function inheritedEnvironment(): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const name of INHERITED) {
    const value = process.env[name];
    if (value !== undefined) environment[name] = value;
  }
  return environment;
}
