import { describe, expect, it } from "vitest";
import { fakeTerminal } from "../../../test/helpers/fake-command-context.ts";
import { AnswerPrinter } from "./answer-printer.ts";

type Piece = readonly ["text" | "reasoning", string];

async function printed(look: { isInteractive: boolean; useColor: boolean }, pieces: readonly Piece[]) {
  const terminal = { ...fakeTerminal(), ...look };
  const printer = new AnswerPrinter(terminal);
  for (const [kind, text] of pieces) await printer[kind](text);
  await printer.end();
  return terminal.printed();
}

const coloured = { isInteractive: true, useColor: true };
const plain = { isInteractive: true, useColor: false };
const piped = { isInteractive: false, useColor: false };
const THOUGHTFUL: readonly Piece[] = [
  ["reasoning", "1 +"],
  ["reasoning", " 2"],
  ["text", "\n\n"],
  ["text", "\nIt is"],
  ["text", " 3."],
];

describe("AnswerPrinter", () => {
  it("dims thoughts where there are colours", async () => {
    expect(await printed(coloured, THOUGHTFUL)).toBe("\u001b[2m1 + 2\u001b[22m\n\nIt is 3.\n");
  });

  it("names thoughts where there are none", async () => {
    expect(await printed(plain, THOUGHTFUL)).toBe("Thinking…\n1 + 2\n…done thinking.\n\nIt is 3.\n");
  });

  it("leaves thoughts out of a pipe", async () => {
    expect(await printed(piped, THOUGHTFUL)).toBe("It is 3.\n");
  });

  it("ends every answer with one line break, and the dimming of one that was stopped", async () => {
    expect(await printed(plain, [["text", "done\n"]])).toBe("done\n");
    expect(await printed(plain, [])).toBe("\n");
    expect(await printed(coloured, [["reasoning", "hm"]])).toBe("\u001b[2mhm\u001b[22m\n");
  });

  it("keeps a terminal from being changed by a model, and a pipe's bytes as they are", async () => {
    const evil: readonly Piece[] = [["text", "a\u001b[2Jb\u0007\tc\nd\u009b"]];
    expect(await printed(coloured, evil)).toBe("a[2Jb\tc\nd\n");
    expect(await printed(piped, evil)).toBe("a\u001b[2Jb\u0007\tc\nd\u009b\n");
  });
});
