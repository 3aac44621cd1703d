import fc from "fast-check";
import { expect, test } from "vitest";
import { expectedWaitMs, retryAfterSeconds, updateMeanHold } from "./wait-estimate.ts";

test("divides the turns before a request among the slots", () => {
  expect(expectedWaitMs({ position: 6, slots: 2, meanHoldMs: 1000, runningForMs: 0 })).toBe(3000);
});

test("takes five seconds a turn before it knows better, and longer where the running ones take longer", () => {
  expect(expectedWaitMs({ position: 1, slots: 1, meanHoldMs: undefined, runningForMs: 0 })).toBe(5000);
  expect(expectedWaitMs({ position: 1, slots: 1, meanHoldMs: 100, runningForMs: 60_000 })).toBe(60_000);
});

test("learns how long slots are held, the newest counting for a fifth", () => {
  expect(updateMeanHold(undefined, 0)).toBe(4000);
  expect(updateMeanHold(400, 900)).toBe(500);
  expect(updateMeanHold(400, -1)).toBe(320);
});

test("advises whole seconds from 1 to 60", () => {
  expect([0, 1, 1000, 1001, 59_001, 1e9].map(retryAfterSeconds)).toEqual([1, 1, 1, 2, 60, 60]);
});

test("is finite, never negative, and grows with the position", () => {
  const durationMs = fc.double({ min: 0, max: 1e9, noNaN: true });
  const input = fc.record({
    position: fc.nat(100_000),
    slots: fc.integer({ min: 0, max: 256 }),
    meanHoldMs: fc.option(durationMs, { nil: undefined }),
    runningForMs: durationMs,
  });
  fc.assert(
    fc.property(input, (given) => {
      const waitMs = expectedWaitMs(given);
      const nextMs = expectedWaitMs({ ...given, position: given.position + 1 });
      expect(Number.isFinite(waitMs) && waitMs >= 0).toBe(true);
      expect(nextMs).toBeGreaterThanOrEqual(waitMs);
    }),
  );
});
