import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { planKv } from "./kv-plan.ts";

const base = { requestedContextLength: undefined, trainContextLength: 2048, slots: 4, kvBytesPerToken: 1000 };

test("gives every slot a whole context where memory allows", () => {
  expect(planKv(base)).toEqual({ contextLength: 2048, kvCells: 8192 });
});

test("takes 8192 tokens of a model that could hold more, and of one that does not say", () => {
  expect(planKv({ ...base, trainContextLength: 131_072 }).contextLength).toBe(8192);
  expect(planKv({ ...base, trainContextLength: 0 }).contextLength).toBe(8192);
});

test("takes 4096 tokens where four longer contexts would not fit the budget", () => {
  // an 8B model of 32 layers and 8 key/value heads of 128
  const large = { ...base, trainContextLength: 131_072, kvBytesPerToken: 131_072, slots: 8 };
  expect(planKv(large)).toEqual({ contextLength: 4096, kvCells: 12_288 });
  expect(planKv({ ...large, requestedContextLength: 16_384 })).toEqual({
    contextLength: 16_384,
    kvCells: 16_384,
  });
});

test("shares fewer cells between the slots when the budget is small, but never fewer than one context", () => {
  expect(planKv({ ...base, budgetBytes: 4_096_000 }).kvCells).toBe(4096);
  expect(planKv({ ...base, budgetBytes: 1 }).kvCells).toBe(2048);
  expect(planKv({ ...base, kvBytesPerToken: 0 }).kvCells).toBe(8192);
});

test("always holds one request's context, in whole blocks", () => {
  fc.assert(
    fc.property(
      fc.record({
        requestedContextLength: fc.option(fc.integer({ min: 8, max: 200_000 }), { nil: undefined }),
        trainContextLength: fc.nat(200_000),
        slots: fc.integer({ min: 1, max: 256 }),
        kvBytesPerToken: fc.nat(1_000_000),
      }),
      (input) => {
        const { contextLength, kvCells } = planKv(input);
        expect(kvCells).toBeGreaterThanOrEqual(contextLength);
        expect(kvCells % 256).toBe(0);
      },
    ),
  );
});

describe("streams", () => {
  test("have whole blocks for the longest request each, whatever the budget", () => {
    expect(planKv({ ...base, requestedContextLength: 1000, streams: true, budgetBytes: 1 })).toEqual({
      contextLength: 1000,
      kvCells: 4 * 1024,
    });
  });

  test("become shorter together where memory is scarce, unless their length was asked for", () => {
    const memory = { availableBytes: 4_000_000, neededBytes: (cells: number) => cells * 1000 };
    expect(planKv({ ...base, streams: true, memory })).toEqual({ contextLength: 768, kvCells: 4 * 768 });
    expect(() => planKv({ ...base, requestedContextLength: 2048, streams: true, memory })).toThrow(
      /8192 tokens/,
    );
  });
});
