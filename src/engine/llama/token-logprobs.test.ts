import fc from "fast-check";
import { expect, test } from "vitest";
import { measureLogprob } from "./token-logprobs.ts";

const vocabulary = {
  piece: (token: number) => (token === 0 ? Buffer.alloc(0) : Buffer.from([0x60 + token])),
  textOf: (token: number) => `<${token}>`,
};

test("is the logarithm of softmax, with the likeliest tokens in order", () => {
  const logit = fc.float({ min: -60, max: 60, noNaN: true });
  fc.assert(
    fc.property(
      fc.array(logit, { minLength: 1, maxLength: 40 }),
      fc.nat(39),
      fc.nat(20),
      (values, at, count) => {
        const logits = Float32Array.from(values);
        const token = at % logits.length;
        const highest = Math.max(...logits);
        const sum = logits.reduce((total, value) => total + Math.exp(value - highest), 0);
        const direct = [...logits].map((value) => value - highest - Math.log(sum));
        const { logprob, top } = measureLogprob(logits, token, count, vocabulary);
        expect(logprob).toBeCloseTo(direct[token] ?? 0, 9);
        const order = [...direct.keys()].sort((a, b) => (logits[b] ?? 0) - (logits[a] ?? 0) || a - b);
        expect(top.map((candidate) => candidate.token)).toEqual(order.slice(0, count));
        for (const candidate of top) expect(candidate.logprob).toBeCloseTo(direct[candidate.token] ?? 0, 9);
      },
    ),
  );
});

test("tells a token's bytes, and the name of one that has none", () => {
  const { text, bytes, top } = measureLogprob(Float32Array.of(3, 1, 2), 1, 1, vocabulary);
  expect({ text, bytes }).toEqual({ text: "a", bytes: [0x61] });
  expect(top).toMatchObject([{ token: 0, text: "<0>", bytes: [] }]);
});

test("has a number for no probability at all", () => {
  const logits = Float32Array.of(Number.NEGATIVE_INFINITY, 0);
  expect(measureLogprob(logits, 1, 2, vocabulary).top[1]?.logprob).toBe(-9999);
});
