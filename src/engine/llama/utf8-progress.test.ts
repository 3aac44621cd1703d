import fc from "fast-check";
import { expect, test } from "vitest";
import { Utf8Progress } from "./utf8-progress.ts";

const isUtf8 = (bytes: Uint8Array): boolean => {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
};

test("takes every text however its bytes are cut, and knows where characters end", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.nat(8), (text, cut) => {
      const bytes = Buffer.from(text);
      const progress = new Utf8Progress();
      expect(progress.accepts(bytes)).toBe(true);
      progress.push(bytes.subarray(0, cut));
      expect(progress.isComplete).toBe(isUtf8(bytes.subarray(0, cut)));
      expect(progress.accepts(bytes.subarray(cut))).toBe(true);
    }),
  );
});

test("takes whole bytes as UTF-8 exactly where a strict decoder does", () => {
  const byte = fc.oneof(fc.nat(255), fc.constantFrom(0xc2, 0xe0, 0xed, 0xf0, 0xf4, 0x80, 0x9f, 0xa0, 0xbf));
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 5 }), fc.array(byte, { maxLength: 5 }), (any, likely) => {
      for (const bytes of [any, Uint8Array.from(likely)]) {
        const progress = new Utf8Progress();
        const accepted = progress.accepts(bytes);
        progress.push(bytes);
        expect(accepted && progress.isComplete).toBe(isUtf8(bytes));
      }
    }),
    { numRuns: 500 },
  );
});

test("goes on after what is no UTF-8", () => {
  const progress = new Utf8Progress();
  progress.push(Uint8Array.of(0xe2, 0x28, 0xff));
  expect(progress.isComplete).toBe(true);
  progress.push(Uint8Array.of(0xe2, 0xc3));
  expect(progress.isComplete).toBe(false);
  expect(progress.accepts(Uint8Array.of(0xa9))).toBe(true);
});
