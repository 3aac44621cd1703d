import fc from "fast-check";
import { expect, test } from "vitest";
import { topTokens } from "./top-tokens.ts";

/** Few different values, so that there are many equals. */
const logit = fc.oneof(
  fc.integer({ min: -3, max: 3 }),
  fc.float({ noNaN: true, noDefaultInfinity: true }),
  fc.constant(Number.NEGATIVE_INFINITY),
);

function found(logits: Float32Array, k: number): readonly (readonly [token: number, logit: number])[] {
  const tokens = new Int32Array(k);
  const values = new Float32Array(k);
  const count = topTokens(logits, k, tokens, values);
  return Array.from(
    { length: count },
    (_none, place) => [tokens[place] ?? -1, values[place] ?? Number.NaN] as const,
  );
}

const inOrder = (entries: readonly (readonly [number, number])[]) =>
  [...entries].sort(([a, x], [b, y]) => y - x || a - b);

test("finds the same tokens as sorting all, of equals the lower ids", () => {
  fc.assert(
    fc.property(fc.array(logit, { maxLength: 200 }), fc.integer({ min: 1, max: 40 }), (values, k) => {
      const logits = Float32Array.from(values);
      const sorted = inOrder([...logits].map((value, token) => [token, value] as const));
      expect(inOrder(found(logits, k))).toEqual(sorted.slice(0, k));
    }),
  );
});

test("takes what is no number for impossible", () => {
  expect(inOrder(found(Float32Array.of(Number.NaN, 1, Number.NaN, 2), 2))).toEqual([
    [3, 2],
    [1, 1],
  ]);
  expect(found(Float32Array.of(Number.NaN), 1)).toEqual([[0, Number.NEGATIVE_INFINITY]]);
});

test("finds nothing in nothing", () => {
  expect(found(new Float32Array(), 3)).toEqual([]);
});
