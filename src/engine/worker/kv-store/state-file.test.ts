import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeState, encodeState, type SavedState, stateFileName } from "./state-file.ts";

const state: SavedState = { salt: "key", tokens: Int32Array.of(1, 2, 3), cells: Buffer.from("cells") };

const anyState = fc.record({
  salt: fc.string({ maxLength: 20 }).map((text) => Buffer.from(text).toString()),
  tokens: fc
    .array(fc.integer({ min: 0, max: 2 ** 31 - 1 }), { maxLength: 50 })
    .map((list) => Int32Array.from(list)),
  cells: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
});

describe("a state file", () => {
  test("gives back what was written", () => {
    fc.assert(
      fc.property(anyState, fc.string(), (saved, fingerprint) => {
        const print = Buffer.from(fingerprint).toString();
        const read = decodeState(print, encodeState(print, saved));
        expect(read?.salt).toBe(saved.salt);
        expect(read?.tokens).toEqual(saved.tokens);
        expect(read?.cells.equals(saved.cells)).toBe(true);
      }),
    );
  });

  test("of another model, or with any byte changed or missing, is ignored", () => {
    const file = encodeState("model", state);
    expect(decodeState("other", file)).toBeUndefined();
    fc.assert(
      fc.property(fc.nat(file.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const damaged = Buffer.from(file);
        damaged[at] = (damaged[at] ?? 0) ^ change;
        expect(decodeState("model", damaged)).toBeUndefined();
        expect(decodeState("model", file.subarray(0, at))).toBeUndefined();
      }),
    );
  });

  test("that is noise is ignored", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (noise) => {
        expect(decodeState("model", Buffer.concat([Buffer.from("SHIMMYKV1"), noise]))).toBeUndefined();
        expect(decodeState("model", Buffer.from(noise))).toBeUndefined();
      }),
    );
  });

  test("is named by what it is good for, and by nothing else", () => {
    const name = stateFileName("m", "s", Int32Array.of(1, 2));
    expect(name).toMatch(/^[0-9a-f]{64}\.kv$/);
    expect(stateFileName("m", "s", Int32Array.of(9, 1, 2).subarray(1))).toBe(name);
    for (const other of [
      stateFileName("n", "s", Int32Array.of(1, 2)),
      stateFileName("m", "t", Int32Array.of(1, 2)),
      stateFileName("m", "s", Int32Array.of(1, 3)),
    ]) {
      expect(other).not.toBe(name);
    }
  });
});
