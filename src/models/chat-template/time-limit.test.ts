import { expect, test } from "vitest";
import { TemplateLimitError } from "./template-limits.ts";
import { runWithTimeLimit } from "./time-limit.ts";

test("the task's value and its errors come through", () => {
  expect(runWithTimeLimit(() => [1, 2], 1000)).toEqual([1, 2]);
  const failure = new TypeError("mine");
  expect(() =>
    runWithTimeLimit(() => {
      throw failure;
    }, 1000),
  ).toThrow(failure);
  expect(() =>
    runWithTimeLimit(() => {
      throw null;
    }, 1000),
  ).toThrow();
});

test.each([
  [
    "an endless loop that swallows errors",
    (): never => {
      for (;;) {
        try {
          for (;;);
        } catch {}
      }
    },
  ],
  ["a regular expression without end", (): boolean => /(\s*)x%/.test(" ".repeat(1_000_000))],
])("%s is stopped", (_name, task) => {
  expect(() => runWithTimeLimit<unknown>(task, 50)).toThrow(TemplateLimitError);
  expect(runWithTimeLimit(() => "next", 1000)).toBe("next");
});
