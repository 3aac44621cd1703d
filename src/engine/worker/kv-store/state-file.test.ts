import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeState, encodeStateHead, type SavedState, stateFileName } from "./state-file.ts";

const state: SavedState = { salt: "key", tokens: Int32Array.of(1, 2, 3), cells: Buffer.from("cells") };

const anyState = fc.record({
  salt: fc.string({ maxLength: 20 }).map((text) => Buffer.from(text).toString()),
  tokens: fc
    .array(fc.integer({ min: 0, max: 2 ** 31 - 1 }), { maxLength: 50 })
    .map((list) => Int32Array.from(list)),
  cells: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
});

const encode = async (fingerprint: string, saved: SavedState): Promise<Buffer> =>
  Buffer.concat([await encodeStateHead(fingerprint, saved), saved.cells]);

describe("a state file", () => {
  test("gives back what was written", async () => {
    await fc.assert(
      fc.asyncProperty(anyState, fc.string(), async (saved, fingerprint) => {
        const print = Buffer.from(fingerprint).toString();
        const read = await decodeState(print, await encode(print, saved));
        expect(read?.salt).toBe(saved.salt);
        expect(read?.tokens).toEqual(saved.tokens);
        expect(read?.cells.equals(saved.cells)).toBe(true);
      }),
    );
  });

  test("of another model, or with any byte changed or missing, is ignored", async () => {
    const file = await encode("model", state);
    expect(await decodeState("other", file)).toBeUndefined();
    await fc.assert(
      fc.asyncProperty(fc.nat(file.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const damaged = Buffer.from(file);
        damaged[at] = (damaged[at] ?? 0) ^ change;
        expect(await decodeState("model", damaged)).toBeUndefined();
        expect(await decodeState("model", file.subarray(0, at))).toBeUndefined();
      }),
    );
  });

  test("that is noise is ignored", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 100 }), async (noise) => {
        expect(await decodeState("model", Buffer.concat([Buffer.from("SHIMMYKV2"), noise]))).toBeUndefined();
        expect(await decodeState("model", Buffer.from(noise))).toBeUndefined();
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
