import { EventEmitter } from "node:events";
import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { createTerminal, type OutputStream } from "./terminal.ts";

class FakeStream extends EventEmitter implements OutputStream {
  readonly isTTY: boolean;
  readonly written: string[] = [];
  hasRoom = true;
  constructor(isTTY = false) {
    super();
    this.isTTY = isTTY;
  }
  write(text: string): boolean {
    this.written.push(text);
    return this.hasRoom;
  }
}

function terminalOver(
  environment: Record<string, string> = {},
  input: readonly unknown[] = [],
  isTTY = true,
) {
  const stdout = new FakeStream(isTTY);
  const stderr = new FakeStream(isTTY);
  const stdin = Readable.from(input);
  return { stdout, stderr, terminal: createTerminal({ stdin, stdout, stderr }, environment) };
}

const never = new AbortController().signal;

describe("createTerminal", () => {
  it("wants colours on a terminal, unless NO_COLOR or a dumb terminal says otherwise", () => {
    expect(terminalOver().terminal.useErrorColor).toBe(true);
    expect(terminalOver({ NO_COLOR: "" }).terminal.useErrorColor).toBe(true);
    expect(terminalOver({ NO_COLOR: "1" }).terminal.useErrorColor).toBe(false);
    expect(terminalOver({ TERM: "dumb" }).terminal.useErrorColor).toBe(false);
    expect(terminalOver({}, [], false).terminal).toMatchObject({
      useErrorColor: false,
      isInteractive: false,
      isErrorInteractive: false,
    });
  });

  it("waits for room in a full pipe", async () => {
    const { terminal, stdout } = terminalOver();
    stdout.hasRoom = false;
    let isDone = false;
    const printing = terminal.print("text").then(() => {
      isDone = true;
    });
    await Promise.resolve();
    expect(isDone).toBe(false);
    stdout.emit("drain");
    await printing;
    expect(stdout.written).toEqual(["text"]);
  });

  it("stops waiting and writing once nobody reads", async () => {
    const { terminal, stdout, stderr } = terminalOver();
    stdout.hasRoom = false;
    const printing = terminal.print("text");
    stdout.emit("error", new Error("EPIPE"));
    stderr.emit("error", new Error("EPIPE"));
    await printing;
    await terminal.print("more");
    expect(terminal.outputClosed.aborted).toBe(true);
    expect(stdout.written).toEqual(["text"]);
  });

  it("tells a failure to write apart from a reader that left", async () => {
    const left = terminalOver();
    left.stdout.emit("error", Object.assign(new Error("write EPIPE"), { code: "EPIPE" }));
    expect(left.terminal.outputClosed.reason).toMatchObject({ name: "AbortError" });
    const full = terminalOver();
    full.stdout.emit("error", Object.assign(new Error("write ENOSPC"), { code: "ENOSPC" }));
    expect(full.terminal.outputClosed.reason).toMatchObject({
      code: "internal",
      message: "The output could not be written: no space is left on the device.",
    });
  });

  it("writes notes to standard error", () => {
    const { terminal, stderr } = terminalOver();
    terminal.note("note\n");
    expect(stderr.written).toEqual(["note\n"]);
  });

  it("reads all of standard input, also where a chunk ends inside a character", async () => {
    const bytes = Buffer.from("é!");
    const { terminal } = terminalOver({}, [bytes.subarray(0, 1), bytes.subarray(1), "x"]);
    expect(await terminal.readInput(never)).toBe("é!x");
  });

  it("refuses an input without end", async () => {
    const { terminal } = terminalOver({}, [Buffer.alloc(40_000_000), Buffer.alloc(40_000_000)]);
    await expect(terminal.readInput(never)).rejects.toThrow("longer than 64 MB");
  });

  it("stops reading when asked to", async () => {
    const stdin = new Readable({ read() {} });
    const terminal = createTerminal({ stdin, stdout: new FakeStream(), stderr: new FakeStream() }, {});
    const controller = new AbortController();
    const reading = terminal.readInput(controller.signal);
    controller.abort();
    await expect(reading).rejects.toThrow();
    expect(stdin.destroyed).toBe(true);
  });
});
