import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { LoadNeed } from "../core/memory-estimate.ts";
import type { ResidentModel } from "../scheduling/model-room.ts";
import { LoadLine } from "./load-line.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const need = (bytes: number): LoadNeed => ({
  allocatedBytes: bytes,
  oneContextBytes: bytes,
  leastBytes: bytes,
  mappedBytes: 0,
});

/** A machine of 100 bytes, and models in it that the test makes busy and idle. */
function machine(waitMs = 60_000, maxModels?: number) {
  const models = new Map<string, { -readonly [Key in keyof ResidentModel]: ResidentModel[Key] }>();
  const events: string[] = [];
  const state = { taken: 0 };
  const put = (name: string, bytes: number, more: Partial<ResidentModel> = {}): void => {
    models.set(name, {
      name,
      phase: "loaded",
      allocatedBytes: bytes,
      pendingBytes: 0,
      mappedBytes: 0,
      users: 0,
      pinned: false,
      lastUsedMs: models.size,
      ...more,
    });
  };
  const leave = (event: string) => (name: string, madeFor: string) => {
    events.push(`${event} ${name} for ${madeFor}`);
    const model = models.get(name);
    if (model !== undefined) model.phase = "leaving";
  };
  const line = new LoadLine({
    look: () => {
      const used = [...models.values()].reduce((sum, model) => sum + model.allocatedBytes, 0);
      const availableBytes = 100 - used - state.taken;
      return { residents: [...models.values()], availableBytes, unallocatedBytes: availableBytes, maxModels };
    },
    evict: leave("evict"),
    retire: leave("retire"),
    waitMs,
  });
  const enter = (name: string, bytes: number, signal = new AbortController().signal) => {
    const entered = line.enter({
      name,
      need: need(bytes),
      signal,
      admit: () => {
        events.push(`load ${name}`);
        put(name, bytes, { users: 1 });
      },
    });
    entered.catch(() => {});
    return entered;
  };
  const gone = (name: string): void => {
    models.delete(name);
    line.changed();
  };
  const idle = (name: string): void => {
    const model = models.get(name);
    if (model !== undefined) model.users = 0;
    line.changed();
  };
  return { line, models, events, state, put, enter, gone, idle };
}

describe("a load that wants room", () => {
  test("begins at once where there is room", async () => {
    const { events, put, enter } = machine();
    put("a", 40);
    await enter("b", 60);
    expect(events).toEqual(["load b"]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("has idle models leave, and begins when they are gone", async () => {
    const { events, put, enter, gone, line } = machine();
    put("a", 60);
    put("b", 40);
    const entered = enter("c", 50);
    expect(events).toEqual(["evict a for c"]);
    line.changed();
    expect(events).toEqual(["evict a for c"]);
    gone("a");
    await entered;
    expect(events).toEqual(["evict a for c", "load c"]);
  });

  test("waits for a busy model and tells for which, and takes its place when it falls idle", async () => {
    const { line, events, put, enter, gone, idle } = machine();
    put("a", 60, { users: 1 });
    const entered = enter("b", 60);
    await vi.advanceTimersByTimeAsync(1_500);
    expect(line.waiting).toEqual([{ model: "b", waitedMs: 1_500, blockedBy: ["a"] }]);
    idle("a");
    gone("a");
    await entered;
    expect(events).toEqual(["evict a for b", "load b"]);
    expect(line.waiting).toEqual([]);
  });

  test("sees memory that other programs give back", async () => {
    const { events, state, put, enter } = machine();
    put("a", 10, { users: 1 });
    state.taken = 85;
    const entered = enter("b", 12);
    expect(events).toEqual([]);
    state.taken = 0;
    await vi.advanceTimersByTimeAsync(1_000);
    await entered;
    expect(events).toEqual(["load b"]);
  });

  test("is passed by what fits for five seconds, then by nobody, while the busy model is retired", async () => {
    const { events, put, enter, gone } = machine();
    put("a", 60, { users: 1 });
    const large = enter("large", 80);
    await enter("small", 10);
    expect(events).toEqual(["load small"]);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(events).toEqual(["load small", "retire a for large"]);
    const late = enter("late", 10);
    expect(events).toHaveLength(2);
    gone("a");
    await large;
    await late;
    expect(events).toEqual(["load small", "retire a for large", "load large", "load late"]);
  });

  test("leaves a model that was just loaded its time, however long it waited behind its load", async () => {
    const { events, put, enter, models } = machine();
    put("a", 60, { users: 1, phase: "loading" });
    void enter("b", 60);
    await vi.advanceTimersByTimeAsync(20_000);
    const a = models.get("a");
    if (a !== undefined) a.phase = "loaded";
    await vi.advanceTimersByTimeAsync(4_000);
    expect(events).toEqual([]);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(events).toEqual(["retire a for b"]);
  });

  test("does not wait for ever behind loads that keep coming", async () => {
    const { events, put, enter, gone, models } = machine();
    put("a", 50, { users: 1 });
    const large = enter("large", 100);
    for (let round = 0; round < 20; round++) {
      void enter(`small${round}`, 5);
      await vi.advanceTimersByTimeAsync(500);
    }
    for (const [name, { phase }] of models) if (phase === "leaving") gone(name);
    await large;
    expect(events.filter((event) => event.startsWith("load")).at(-1)).toBe("load large");
  });

  test("is refused clearly where it can never fit, and those behind it go on", async () => {
    const { events, put, enter } = machine();
    put("a", 60, { pinned: true });
    await expect(enter("b", 50)).rejects.toMatchObject({
      code: "insufficient_memory",
      message: expect.stringMatching(/"b" needs at least .* since "a" is pinned/),
      details: { neededBytes: 50, availableBytes: 40 },
    });
    await enter("c", 40);
    expect(events).toEqual(["load c"]);
  });

  test("is refused where pinned models are as many as may be", async () => {
    const { put, enter } = machine(60_000, 2);
    put("a", 1, { pinned: true });
    put("b", 1, { pinned: true });
    await expect(enter("c", 1)).rejects.toMatchObject({
      code: "insufficient_memory",
      message: expect.stringContaining("No more than 2 models"),
    });
  });

  test("gives up after the longest wait, and says who was busy", async () => {
    const { put, enter, line } = machine(3_000);
    put("a", 60, { users: 1 });
    const refused = expect(enter("b", 60)).rejects.toMatchObject({
      code: "load_timeout",
      message: expect.stringContaining('within 3 seconds: "a" is busy'),
    });
    await vi.advanceTimersByTimeAsync(3_000);
    await refused;
    expect(line.waiting).toEqual([]);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("leaves the line when it is given up, and lets the next one in", async () => {
    const { events, put, enter } = machine();
    put("a", 60, { users: 1 });
    const left = new AbortController();
    const entered = expect(enter("b", 60, left.signal)).rejects.toMatchObject({ code: "cancelled" });
    await vi.advanceTimersByTimeAsync(6_000);
    const next = enter("c", 40);
    expect(events).toEqual(["retire a for b"]);
    left.abort(new Error("gone"));
    await entered;
    await next;
    expect(events).toEqual(["retire a for b", "load c"]);
    await expect(enter("d", 1, AbortSignal.abort(new Error("before")))).rejects.toMatchObject({
      code: "cancelled",
    });
  });
});
