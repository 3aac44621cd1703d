import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type KvPlanInput, planKv } from "./kv-plan.ts";

const MIB = 1024 ** 2;
/** A model of 100 MiB beside its cells of 10 KiB. */
const neededBytes = (kvCells: number): number => 100 * MIB + kvCells * 10_240;
const plan = (availableBytes: number, changes: Partial<KvPlanInput> = {}) =>
  planKv({
    requestedContextLength: undefined,
    trainContextLength: 8192,
    slots: 4,
    kvBytesPerToken: 10_240,
    memory: { availableBytes, neededBytes },
    ...changes,
  });

describe("a plan bounded by memory", () => {
  test("is what it would be without a bound where there is plenty", () => {
    expect(plan(4096 * MIB)).toEqual({ contextLength: 8192, kvCells: 32_768 });
  });

  test("has fewer cells before it has a shorter context", () => {
    const bounded = plan(250 * MIB);
    expect(bounded.contextLength).toBe(8192);
    expect(bounded.kvCells).toBeLessThan(32_768);
    expect(neededBytes(bounded.kvCells)).toBeLessThanOrEqual(250 * MIB);
  });

  test("shortens a context that nobody asked for", () => {
    const { contextLength, kvCells } = plan(120 * MIB);
    expect(contextLength).toBe(2048);
    expect(kvCells).toBe(2048);
  });

  test("refuses when not even a short context fits, with both sizes and what to lower", () => {
    expect(() => plan(101 * MIB)).toThrow(
      expect.objectContaining({
        code: "insufficient_memory",
        message: expect.stringMatching(/needs 111 MB .* 106 MB are available: lower the context length/),
        details: { neededBytes: neededBytes(512), availableBytes: 101 * MIB },
      }),
    );
  });

  test("refuses a context that was asked for and does not fit, instead of shortening it", () => {
    expect(() => plan(150 * MIB, { requestedContextLength: 8192 })).toThrow(/8192 tokens/);
    expect(plan(190 * MIB, { requestedContextLength: 8192 }).contextLength).toBe(8192);
  });

  test("never takes more than there is, and takes more when there is more", () => {
    const memory = fc.integer({ min: 106, max: 600 });
    fc.assert(
      fc.property(memory, memory, fc.integer({ min: 1, max: 64 }), (first, second, slots) => {
        const [less, more] = [Math.min(first, second), Math.max(first, second)];
        const small = plan(less * MIB, { slots });
        const large = plan(more * MIB, { slots });
        expect(neededBytes(small.kvCells)).toBeLessThanOrEqual(less * MIB);
        expect(large.kvCells).toBeGreaterThanOrEqual(small.kvCells);
        expect(small.contextLength).toBeLessThanOrEqual(small.kvCells);
      }),
    );
  });
});
