import fc from "fast-check";
import { expect, test } from "vitest";
import { TextAssembler } from "./text-assembler.ts";

const assemble = (chunks: readonly Buffer[]): string => {
  const assembler = new TextAssembler([]);
  return chunks.map((chunk) => assembler.push(chunk).text).join("") + assembler.flush().text;
};

test("hands on a character split over tokens whole", () => {
  const bytes = Buffer.from("né🙂日");
  const assembler = new TextAssembler([]);
  const pieces = [...bytes].map((byte) => assembler.push(Buffer.from([byte])).text);
  expect(pieces.filter((piece) => piece !== "")).toEqual(["n", "é", "🙂", "日"]);
});

test("gives any text back however its bytes are cut", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.array(fc.integer({ min: 1, max: 4 })), (text, cuts) => {
      let rest = Buffer.from(text);
      const chunks = cuts.map((length) => {
        const chunk = rest.subarray(0, length);
        rest = rest.subarray(length);
        return chunk;
      });
      expect(assemble([...chunks, rest])).toBe(text);
    }),
  );
});

test("turns bytes that are no UTF-8 into the replacement character", () => {
  expect(assemble([Buffer.from([0x61, 0xff, 0x62])])).toBe("a\uFFFDb");
  expect(assemble([Buffer.from([0x61, 0xf0, 0x9f])])).toBe("a\uFFFD");
});

test("finds a stop string that an unfinished end completes", () => {
  const assembler = new TextAssembler(["\uFFFD"]);
  expect(assembler.push(Buffer.from([0x61, 0xf0])).text).toBe("a");
  expect(assembler.flush()).toEqual({ text: "", stopSequence: "\uFFFD" });
});
