import { expect, test } from "vitest";
import { applyTokenBiases, resolveTokenBiases } from "./token-biases.ts";

const vocabulary = { size: 10, tokenize: () => Int32Array.of(4, 5) };

test("a text means each of its tokens, and null forbids", () => {
  const biases = resolveTokenBiases(
    [
      { token: 3, bias: 0.1 },
      { token: "text", bias: null },
      { token: 3, bias: -1 },
    ],
    vocabulary,
  );
  expect(biases).toEqual([
    [3, Math.fround(0.1)],
    [4, Number.NEGATIVE_INFINITY],
    [5, Number.NEGATIVE_INFINITY],
    [3, -1],
  ]);
  const logits = new Float32Array(6).fill(2);
  applyTokenBiases(logits, biases);
  expect([...logits]).toEqual([
    2,
    2,
    2,
    Math.fround(Math.fround(2.1) - 1),
    Number.NEGATIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ]);
});

test("refuses an id that the vocabulary lacks", () => {
  expect(() => resolveTokenBiases([{ token: 10, bias: 1 }], vocabulary)).toThrow(
    expect.objectContaining({ code: "invalid_request", param: "logitBias" }),
  );
});
