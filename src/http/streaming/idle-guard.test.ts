import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { guardIdleReader } from "./idle-guard.ts";

describe("guardIdleReader", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("fires once when a piece is not taken in time", () => {
    const onIdle = vi.fn();
    const guard = guardIdleReader(1_000, onIdle);
    guard.offered();
    vi.advanceTimersByTime(999);
    expect(onIdle).not.toHaveBeenCalled();
    vi.advanceTimersByTime(5_000);
    expect(onIdle).toHaveBeenCalledTimes(1);
  });

  it("lets the engine take its time, and a reader that reads", () => {
    const onIdle = vi.fn();
    const guard = guardIdleReader(1_000, onIdle);
    for (let round = 0; round < 5; round += 1) {
      guard.offered();
      vi.advanceTimersByTime(900);
      guard.taken();
      vi.advanceTimersByTime(10_000);
    }
    expect(onIdle).not.toHaveBeenCalled();
  });

  it("is silent after its stop", () => {
    const onIdle = vi.fn();
    const guard = guardIdleReader(1_000, onIdle);
    guard.offered();
    guard.stop();
    vi.advanceTimersByTime(10_000);
    expect(onIdle).not.toHaveBeenCalled();
  });
});
