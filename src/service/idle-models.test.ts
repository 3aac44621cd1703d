import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ShimmyError } from "../core/errors.ts";
import type { EndEvent } from "../core/generation-event.ts";
import { IdleModels, type IdleModelsOptions } from "./idle-models.ts";
import type { RunningGeneration } from "./shimmy-service.ts";

const END: EndEvent = {
  type: "end",
  finishReason: "stop",
  usage: { promptTokens: 1, completionTokens: 1, cachedTokens: 0, reasoningTokens: 0 },
  timings: { queueMs: 0, promptMs: 0, generationMs: 0, draftTokens: 0, draftAcceptedTokens: 0 },
  seed: 1,
};

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Models that stay for as long as is said, on a clock that the test moves. */
function idleModels(keepAliveMs = Number.POSITIVE_INFINITY, more: Partial<IdleModelsOptions> = {}) {
  const unloaded: string[] = [];
  const errors: unknown[] = [];
  const idle = new IdleModels({
    keepAliveMs,
    unload: async (name) => {
      unloaded.push(name);
      if (name === "stuck") throw new Error("stuck");
    },
    onError: (_, error) => errors.push(error),
    now: () => Date.now(),
    ...more,
  });
  return { idle, unloaded, errors };
}

function generation(failure?: unknown): RunningGeneration {
  async function* events(): RunningGeneration["events"] {
    yield { type: "text", text: "a" };
    if (failure !== undefined) throw failure;
    yield END;
  }
  return { model: "m", promptTokens: 1, seed: 1, events: events() };
}

describe("models that are idle", () => {
  it("stay for ever where nothing else is said", async () => {
    const { idle, unloaded } = idleModels();
    idle.begin("m", undefined)();
    await vi.advanceTimersByTimeAsync(10 * 24 * 3_600_000);
    expect(unloaded).toEqual([]);
    expect(idle.remainingMs("m")).toBe(Number.POSITIVE_INFINITY);
  });

  it("go when the time of the last request is over, and not before", async () => {
    const { idle, unloaded } = idleModels(1000);
    idle.begin("m", undefined)();
    expect(idle.remainingMs("m")).toBe(1000);
    await vi.advanceTimersByTimeAsync(999);
    expect(unloaded).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(unloaded).toEqual(["m"]);
  });

  it("go after a wait longer than a timer can hold", async () => {
    const { idle, unloaded } = idleModels();
    const months = 60 * 24 * 3_600_000;
    idle.begin("m", months)();
    await vi.advanceTimersByTimeAsync(months - 1);
    expect(unloaded).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(unloaded).toEqual(["m"]);
  });

  it("never go while somebody uses them, and count their time from the last user", async () => {
    const { idle, unloaded } = idleModels(10);
    const first = idle.begin("m", undefined);
    const second = idle.begin("m", undefined);
    await vi.advanceTimersByTimeAsync(100);
    first();
    first();
    await vi.advanceTimersByTimeAsync(100);
    expect(unloaded).toEqual([]);
    second();
    await vi.advanceTimersByTimeAsync(10);
    expect(unloaded).toEqual(["m"]);
  });

  it("stay when a request comes in time", async () => {
    const { idle, unloaded } = idleModels(10);
    idle.begin("m", undefined)();
    await vi.advanceTimersByTimeAsync(9);
    const done = idle.begin("m", undefined);
    await vi.advanceTimersByTimeAsync(50);
    expect(unloaded).toEqual([]);
    done();
    await vi.advanceTimersByTimeAsync(10);
    expect(unloaded).toEqual(["m"]);
  });

  it("go by the word of the latest request", async () => {
    const { idle, unloaded } = idleModels(1000);
    idle.begin("m", Number.POSITIVE_INFINITY)();
    idle.begin("m", 5)();
    await vi.advanceTimersByTimeAsync(5);
    expect(unloaded).toEqual(["m"]);
  });

  it("go at once with a time of 0, but after the others that use them", async () => {
    const { idle, unloaded } = idleModels();
    const other = idle.begin("m", undefined);
    idle.begin("m", 0)();
    expect(unloaded).toEqual([]);
    other();
    expect(unloaded).toEqual(["m"]);
  });

  it("are released at once, or with their last user", async () => {
    const { idle, unloaded } = idleModels();
    await idle.release("free");
    expect(unloaded).toEqual(["free"]);
    const done = idle.begin("m", undefined);
    await idle.release("m");
    expect(unloaded).toEqual(["free"]);
    done();
    expect(unloaded).toEqual(["free", "m"]);
  });

  it("start afresh once they were unloaded", async () => {
    const { idle, unloaded } = idleModels();
    idle.begin("m", 5)();
    idle.forget("m");
    await vi.advanceTimersByTimeAsync(50);
    expect([unloaded, idle.remainingMs("m")]).toEqual([[], Number.POSITIVE_INFINITY]);
    idle.forget("m");
    const done = idle.begin("m", 5);
    idle.forget("m");
    done();
    await vi.advanceTimersByTimeAsync(50);
    expect(unloaded).toEqual([]);
  });

  it("stay whatever is asked for them where they are pinned", async () => {
    const { idle, unloaded } = idleModels(5, { isPinned: (name) => name === "m" });
    expect(idle.remainingMs("m")).toBe(Number.POSITIVE_INFINITY);
    idle.begin("m", 0)();
    await idle.release("m");
    idle.begin("n", undefined)();
    await vi.advanceTimersByTimeAsync(50);
    expect(unloaded).toEqual(["n"]);
    expect(idle.remainingMs("m")).toBe(Number.POSITIVE_INFINITY);
  });

  it("that are retired are done when their users are, and those who come later count apart", async () => {
    const free: string[] = [];
    const { idle, unloaded } = idleModels(5, { onFree: (name) => free.push(name) });
    await idle.retire("unknown");
    idle.begin("m", undefined)();
    await idle.retire("m");
    const first = idle.begin("m", undefined);
    let isRetired = false;
    const retired = idle.retire("m").then(() => {
      isRetired = true;
    });
    expect(idle.usage("m")).toBeUndefined();
    const later = idle.begin("m", undefined);
    expect(idle.usage("m")?.users).toBe(1);
    await vi.advanceTimersByTimeAsync(50);
    expect(isRetired).toBe(false);
    first();
    await retired;
    expect(unloaded).toEqual([]);
    expect(free).toEqual(["m"]);
    later();
    await vi.advanceTimersByTimeAsync(50);
    expect([unloaded, free]).toEqual([["m"], ["m", "m"]]);
  });

  it("are left alone once the server stops", async () => {
    const { idle, unloaded } = idleModels(5);
    const done = idle.begin("m", undefined);
    idle.begin("n", undefined)();
    idle.close();
    done();
    await vi.advanceTimersByTimeAsync(50);
    expect(unloaded).toEqual([]);
  });

  it("tell of an unload that fails", async () => {
    const { idle, errors } = idleModels();
    await idle.release("stuck");
    expect(errors).toEqual([new Error("stuck")]);
  });
});

describe("a generation uses its model", () => {
  const signal = () => new AbortController().signal;

  it("until its end is read", async () => {
    const { idle, unloaded } = idleModels(0);
    const { events } = await idle.generate("m", { signal: signal() }, async () => generation());
    await events.next();
    expect(unloaded).toEqual([]);
    expect(await events.next()).toEqual({ done: false, value: END });
    expect(unloaded).toEqual(["m"]);
  });

  it("until its reader leaves", async () => {
    const { idle, unloaded } = idleModels(0);
    const { events } = await idle.generate("m", { signal: signal() }, async () => generation());
    for await (const event of events) {
      expect(event.type).toBe("text");
      break;
    }
    expect(unloaded).toEqual(["m"]);
  });

  it("until its client is gone, though nobody reads", async () => {
    const { idle, unloaded } = idleModels(0);
    const client = new AbortController();
    await idle.generate("m", { signal: client.signal }, async () => generation());
    expect(unloaded).toEqual([]);
    client.abort();
    expect(unloaded).toEqual(["m"]);
  });

  it("until it fails, before its slot or after", async () => {
    const failure = new ShimmyError("engine_crashed", "It crashed.");
    const { idle, unloaded } = idleModels(0);
    const refused = idle.generate("m", { signal: signal() }, async () => {
      throw failure;
    });
    await expect(refused).rejects.toBe(failure);
    expect(unloaded).toEqual(["m"]);
    const { events } = await idle.generate("n", { signal: signal() }, async () => generation(failure));
    await events.next();
    await expect(events.next()).rejects.toBe(failure);
    expect(unloaded).toEqual(["m", "n"]);
  });

  it("no longer when its reader throws, or gives it back", async () => {
    const { idle, unloaded } = idleModels(0);
    const first = await idle.generate("m", { signal: signal() }, async () => generation());
    await expect(first.events.throw(new Error("no"))).rejects.toThrow("no");
    const second = await idle.generate("n", { signal: signal() }, async () => generation());
    await second.events.return();
    expect(unloaded).toEqual(["m", "n"]);
  });
});
