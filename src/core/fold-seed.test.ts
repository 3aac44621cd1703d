import fc from "fast-check";
import { expect, test } from "vitest";
import { foldSeed } from "./fold-seed.ts";
import { GENERATION_NUMBER_RULES } from "./generation-options.ts";

const { max } = GENERATION_NUMBER_RULES.seed;

test("a seed within the range is itself, and -1 a random one", () => {
  for (const seed of [0, 1, max]) expect(foldSeed(seed)).toBe(seed);
  expect(foldSeed(-0)).toBe(0);
  expect(foldSeed(-1)).toBeUndefined();
});

test("any other whole number is folded into it", () => {
  fc.assert(
    fc.property(fc.double({ min: -(2 ** 63), max: 2 ** 64, noNaN: true }).map(Math.trunc), (wide) => {
      fc.pre(wide !== -1);
      const seed = foldSeed(wide) ?? -1;
      expect(seed >= 0 && seed <= max && Number.isInteger(seed)).toBe(true);
    }),
  );
  expect([foldSeed(max + 1), foldSeed(max + 8), foldSeed(-2)]).toEqual([0, 7, max - 1]);
});
