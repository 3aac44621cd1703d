import { describe, expect, test, vi } from "vitest";
import { ShimmyError } from "../core/errors.ts";
import type { KvPlan } from "./kv-plan.ts";
import { planKvStreams } from "./kv-streams.ts";

const layer = { stateWidth: 0 } as Parameters<typeof planKvStreams>[0]["shape"]["layers"][number];
const shape = { layers: [layer], hasSlidingWindow: false };
const plans = (pool: KvPlan, own: KvPlan) => vi.fn((streams: boolean) => (streams ? own : pool));
const ample = () =>
  plans({ contextLength: 1000, kvCells: 16_128 }, { contextLength: 1000, kvCells: 16 * 1024 });

describe("streams", () => {
  test("are taken for many slots where every one has a whole context anyway", () => {
    expect(planKvStreams({ mode: undefined, slots: 16, shape, plan: ample() })).toMatchObject({
      streams: true,
      plan: { kvCells: 16 * 1024 },
    });
    expect(planKvStreams({ mode: "auto", slots: 15, shape, plan: ample() }).streams).toBe(false);
  });

  test("are not taken by themselves where contexts would become shorter", () => {
    const scarce = { contextLength: 1000, kvCells: 8192 };
    const short = { contextLength: 512, kvCells: 16 * 512 };
    expect(planKvStreams({ mode: "auto", slots: 16, shape, plan: plans(scarce, short) })).toEqual({
      streams: false,
      plan: scarce,
    });
    const pool = { contextLength: 1000, kvCells: 16_128 };
    expect(planKvStreams({ mode: "auto", slots: 16, shape, plan: plans(pool, short) }).streams).toBe(false);
    expect(planKvStreams({ mode: "off", slots: 16, shape, plan: plans(scarce, short) })).toEqual({
      streams: true,
      plan: short,
    });
  });

  test("are not taken by themselves where rounding each up takes much more memory, or more than there is", () => {
    const pool = { contextLength: 300, kvCells: 19_456 };
    const rounded = { contextLength: 300, kvCells: 64 * 512 };
    const chosen = planKvStreams({ mode: "auto", slots: 64, shape, plan: plans(pool, rounded) });
    expect(chosen).toEqual({ streams: false, plan: pool });
    const tight = (error: Error) => (streams: boolean) => {
      if (streams) throw error;
      return { contextLength: 1000, kvCells: 16_128 };
    };
    const full = new ShimmyError("insufficient_memory", "too much");
    expect(planKvStreams({ mode: "auto", slots: 16, shape, plan: tight(full) }).streams).toBe(false);
    expect(() => planKvStreams({ mode: "off", slots: 16, shape, plan: tight(full) })).toThrow(full);
    const other = new Error("other");
    expect(() => planKvStreams({ mode: "auto", slots: 16, shape, plan: tight(other) })).toThrow(other);
  });

  test("are not taken where they were ruled out, have no sense, or cannot be copied", () => {
    const recurrent = { layers: [layer, { ...layer, stateWidth: 8 }], hasSlidingWindow: false };
    for (const input of [
      { mode: "on", slots: 64, shape },
      { mode: "off", slots: 1, shape },
      { mode: "off", slots: 64, shape: { ...shape, hasSlidingWindow: true } },
      { mode: "off", slots: 64, shape: recurrent },
    ] as const)
      expect(planKvStreams({ ...input, plan: ample() }).streams).toBe(false);
  });
});
