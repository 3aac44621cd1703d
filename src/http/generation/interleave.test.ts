import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { interleave } from "./interleave.ts";

/** Iterators of the given values; how far each was read, and whether it was closed. */
function sources<Value>(lists: readonly (readonly Value[])[]) {
  const read = lists.map(() => 0);
  const closed = lists.map(() => false);
  const opened: number[] = [];
  const open = async (index: number) => {
    opened.push(index);
    return (async function* () {
      try {
        for (const value of lists[index] ?? []) {
          read[index] = (read[index] ?? 0) + 1;
          yield value;
        }
      } finally {
        closed[index] = true;
      }
    })();
  };
  return { open, read, closed, opened, count: lists.length };
}

/** Lets everything go on that waits for nothing outside. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

async function all<Value>(values: AsyncIterable<Value>): Promise<Value[]> {
  const list: Value[] = [];
  for await (const value of values) list.push(value);
  return list;
}

describe("interleave", () => {
  it("gives every value once, those of one iterator in their order, and opens each once, few at a time", async () => {
    const lists = fc.array(fc.array(fc.nat(), { maxLength: 6 }), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(lists, fc.integer({ min: 1, max: 5 }), async (given, atOnce) => {
        const { open, opened, closed, count } = sources(given);
        const stop = vi.fn();
        const values = await all(interleave({ open, count, atOnce, stop }));
        for (const [index, list] of given.entries()) {
          expect(values.filter(([from]) => from === index).map(([, value]) => value)).toEqual(list);
        }
        expect(opened).toEqual(given.map((_, index) => index));
        expect(closed.every(Boolean)).toBe(true);
        expect(stop).toHaveBeenCalledTimes(1);
      }),
    );
  });

  it("takes turns when all have something to give", async () => {
    const { open, count } = sources([
      ["a", "b", "c"],
      ["d", "e", "f"],
    ]);
    const values = await all(interleave({ open, count, atOnce: 2, stop: () => undefined }));
    expect(values.map(([index]) => index)).toEqual([0, 1, 0, 1, 0, 1]);
  });

  it("reads no further than one value ahead of its reader", async () => {
    const { open, read, closed, count } = sources([Array(50).fill("x"), Array(50).fill("y")]);
    const values = interleave({ open, count, atOnce: 2, stop: () => undefined });
    await values.next();
    await settle();
    expect(read).toEqual([1, 1]);
    await values.next();
    await settle();
    expect(Math.max(...read)).toBe(2);
    await values.return();
    expect(closed).toEqual([true, true]);
  });

  it("opens the next when one ends", async () => {
    const { open, opened, count } = sources([["a"], ["b", "c"], ["d"]]);
    const values = interleave({ open, count, atOnce: 2, stop: () => undefined });
    await values.next();
    expect(opened).toEqual([0, 1]);
    const rest = await all(values);
    expect(rest.map(([, value]) => value)).toEqual(["b", "c", "d"]);
    expect(opened).toEqual([0, 1, 2]);
  });

  it("ends all with the first failure, also of one that cannot be opened", async () => {
    for (const failing of ["open", "read"]) {
      const stopped = new AbortController();
      let closed = false;
      const patient = (async function* () {
        try {
          yield "a";
          await new Promise((_, reject) => stopped.signal.addEventListener("abort", reject));
        } finally {
          closed = true;
        }
      })();
      const broken = (async function* () {
        yield "b";
        throw new Error("broken");
      })();
      const values = interleave<string>({
        open: async (index) => {
          if (index === 0) return patient;
          if (failing === "open") throw new Error("broken");
          return broken;
        },
        count: 2,
        atOnce: 2,
        stop: () => stopped.abort(),
      });
      await expect(all(values)).rejects.toThrow("broken");
      expect([closed, stopped.signal.aborted]).toEqual([true, true]);
    }
  });
});
