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

test("a task that waited for the processor instead of computing gets another chance", () => {
  let calls = 0;
  const sleeper = new Int32Array(new SharedArrayBuffer(4));
  const task = (): string => {
    calls += 1;
    if (calls === 1) Atomics.wait(sleeper, 0, 0, 400);
    return "done";
  };
  expect(runWithTimeLimit(task, 200)).toBe("done");
  expect(calls).toBeGreaterThan(0);
});

test("a task that never computes is given up all the same", () => {
  const sleeper = new Int32Array(new SharedArrayBuffer(4));
  const task = (): never => {
    for (;;) Atomics.wait(sleeper, 0, 0, 50);
  };
  expect(() => runWithTimeLimit(task, 20)).toThrow(TemplateLimitError);
});
