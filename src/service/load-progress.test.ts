import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { LoadWait } from "../core/queue-activity.ts";
import { LoadProgress } from "./load-progress.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function watched() {
  const progress = new LoadProgress();
  const told: LoadWait[] = [];
  progress.watch((wait) => told.push(wait));
  return { progress, told };
}

test("says nothing of a short load", () => {
  const { progress, told } = watched();
  progress.begin();
  progress.advance(0.5);
  vi.advanceTimersByTime(1_999);
  progress.end();
  vi.advanceTimersByTime(60_000);
  expect(told).toEqual([]);
  expect(vi.getTimerCount()).toBe(0);
});

test("tells a long one from its second second on, in steps", () => {
  const { progress, told } = watched();
  vi.advanceTimersByTime(2_000);
  progress.begin();
  for (const fraction of [0.01, 0.04, 0.05, 0.06, 0.99, 1]) progress.advance(fraction);
  progress.end();
  progress.advance(1);
  expect(told).toEqual([
    { phase: "waiting", progress: 0 },
    { phase: "loading", progress: 0 },
    { phase: "loading", progress: 0.05 },
    { phase: "loading", progress: 0.99 },
    { phase: "loading", progress: 1 },
  ]);
});

test("tells nothing to who comes after the end", () => {
  const { progress, told } = watched();
  progress.end();
  progress.watch((wait) => told.push(wait));
  vi.advanceTimersByTime(5_000);
  expect(told).toEqual([]);
});
