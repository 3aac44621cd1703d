import { expect, test } from "vitest";
import { decideRestart } from "./restart-policy.ts";

test("restarts soon after the first crash and waits longer after the second", () => {
  expect(decideRestart([1000], 1000)).toEqual({ action: "restart", delayMs: 50 });
  expect(decideRestart([1000, 2000], 2000)).toEqual({ action: "restart", delayMs: 500 });
});

test("gives up at the third crash in a minute, until the first is a minute past", () => {
  expect(decideRestart([1000, 2000, 11_000], 11_000)).toEqual({ action: "fail", retryAfterMs: 50_000 });
});

test("forgets crashes older than the window", () => {
  expect(decideRestart([1000, 2000, 90_000], 90_000)).toEqual({ action: "restart", delayMs: 50 });
});
