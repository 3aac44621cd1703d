import fc from "fast-check";
import { expect, test } from "vitest";
import { choosePrefillBudget, DEFAULT_PREFILL_LIMITS, updateSpeed } from "./prefill-budget.ts";

test("starts carefully and grows to the micro-batch on a fast machine", () => {
  expect(choosePrefillBudget(undefined, false)).toBe(128);
  expect(choosePrefillBudget(100, false)).toBe(DEFAULT_PREFILL_LIMITS.maxTokens);
});

test("takes smaller chunks where others wait for their next token", () => {
  expect(choosePrefillBudget(0.3, true)).toBe(150);
  expect(choosePrefillBudget(0.3, false)).toBe(300);
  expect(choosePrefillBudget(0.001, true)).toBe(DEFAULT_PREFILL_LIMITS.minTokens);
});

test("stays inside its limits for any speed", () => {
  fc.assert(
    fc.property(
      fc.option(fc.double({ min: 0, noNaN: true }), { nil: undefined }),
      fc.boolean(),
      (speed, shares) => {
        const budget = choosePrefillBudget(speed, shares);
        expect(budget).toBeGreaterThanOrEqual(DEFAULT_PREFILL_LIMITS.minTokens);
        expect(budget).toBeLessThanOrEqual(DEFAULT_PREFILL_LIMITS.maxTokens);
      },
    ),
  );
});

test("averages the measured speed, the newest counting for three tenths", () => {
  expect(updateSpeed(undefined, 100, 50)).toBe(2);
  expect(updateSpeed(2, 100, 25)).toBeCloseTo(2.6);
  expect(updateSpeed(1, 1, 0)).toBeGreaterThan(1);
});
