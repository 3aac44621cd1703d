import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MessageAssembler } from "./message-assembler.ts";

function assemble(lines: readonly string[]) {
  const assembler = new MessageAssembler();
  const messages = lines.map((line) => assembler.add(line)).filter((message) => message !== undefined);
  return { messages, rest: assembler.end() };
}

describe("MessageAssembler", () => {
  it("takes a line for a message", () => {
    expect(assemble(["hello", "there"])).toEqual({ messages: ["hello", "there"], rest: undefined });
  });

  it("joins lines that end with a backslash to the next one", () => {
    expect(assemble(["one \\", "two\\", "three"]).messages).toEqual(["one \ntwo\nthree"]);
    expect(assemble(["C:\\\\", "next"]).messages).toEqual(["C:\\\\", "next"]);
  });

  it("joins lines between fences, on lines of their own or beside the text", () => {
    expect(assemble(['"""', "one", "", "two", '"""']).messages).toEqual(["one\n\ntwo"]);
    expect(assemble(['"""one', 'two"""']).messages).toEqual(["one\ntwo"]);
    expect(assemble(['"""one line"""', "next"]).messages).toEqual(["one line", "next"]);
    expect(assemble(['""""""']).messages).toEqual([""]);
  });

  it("lets a command have a text of several lines", () => {
    expect(assemble(['/system """You are', 'Mario."""']).messages).toEqual(["/system You are\nMario."]);
  });

  it("gives back what is open at the end, and is then ready for another", () => {
    const assembler = new MessageAssembler();
    assembler.add('"""one');
    expect(assembler.isOpen).toBe(true);
    expect(assembler.end()).toBe("one");
    expect(assembler.isOpen).toBe(false);
    expect(assembler.add("two")).toBe("two");
  });

  it("changes no text of any lines between fences", () => {
    const line = fc.string().filter((text) => !text.includes('"""') && !/[\r\n]/.test(text) && text !== "");
    fc.assert(
      fc.property(fc.array(line, { minLength: 1 }), (lines) => {
        expect(assemble(['"""', ...lines, '"""']).messages).toEqual([lines.join("\n")]);
      }),
    );
  });
});
