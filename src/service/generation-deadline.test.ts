import { getEventListeners } from "node:events";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { GenerationDeadline } from "./generation-deadline.ts";

const TIMEOUTS = { firstTokenMs: 1_000, requestMs: 5_000 };

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function watch() {
  const caller = new AbortController();
  const deadline = new GenerationDeadline(caller.signal, TIMEOUTS);
  return { caller, deadline, listeners: () => getEventListeners(caller.signal, "abort").length };
}

describe("the deadline of a generation", () => {
  test("passes where no first token comes, and where the answer does not end", () => {
    const silent = watch();
    vi.advanceTimersByTime(1_000);
    expect(silent.deadline.signal.reason).toMatchObject({
      code: "generation_timeout",
      message: expect.stringContaining("no first token came within 1 seconds"),
    });
    const endless = watch();
    endless.deadline.firstToken();
    vi.advanceTimersByTime(4_999);
    expect(endless.deadline.signal.aborted).toBe(false);
    vi.advanceTimersByTime(1);
    expect(endless.deadline.signal.reason).toMatchObject({
      message: expect.stringContaining("the answer was not complete within 5 seconds"),
    });
    expect([silent.listeners(), endless.listeners(), vi.getTimerCount()]).toEqual([0, 0, 0]);
  });

  test("hands on that the caller has left, also where that was before", () => {
    const { caller, deadline } = watch();
    const reason = new Error("gone");
    caller.abort(reason);
    expect(deadline.signal.reason).toBe(reason);
    expect(new GenerationDeadline(caller.signal, TIMEOUTS).signal.reason).toBe(reason);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("leaves nothing behind once it is cleared", () => {
    const { caller, deadline, listeners } = watch();
    expect(listeners()).toBe(1);
    deadline.clear();
    expect([listeners(), vi.getTimerCount()]).toEqual([0, 0]);
    caller.abort();
    expect(deadline.signal.aborted).toBe(false);
  });
});
