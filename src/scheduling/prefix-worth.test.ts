import { expect, test } from "vitest";
import { isWorthCopying, isWorthRestoring, isWorthSaving } from "./prefix-worth.ts";

test("a state is worth what it brings: enough tokens, and a fair share of what must be copied", () => {
  expect(isWorthRestoring(undefined, 0)).toBe(false);
  expect(isWorthRestoring({ length: 31, stateTokens: 31 }, 0)).toBe(false);
  expect(isWorthRestoring({ length: 32, stateTokens: 32 }, 0)).toBe(true);
  expect(isWorthRestoring({ length: 100, stateTokens: 100 }, 69)).toBe(false);
  expect(isWorthRestoring({ length: 250, stateTokens: 4000 }, 0)).toBe(true);
  expect(isWorthRestoring({ length: 250, stateTokens: 4001 }, 0)).toBe(false);
  expect(isWorthRestoring({ length: 3, stateTokens: 4 }, 1, 2)).toBe(true);
});

test("a copy is worth what it saves: enough tokens, and more than a little of what must be copied", () => {
  expect(isWorthCopying(31, 31)).toBe(false);
  expect(isWorthCopying(32, 2048)).toBe(true);
  expect(isWorthCopying(32, 2049)).toBe(false);
});

test("a sequence is worth saving for what is its own: enough tokens, and a fair share of what must be copied", () => {
  expect(isWorthSaving(31, 31)).toBe(false);
  expect(isWorthSaving(32, 512)).toBe(true);
  expect(isWorthSaving(32, 513)).toBe(false);
  expect(isWorthSaving(1000, 1000)).toBe(true);
});
