import { expect, test } from "vitest";
import { ERROR_CATALOGUE, isErrorCode, ShimmyError, toShimmyError } from "./errors.ts";

test("carries the status of its code and what it was given", () => {
  const cause = new Error("below");
  const error = new ShimmyError("rate_limited", "slow down", {
    param: "model",
    retryAfterSeconds: 3,
    details: { limit: 1 },
    cause,
  });
  expect(error).toMatchObject({
    name: "ShimmyError",
    status: 429,
    param: "model",
    retryAfterSeconds: 3,
    details: { limit: 1 },
    cause,
  });
});

test("hides what it does not know", () => {
  const hidden = toShimmyError(new Error("/home/user/secret"));
  expect(hidden).toMatchObject({ code: "internal", status: 500 });
  expect(hidden.message).not.toContain("secret");
  const known = new ShimmyError("conflict", "twice");
  expect(toShimmyError(known)).toBe(known);
});

test("knows its own codes alone", () => {
  expect(Object.keys(ERROR_CATALOGUE).every(isErrorCode)).toBe(true);
  expect(["toString", "nothing", 4, undefined].some(isErrorCode)).toBe(false);
});
