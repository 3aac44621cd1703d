import type { Environment } from "../config/environment.ts";
import { ShimmyError } from "../core/errors.ts";

/** What commands know of the terminal; all their output goes through it. */
export interface Terminal {
  /** Standard output is a terminal and not a pipe or a file. */
  readonly isInteractive: boolean;
  /** Colours are wanted on standard output. */
  readonly useColor: boolean;
  /** Standard error is a terminal, where notes and progress go. */
  readonly isErrorInteractive: boolean;
  /** Colours are wanted on standard error. */
  readonly useErrorColor: boolean;
  /**
   * Fires when nobody reads standard output any more, as after `| head -c 10`. Where writing failed for another
   * reason, the signal's reason is a ShimmyError.
   */
  readonly outputClosed: AbortSignal;
  /** Writes to standard output as it stands; resolves when there is room for more. Quiet once the output is closed. */
  print(text: string): Promise<void>;
  /** Writes to standard error as it stands. */
  note(text: string): void;
  /** Everything on standard input, as UTF-8; rejects when the signal fires. */
  readInput(signal: AbortSignal): Promise<string>;
}

/** The streams of a process that {@link createTerminal} works on. */
export interface TerminalStreams {
  readonly stdin: AsyncIterable<unknown> & { destroy?: () => unknown };
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
}

/** The part of a writable stream that a terminal needs. */
export interface OutputStream {
  readonly isTTY?: boolean | undefined;
  write(text: string): boolean;
  once(event: "drain", listener: () => void): unknown;
  on(event: "error", listener: (error: Error) => void): unknown;
}

/** A terminal over a process's streams; `NO_COLOR` (https://no-color.org) and `TERM=dumb` turn colours off. */
export function createTerminal(streams: TerminalStreams, environment: Environment): Terminal {
  const { stdin, stdout, stderr } = streams;
  const closed = new AbortController();
  stdout.on("error", (error) => closed.abort(lostOutput(error)));
  stderr.on("error", () => {});
  const isErrorInteractive = stderr.isTTY === true;
  const isColorOff = (environment.NO_COLOR ?? "") !== "" || environment.TERM === "dumb";
  return {
    isInteractive: stdout.isTTY === true,
    useColor: stdout.isTTY === true && !isColorOff,
    isErrorInteractive,
    useErrorColor: isErrorInteractive && !isColorOff,
    outputClosed: closed.signal,
    print: (text) => writeWithPatience(stdout, text, closed.signal),
    note: (text) => {
      stderr.write(text);
    },
    readInput: (signal) => readAll(stdin, signal),
  };
}

/** Undefined where the reader left on purpose; a full disk is a failure, which the signal gives as its reason. */
function lostOutput(error: Error): ShimmyError | undefined {
  const code = "code" in error ? String(error.code) : error.message;
  if (code === "EPIPE") return undefined;
  const reason = code === "ENOSPC" ? "no space is left on the device" : code;
  return new ShimmyError("internal", `The output could not be written: ${reason}.`, { cause: error });
}

async function writeWithPatience(stream: OutputStream, text: string, closed: AbortSignal): Promise<void> {
  if (closed.aborted || text === "" || stream.write(text)) return;
  await new Promise<void>((resolve) => {
    const finish = () => {
      closed.removeEventListener("abort", finish);
      resolve();
    };
    closed.addEventListener("abort", finish);
    stream.once("drain", finish);
  });
}

/** Longer inputs than any context could hold are refused before they fill the memory. */
const LARGEST_INPUT_BYTES = 64 * 1024 * 1024;

async function readAll(stdin: TerminalStreams["stdin"], signal: AbortSignal): Promise<string> {
  const stop = () => stdin.destroy?.();
  signal.addEventListener("abort", stop, { once: true });
  try {
    const chunks: Buffer[] = [];
    let sizeBytes = 0;
    for await (const chunk of stdin) {
      const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
      sizeBytes += bytes.length;
      if (sizeBytes > LARGEST_INPUT_BYTES) throw new Error("Standard input is longer than 64 MB.");
      chunks.push(bytes);
    }
    signal.throwIfAborted();
    return Buffer.concat(chunks).toString("utf8");
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
