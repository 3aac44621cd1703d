import { createInterface } from "node:readline";
import { PassThrough, type Readable, type Writable } from "node:stream";

/** What {@link LineReader.read} finds. */
export type LineRead =
  /** A line; one of several lines where it was pasted. */
  | { readonly kind: "line"; readonly text: string }
  /** Ctrl-C; `dropped` when it took back what was typed. */
  | { readonly kind: "interrupt"; readonly dropped: boolean }
  /** Ctrl-D, or the end of the input. */
  | { readonly kind: "end" };

/** Lines of a person or a file. */
export interface LineReader {
  /** A person types them, with a prompt and line editing. */
  readonly isInteractive: boolean;
  /** The next line. Between two calls the terminal is as any program has it, so that Ctrl-C sends a signal. */
  read(prompt: string): Promise<LineRead>;
  close(): void;
}

/** What a {@link LineReader} is made of. */
export interface LineReaderOptions {
  /** Earlier lines for the arrow keys, the newest first. */
  readonly history: readonly string[];
  readonly historyLength: number;
  /** Texts that a line may be completed to by Tab. */
  readonly complete: (line: string) => readonly string[];
}

/** An input that may be a terminal. */
export type LineInput = Readable & {
  readonly isTTY?: boolean | undefined;
  setRawMode?: (isRaw: boolean) => unknown;
};

/** A reader of lines: with editing where a person types them, and bare where they come from a pipe or a file. */
export function openLineReader(
  input: LineInput,
  output: Writable & { readonly isTTY?: boolean | undefined },
  options: LineReaderOptions,
): LineReader {
  return input.isTTY === true && output.isTTY === true
    ? new LineEditor(input, output, options)
    : new PlainLines(input);
}

/** Terminals put marks around what is pasted once they are asked to: https://invisible-island.net/xterm/xterm-paste64.html */
const MARK_PASTES = "\u001b[?2004h";
const STOP_MARKING = "\u001b[?2004l";

/**
 * Keys reach the editor while a line is waited for; others are held back until then. The input itself is never paused: a terminal that is
 * paused with unread keys and then resumed may never be read again
 * (https://github.com/nodejs/node/blob/v20.x/lib/internal/bootstrap/switches/is_main_thread.js, `onpause`).
 */
class LineEditor implements LineReader {
  readonly isInteractive = true;
  readonly #input: LineInput;
  readonly #keys = new PassThrough();
  #held: Buffer[] = [];
  #isInputEnded = false;
  readonly #output: Writable;
  readonly #editor: ReturnType<typeof createInterface>;
  readonly #found: LineRead[] = [];
  #waiting: ((read: LineRead) => void) | undefined;
  #isPasting = false;
  #pasted: string[] = [];

  constructor(input: LineInput, output: Writable, { history, historyLength, complete }: LineReaderOptions) {
    this.#input = input;
    this.#output = output;
    // ahead of the editor's own listener, which reports a pasted line at once
    this.#keys.on("keypress", (_text: unknown, key: { readonly name?: string } | undefined) => {
      if (key?.name === "paste-start") this.#isPasting = true;
      if (key?.name === "paste-end") this.#isPasting = false;
    });
    this.#editor = createInterface({
      input: this.#keys,
      output,
      terminal: true,
      history: [...history],
      historySize: historyLength,
      removeHistoryDuplicates: true,
      completer: (line: string) => [[...complete(line)], line],
    });
    // Between the keys of one chunk, as a slow line or a paste brings them, the editor takes completion off and then writes behind the
    // line's end, wherever the cursor is: https://github.com/nodejs/node/blob/v20.x/lib/internal/readline/interface.js (kInsertString)
    Object.defineProperty(this.#editor, "isCompletionEnabled", {
      get: () => !this.#isPasting || this.#editor.cursor < this.#editor.line.length,
      set: () => {},
    });
    this.#editor.on("line", (text) => {
      this.#pasted.push(text);
      if (!this.#isPasting) this.#tell({ kind: "line", text: this.#takeLines() });
    });
    this.#editor.on("SIGINT", () => {
      const dropped = this.#editor.line !== "" || this.#pasted.length > 0;
      this.#takeLines();
      this.#editor.write(null, { ctrl: true, name: "e" });
      this.#editor.write(null, { ctrl: true, name: "u" });
      output.write("\n");
      this.#tell({ kind: "interrupt", dropped });
    });
    this.#editor.on("close", () => this.#tell({ kind: "end" }));
    input.on("data", this.#onData).on("end", this.#onEnd);
  }

  readonly #onData = (chunk: Buffer | string): void => {
    this.#held.push(Buffer.from(chunk));
    if (this.#waiting !== undefined) this.#handOver();
  };

  readonly #onEnd = (): void => {
    this.#isInputEnded = true;
    if (this.#waiting !== undefined) this.#handOver();
  };

  #handOver(): void {
    const held = Buffer.concat(this.#held);
    this.#held = [];
    if (held.length > 0) this.#keys.write(held);
    if (this.#isInputEnded) this.#keys.end();
  }

  read(prompt: string): Promise<LineRead> {
    const found = this.#found.shift();
    if (found !== undefined) return Promise.resolve(found);
    this.#output.write(MARK_PASTES);
    this.#input.setRawMode?.(true);
    this.#editor.setPrompt(prompt);
    this.#editor.prompt();
    const read = new Promise<LineRead>((resolve) => {
      this.#waiting = resolve;
    });
    this.#handOver();
    return read;
  }

  close(): void {
    this.#editor.close();
    this.#input.off("data", this.#onData).off("end", this.#onEnd);
    this.#input.pause();
  }

  #tell(read: LineRead): void {
    const waiting = this.#waiting;
    if (waiting === undefined) {
      this.#found.push(read);
      return;
    }
    this.#waiting = undefined;
    this.#rest();
    waiting(read);
  }

  /** Gives the terminal back until the next read. */
  #rest(): void {
    this.#input.setRawMode?.(false);
    this.#output.write(STOP_MARKING);
  }

  #takeLines(): string {
    const text = this.#pasted.join("\n");
    this.#pasted = [];
    return text;
  }
}

class PlainLines implements LineReader {
  readonly isInteractive = false;
  readonly #editor: ReturnType<typeof createInterface>;
  readonly #lines: AsyncIterator<string>;

  constructor(input: LineInput) {
    this.#editor = createInterface({ input, terminal: false, crlfDelay: Number.POSITIVE_INFINITY });
    this.#lines = this.#editor[Symbol.asyncIterator]();
  }

  async read(): Promise<LineRead> {
    const next = await this.#lines.next();
    return next.done === true ? { kind: "end" } : { kind: "line", text: next.value };
  }

  close(): void {
    this.#editor.close();
  }
}
