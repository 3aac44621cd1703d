import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Progress, withinTime } from "./within-time.ts";

const LIMITS = { silentMs: 1_000, totalMs: 5_000 };

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setImmediate"] });
});
afterEach(() => {
  vi.useRealTimers();
});

test("work that ends in time gives its result, and leaves no timer", async () => {
  expect(await withinTime(LIMITS, () => Promise.resolve(7))).toEqual({ value: 7 });
  expect(vi.getTimerCount()).toBe(0);
});

test("a failure is passed on", async () => {
  await expect(withinTime(LIMITS, () => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
  expect(vi.getTimerCount()).toBe(0);
});

test("work that is silent is given up, and learns of it", async () => {
  let progress: Progress | undefined;
  const outcome = withinTime(LIMITS, (given) => {
    progress = given;
    return new Promise(() => {});
  });
  await vi.advanceTimersByTimeAsync(999);
  expect(progress?.isOver).toBe(false);
  await vi.advanceTimersByTimeAsync(2);
  expect(await outcome).toEqual({ expired: "silent" });
  expect(progress?.isOver).toBe(true);
  expect(vi.getTimerCount()).toBe(0);
});

test("work that goes on has the whole time, and no more", async () => {
  let ticks = 0;
  const outcome = withinTime(LIMITS, async (progress) => {
    while (!progress.isOver) {
      await new Promise((resolve) => setTimeout(resolve, 600));
      progress.note();
      ticks += 1;
    }
  });
  await vi.advanceTimersByTimeAsync(20_000);
  expect(await outcome).toEqual({ expired: "slow" });
  expect(ticks).toBe(9);
});

test("a failure after its time is over troubles nobody", async () => {
  let fail = (_: Error): void => {};
  const outcome = withinTime(LIMITS, () => new Promise((_, reject) => (fail = reject)));
  await vi.advanceTimersByTimeAsync(1_001);
  expect(await outcome).toEqual({ expired: "silent" });
  fail(new Error("late"));
  await vi.advanceTimersByTimeAsync(1);
});
