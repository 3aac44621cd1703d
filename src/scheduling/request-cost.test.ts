import { expect, test } from "vitest";
import { expectedTokens, updateMeanAnswer } from "./request-cost.ts";

test("expects prompt and answer, the answer as long as answers were lately but never longer than asked for", () => {
  expect(expectedTokens("x".repeat(400), null, 50)).toBe(150);
  expect(expectedTokens([1, 2, 3], 20, 50)).toBe(23);
  expect(expectedTokens("", 1000, undefined)).toBe(256);
});

test("expects at least one token, and whole ones", () => {
  expect(expectedTokens("", 1, 0)).toBe(1);
  expect(expectedTokens("abc", null, 9.4)).toBe(10);
});

test("learns the length of answers, the newest counting for a tenth", () => {
  expect(updateMeanAnswer(undefined, 56)).toBe(236);
  expect(updateMeanAnswer(40, 140)).toBe(50);
});
