import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { eventually } from "../../test/helpers/eventually.ts";
import { openLineReader } from "./line-reader.ts";

const CTRL_C = "\u0003";
const CTRL_D = "\u0004";
const UP = "\u001b[A";
const LEFT = "\u001b[D";

function person(history: readonly string[] = []) {
  const rawModes: boolean[] = [];
  const input = Object.assign(new PassThrough(), {
    isTTY: true,
    setRawMode: (isRaw: boolean) => rawModes.push(isRaw),
  });
  const output = Object.assign(new PassThrough(), { isTTY: true, columns: 80 });
  const complete = (line: string) => ["/clear", "/help"].filter((name) => name.startsWith(line));
  const reader = openLineReader(input, output, { history, historyLength: 10, complete });
  const shown: string[] = [];
  output.on("data", (chunk: Buffer) => shown.push(chunk.toString()));
  return { reader, rawModes, type: (text: string) => input.write(text), shown: () => shown.join("") };
}

describe("a reader of what a person types", () => {
  it("lets a line be edited", async () => {
    const { reader, type } = person();
    const read = reader.read("> ");
    type(`helo${LEFT}l\r`);
    expect(await read).toEqual({ kind: "line", text: "hello" });
    reader.close();
  });

  it("brings earlier lines back, of earlier chats and of this one", async () => {
    const { reader, type } = person(["newer", "older"]);
    const first = reader.read("> ");
    type(`${UP}${UP}\r`);
    expect(await first).toEqual({ kind: "line", text: "older" });
    const second = reader.read("> ");
    type(`${UP}!\r`);
    expect(await second).toEqual({ kind: "line", text: "older!" });
    reader.close();
  });

  it("completes by Tab", async () => {
    const { reader, type } = person();
    const read = reader.read("> ");
    type("/cl");
    type("\t");
    type("\r");
    expect(await read).toEqual({ kind: "line", text: "/clear" });
    reader.close();
  });

  it("takes several pasted lines for one text", async () => {
    const { reader, type } = person();
    const read = reader.read("> ");
    type("Look: \u001b[200~one\rtwo\rthree\u001b[201~");
    type("!\r");
    expect(await read).toEqual({ kind: "line", text: "Look: one\ntwo\nthree!" });
    reader.close();
  });

  it("tells of Ctrl-C, and whether it took a text back", async () => {
    const { reader, type } = person();
    const first = reader.read("> ");
    type(`some text${CTRL_C}`);
    expect(await first).toEqual({ kind: "interrupt", dropped: true });
    const second = reader.read("> ");
    type(CTRL_C);
    expect(await second).toEqual({ kind: "interrupt", dropped: false });
    const third = reader.read("> ");
    type("next\r");
    expect(await third).toEqual({ kind: "line", text: "next" });
    reader.close();
  });

  it("ends at Ctrl-D, and stays at its end", async () => {
    const { reader, type } = person();
    const read = reader.read("> ");
    type(CTRL_D);
    expect(await read).toEqual({ kind: "end" });
    reader.close();
  });

  it("ends when it is closed from outside", async () => {
    const { reader } = person();
    const read = reader.read("> ");
    reader.close();
    expect(await read).toEqual({ kind: "end" });
  });

  it("keeps what is typed ahead, and gives the terminal back in between", async () => {
    const { reader, type, rawModes } = person();
    const read = reader.read("> ");
    expect(rawModes.at(-1)).toBe(true);
    type("one\rtwo\r");
    expect(await read).toEqual({ kind: "line", text: "one" });
    expect(rawModes.at(-1)).toBe(false);
    expect(await reader.read("> ")).toEqual({ kind: "line", text: "two" });
    reader.close();
  });

  it("shows the prompt", async () => {
    const { reader, type, shown } = person();
    const read = reader.read(">>> ");
    await eventually(shown, (text) => text.includes(">>> "));
    type("\r");
    expect(await read).toEqual({ kind: "line", text: "" });
    reader.close();
  });
});

describe("a reader of a pipe", () => {
  it("gives every line, with any line ends, and then the end", async () => {
    const input = new PassThrough();
    const reader = openLineReader(input, new PassThrough(), {
      history: [],
      historyLength: 10,
      complete: () => [],
    });
    input.end("one\r\ntwo ü\n\nlast");
    const texts: string[] = [];
    for (let read = await reader.read(""); read.kind === "line"; read = await reader.read(""))
      texts.push(read.text);
    expect(texts).toEqual(["one", "two ü", "", "last"]);
    expect(reader.isInteractive).toBe(false);
    reader.close();
  });
});
