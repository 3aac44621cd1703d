import fc from "fast-check";
import { expect, test } from "vitest";
import { contextCells, draftTokens } from "./context-size.ts";

test("proposes nothing without speculation", () => {
  expect(draftTokens(false)).toBe(0);
  expect(draftTokens(true)).toBeGreaterThan(0);
});

test("has a cell more for every slot, in whole blocks", () => {
  expect(contextCells(512, 8)).toBe(768);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 1, max: 256 }), (cells, slots) => {
      const all = contextCells(cells, slots);
      expect(all % 256).toBe(0);
      expect(all).toBeGreaterThanOrEqual(cells + slots);
      expect(all).toBeLessThan(cells + slots + 256);
    }),
  );
});
