import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { embeddingBatchTokens, planEmbeddingBatch } from "./embedding-batch.ts";

const limits = { maxTokens: 10, maxInputs: 4 };

describe("the batch of embeddings", () => {
  test("takes one input of each request in turn", () => {
    const shares = planEmbeddingBatch([[2, 2, 2, 2], [3], [1, 1]], limits);
    expect(shares).toEqual([
      { request: 0, inputs: 2 },
      { request: 1, inputs: 1 },
      { request: 2, inputs: 1 },
    ]);
  });

  test("takes an input longer than itself alone", () => {
    expect(planEmbeddingBatch([[50, 1], [1]], limits)).toEqual([{ request: 0, inputs: 1 }]);
  });

  test("fills the room that a longer input leaves with a shorter one of another request", () => {
    expect(planEmbeddingBatch([[6, 6], [3]], limits)).toEqual([
      { request: 0, inputs: 1 },
      { request: 1, inputs: 1 },
    ]);
  });

  test("is empty only where nothing is asked", () => {
    expect(planEmbeddingBatch([], limits)).toEqual([]);
    expect(planEmbeddingBatch([[], []], limits)).toEqual([]);
  });

  test("keeps to its limits, takes inputs in order, and always takes some", () => {
    const lengths = fc.array(fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 12 }), { maxLength: 8 });
    const bounds = fc.record({
      maxTokens: fc.integer({ min: 1, max: 64 }),
      maxInputs: fc.integer({ min: 1, max: 16 }),
    });
    fc.assert(
      fc.property(lengths, bounds, (requests, { maxTokens, maxInputs }) => {
        const shares = planEmbeddingBatch(requests, { maxTokens, maxInputs });
        const taken = shares.flatMap(({ request, inputs }) => (requests[request] ?? []).slice(0, inputs));
        const tokens = taken.reduce((sum, length) => sum + length, 0);
        expect(taken.length).toBe(shares.reduce((sum, { inputs }) => sum + inputs, 0));
        expect(taken.length).toBeLessThanOrEqual(maxInputs);
        if (taken.length > 1) expect(tokens).toBeLessThanOrEqual(maxTokens);
        expect(taken.length > 0).toBe(requests.some((own) => own.length > 0));
      }),
    );
  });
});

describe("the size of a batch", () => {
  test.each([
    [30_522, 384, 512],
    [151_936, 1024, 128],
    [250_002, 1024, 128],
    [4_000_000, 8192, 32],
  ])("for a vocabulary of %i and vectors of %i is %i tokens", (vocabulary, vector, tokens) => {
    expect(embeddingBatchTokens(vocabulary, vector)).toBe(tokens);
  });
});
