import fc from "fast-check";
import { expect, test } from "vitest";
import { choosePrefillBudget, DEFAULT_PREFILL_LIMITS, updateSpeed } from "./prefill-budget.ts";

test("starts carefully and grows to the micro-batch on a fast machine", () => {
  expect(choosePrefillBudget(undefined, 0, 1)).toBe(128);
  expect(choosePrefillBudget(100, 0, 1)).toBe(DEFAULT_PREFILL_LIMITS.maxTokens);
});

test("takes smaller chunks the more wait for their next token, and larger ones the more for their first", () => {
  expect(choosePrefillBudget(0.3, 4, 1)).toBe(150);
  expect(choosePrefillBudget(0.3, 4, 3)).toBe(225);
  expect(choosePrefillBudget(0.3, 1, 4)).toBe(450);
  expect(choosePrefillBudget(0.3, 0, 1)).toBe(450);
  expect(choosePrefillBudget(0.001, 1, 1)).toBe(DEFAULT_PREFILL_LIMITS.minTokens);
});

test("stays inside its limits for any speed", () => {
  const speed = fc.option(fc.double({ min: 0, noNaN: true }), { nil: undefined });
  fc.assert(
    fc.property(speed, fc.nat(256), fc.nat(256), (tokensPerMs, decoding, prefilling) => {
      const budget = choosePrefillBudget(tokensPerMs, decoding, prefilling);
      expect(budget).toBeGreaterThanOrEqual(DEFAULT_PREFILL_LIMITS.minTokens);
      expect(budget).toBeLessThanOrEqual(DEFAULT_PREFILL_LIMITS.maxTokens);
    }),
  );
});

test("averages the measured speed, the newest counting for three tenths", () => {
  expect(updateSpeed(undefined, 100, 50)).toBe(2);
  expect(updateSpeed(2, 100, 25)).toBeCloseTo(2.6);
  expect(updateSpeed(1, 1, 0)).toBeGreaterThan(1);
});
