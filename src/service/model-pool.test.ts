import { describe, expect, test } from "vitest";
import { modelEntry } from "../../test/helpers/fake-command-context.ts";
import { ShimmyError } from "../core/errors.ts";
import { EMPTY_QUEUE } from "../core/queue-activity.ts";
import type { EngineState, UniversalModel } from "../core/universal-model.ts";
import type { LoadOptions } from "../engine/load-gguf.ts";
import type { RoomWish } from "./load-line.ts";
import { type LoadEntry, ModelPool } from "./model-pool.ts";

const ENTRY = modelEntry();

/** A model that only knows how it stands and how often it was unloaded. */
function model(state: EngineState = "ready") {
  const unloads: number[] = [];
  const activity = {
    state,
    pid: 5,
    running: 0,
    queued: 0,
    queue: EMPTY_QUEUE,
    crashes: 0,
    residentBytes: 1,
    loadProgress: 1,
  };
  const fake: Pick<UniversalModel, "activity" | "unload"> = {
    activity: () => activity,
    unload: async (graceMs = 0) => {
      unloads.push(graceMs);
    },
  };
  // the pool asks for nothing else
  return { fake: fake as UniversalModel, unloads };
}

/** A pool whose loads the test ends. */
function scriptedPool() {
  const loads: {
    readonly resolve: (model: UniversalModel) => void;
    readonly reject: (reason: unknown) => void;
    readonly options: Required<LoadOptions>;
  }[] = [];
  const wishes: (RoomWish & { readonly refuse: (error: unknown) => void })[] = [];
  const state = { idle: false, fingerprint: "1", changes: 0, needs: 0 };
  const load: LoadEntry = (_, options) => {
    let resolve: (value: UniversalModel) => void = () => {};
    let reject: (reason: unknown) => void = () => {};
    const promise = new Promise<UniversalModel>((...settlers) => {
      [resolve, reject] = settlers;
    });
    options.signal.addEventListener("abort", () => reject(options.signal.reason));
    loads.push({ resolve, reject, options });
    return promise;
  };
  const pool = new ModelPool({
    load,
    need: async () => {
      state.needs += 1;
      return { allocatedBytes: 9, oneContextBytes: 5, leastBytes: 2, mappedBytes: 4 };
    },
    room: (wish) =>
      new Promise((resolve, refuse) => {
        const admit = (bytes: number) => {
          wish.admit(bytes);
          resolve();
        };
        wish.signal.addEventListener("abort", () => refuse(wish.signal.reason));
        wishes.push({ ...wish, admit, refuse });
      }),
    freeIdle: async () => {
      const { idle } = state;
      state.idle = false;
      return idle;
    },
    fingerprint: async () => state.fingerprint,
    onChange: () => {
      state.changes += 1;
    },
  });
  return { pool, loads, wishes, state };
}

/** A pool that loads one model, and a second by the name `other` that waits for room. */
async function secondWaiting() {
  const scripted = scriptedPool();
  const first = scripted.pool.acquire(ENTRY);
  await expect.poll(() => scripted.loads.length).toBe(1);
  const second = scripted.pool.acquire({ ...ENTRY, name: "other" });
  await expect.poll(() => scripted.wishes.length).toBe(1);
  return { ...scripted, first, second };
}

describe("a model pool", () => {
  test("loads a model once for all who ask", async () => {
    const { pool, loads } = scriptedPool();
    const asked = [pool.acquire(ENTRY), pool.acquire(ENTRY)];
    await expect.poll(() => loads.length).toBe(1);
    loads[0]?.options.onStart(42);
    loads[0]?.options.onProgress(0.4);
    expect(pool.look("tiny").activity).toMatchObject({ state: "starting", pid: 42, loadProgress: 0.4 });
    const { fake } = model();
    await expect.poll(() => loads.length).toBe(1);
    loads[0]?.resolve(fake);
    expect(await Promise.all(asked)).toEqual([fake, fake]);
    expect(await pool.acquire(ENTRY)).toBe(fake);
    expect(loads.length).toBe(1);
    expect(pool.look("tiny").activity).toMatchObject({ state: "ready", pid: 5 });
  });

  test("remembers why a load failed, and tells it for a while instead of loading again", async () => {
    const { pool, loads, state } = scriptedPool();
    const first = pool.acquire(ENTRY);
    await expect.poll(() => loads.length).toBe(1);
    loads[0]?.reject(new ShimmyError("insufficient_memory", "too large"));
    await expect(first).rejects.toMatchObject({ code: "insufficient_memory" });
    expect(pool.look("tiny")).toMatchObject({ failure: "too large", activity: { state: "failed" } });
    expect(pool.look("tiny").retryAfterMs).toBeGreaterThan(0);
    await expect(pool.acquire(ENTRY)).rejects.toMatchObject({
      code: "insufficient_memory",
      message: "too large The load failed; the next is tried in 1 s at the earliest.",
      retryAfterSeconds: 1,
    });
    expect(loads.length).toBe(1);
    expect(pool.look("tiny").failure).toBe("too large");
    state.fingerprint = "2";
    const second = pool.acquire(ENTRY);
    await expect.poll(() => loads.length).toBe(2);
    loads[1]?.resolve(model().fake);
    await second;
    expect(pool.look("tiny").failure).toBeUndefined();
  });

  test("loads at once whose load failed when it is told to", async () => {
    const { pool, loads } = scriptedPool();
    const first = pool.acquire(ENTRY);
    await expect.poll(() => loads.length).toBe(1);
    loads[0]?.reject(new ShimmyError("model_corrupt", "damaged"));
    await expect(first).rejects.toMatchObject({ code: "model_corrupt" });
    const again = pool.reload(ENTRY);
    await expect.poll(() => loads.length).toBe(2);
    loads[1]?.resolve(model().fake);
    await again;
  });

  test("asks for room where there are others, and counts what loads and what leaves", async () => {
    const { pool, loads, wishes } = scriptedPool();
    const first = pool.acquire(ENTRY);
    await expect.poll(() => loads.length).toBe(1);
    const { fake, unloads } = model();
    loads[0]?.resolve(fake);
    await first;
    const second = pool.acquire({ ...ENTRY, name: "other", path: "/m/other.gguf" });
    await expect.poll(() => wishes.length).toBe(1);
    expect(pool.look("other")).toMatchObject({ waitsForRoom: true, activity: { state: "starting" } });
    expect(pool.residents()).toEqual([
      { name: "tiny", phase: "loaded", allocatedBytes: 9, pendingBytes: 8, mappedBytes: 4 },
    ]);
    wishes[0]?.admit(7);
    await expect.poll(() => loads.length).toBe(2);
    expect(pool.residents()[1]).toEqual({
      name: "other",
      phase: "loading",
      allocatedBytes: 7,
      pendingBytes: 7,
      mappedBytes: 4,
    });
    let free = (): void => {};
    const released = pool.release("tiny", 0, new Promise<void>((resolve) => (free = resolve)));
    expect(pool.residents()[1]).toMatchObject({ name: "tiny", phase: "leaving" });
    await new Promise((resolve) => setImmediate(resolve));
    expect(unloads).toEqual([]);
    free();
    await released;
    expect(unloads).toEqual([0]);
    loads[1]?.resolve(model().fake);
    await second;
  });

  test("counts the weights of one file once", async () => {
    const { loads, wishes, first, second } = await secondWaiting();
    expect(wishes[0]?.need.mappedBytes).toBe(0);
    for (const { admit } of wishes) admit(1);
    await expect.poll(() => loads.length).toBe(2);
    for (const { resolve } of loads) resolve(model().fake);
    await Promise.all([first, second]);
  });

  test("gives up a load that waits for room when nobody wants it any more, and no other", async () => {
    const { pool, loads, first, second } = await secondWaiting();
    const gaveUp = expect(second).rejects.toMatchObject({ code: "cancelled" });
    pool.giveUpWaiting("tiny");
    pool.giveUpWaiting("other");
    await gaveUp;
    expect(pool.look("other")).toMatchObject({ failure: undefined, activity: { state: "stopped" } });
    loads[0]?.resolve(model().fake);
    await first;
  });

  test("does not count a refusal of room as a failed load", async () => {
    const { pool, loads, wishes, first, second } = await secondWaiting();
    wishes[0]?.refuse(new ShimmyError("load_timeout", "no room"));
    await expect(second).rejects.toMatchObject({ code: "load_timeout" });
    expect(pool.look("other").activity.state).toBe("stopped");
    loads[0]?.resolve(model().fake);
    await first;
  });

  test("tries once more where memory was short and idle models could go", async () => {
    const { pool, loads, state } = scriptedPool();
    state.idle = true;
    const loading = pool.acquire(ENTRY);
    await expect.poll(() => loads.length).toBe(1);
    loads[0]?.reject(new ShimmyError("insufficient_memory", "too large"));
    await expect.poll(() => loads.length).toBe(2);
    loads[1]?.reject(new ShimmyError("insufficient_memory", "still too large"));
    await expect(loading).rejects.toMatchObject({ message: "still too large" });
  });

  test("a model that leaves once its users are done leaves at once when it is told so", async () => {
    const { pool, loads } = scriptedPool();
    const { fake, unloads } = model();
    const loading = pool.acquire(ENTRY);
    await expect.poll(() => loads.length).toBe(1);
    loads[0]?.resolve(fake);
    await loading;
    const patient = pool.release("tiny", 0, new Promise(() => {}));
    await pool.release("tiny", 3);
    await patient;
    expect(unloads).toEqual([3]);
  });

  test("unloads a model and knows it as stopped", async () => {
    const { pool, loads } = scriptedPool();
    const { fake, unloads } = model();
    const loading = pool.acquire(ENTRY);
    await expect.poll(() => loads.length).toBe(1);
    loads[0]?.resolve(fake);
    await loading;
    await pool.release("tiny", 7);
    await pool.release("tiny", 7);
    expect(unloads).toEqual([7]);
    expect(pool.look("tiny").activity.state).toBe("stopped");
  });

  test("gives up a load that is unloaded meanwhile, which is no failure of the model", async () => {
    const { pool, loads } = scriptedPool();
    const loading = pool.acquire(ENTRY);
    await expect.poll(() => loads.length).toBe(1);
    const released = pool.release("tiny", 0);
    expect(loads[0]?.options.signal.aborted).toBe(true);
    // what the engine says of it is that it stops
    loads[0]?.reject(
      new ShimmyError("shutting_down", "This model is being unloaded or the server is stopping."),
    );
    await expect(loading).rejects.toMatchObject({
      code: "shutting_down",
      message: '"tiny" was unloaded before its load had ended: ask again, and it is loaded anew.',
    });
    await released;
    expect(pool.look("tiny")).toMatchObject({ failure: undefined, activity: { state: "stopped" } });
  });

  test("reloads a model that gave up, and only that", async () => {
    const { pool, loads } = scriptedPool();
    const failed = model("failed");
    const loading = pool.acquire(ENTRY);
    await expect.poll(() => loads.length).toBe(1);
    loads[0]?.resolve(failed.fake);
    await loading;
    const again = pool.reload(ENTRY);
    await expect.poll(() => loads.length).toBe(2);
    const healthy = model();
    await expect.poll(() => loads.length).toBe(2);
    loads[1]?.resolve(healthy.fake);
    expect(await again).toBe(healthy.fake);
    expect(failed.unloads).toEqual([0]);
    expect(await pool.reload(ENTRY)).toBe(healthy.fake);
  });

  test("loads anew after an unload only once the old process is gone, and shows it leaving", async () => {
    const { pool, loads } = scriptedPool();
    const { fake } = model("draining");
    let unloaded = (): void => {};
    fake.unload = () =>
      new Promise((resolve) => {
        unloaded = resolve;
      });
    const first = pool.acquire(ENTRY);
    await expect.poll(() => loads.length).toBe(1);
    loads[0]?.resolve(fake);
    await first;
    const released = pool.release("tiny", 1);
    const twice = pool.release("tiny", 1);
    expect(pool.look("tiny").activity.state).toBe("draining");
    const again = pool.acquire(ENTRY);
    await new Promise((resolve) => setImmediate(resolve));
    expect(loads.length).toBe(1);
    unloaded();
    await Promise.all([released, twice]);
    await expect.poll(() => loads.length).toBe(2);
    loads[1]?.resolve(model().fake);
    await again;
    expect(pool.entries()).toEqual([ENTRY]);
  });

  test("forgets a model whose unload fails, so that it can be loaded again", async () => {
    const { pool, loads } = scriptedPool();
    const { fake } = model();
    fake.unload = async () => {
      throw new Error("it would not go");
    };
    const loading = pool.acquire(ENTRY);
    await expect.poll(() => loads.length).toBe(1);
    loads[0]?.resolve(fake);
    await loading;
    await expect(pool.release("tiny", 0)).rejects.toThrow("it would not go");
    expect(pool.look("tiny").activity.state).toBe("stopped");
    const again = pool.acquire(ENTRY);
    await expect.poll(() => loads.length).toBe(2);
    const healthy = model();
    loads[1]?.resolve(healthy.fake);
    expect(await again).toBe(healthy.fake);
  });

  test("closes: unloads what is loaded, gives up what is loading, takes nothing more", async () => {
    const { pool, loads } = scriptedPool();
    const { fake, unloads } = model();
    const ready = pool.acquire(ENTRY);
    await expect.poll(() => loads.length).toBe(1);
    loads[0]?.resolve(fake);
    await ready;
    const loading = pool.acquire({ ...ENTRY, name: "other" });
    const gaveUp = expect(loading).rejects.toMatchObject({ code: "shutting_down" });
    await pool.close(9);
    await gaveUp;
    expect(unloads).toEqual([9]);
    await expect(pool.acquire(ENTRY)).rejects.toMatchObject({ code: "shutting_down" });
  });
});
