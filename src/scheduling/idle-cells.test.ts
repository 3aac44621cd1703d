import fc from "fast-check";
import { expect, it } from "vitest";
import { idleCellsAllowed } from "./idle-cells.ts";

it("keeps a quarter of the cells while nothing runs", () => {
  expect(idleCellsAllowed(16_384, 0, true)).toBe(4096);
});

it("keeps little beside running requests, and more beside long ones", () => {
  expect(idleCellsAllowed(16_384, 128, false)).toBe(256);
  expect(idleCellsAllowed(16_384, 8000, false)).toBe(1000);
});

it("keeps nothing beside running requests where it is saved elsewhere", () => {
  expect(idleCellsAllowed(16_384, 8000, true)).toBe(0);
});

it("never keeps more beside running requests than without, and never less than nothing", () => {
  const cells = fc.integer({ min: 1, max: 1_000_000 });
  fc.assert(
    fc.property(cells, cells, fc.boolean(), (all, running, isSaved) => {
      const allowed = idleCellsAllowed(all, running, isSaved);
      expect(allowed).toBeLessThanOrEqual(idleCellsAllowed(all, 0, isSaved));
      expect(allowed).toBeGreaterThanOrEqual(0);
      expect(idleCellsAllowed(all, running + 1, isSaved)).toBeGreaterThanOrEqual(allowed);
    }),
  );
});
