import koffi from "koffi";
import { expect, test } from "vitest";
import { FloatViews } from "./float-views.ts";

test("a view shows what is there, now and later, and is made once for each place", () => {
  const memory: bigint = koffi.alloc("float", 4096);
  try {
    const views = new FloatViews(4);
    const [first, second] = [views.at(memory), views.at(memory + 16n)];
    first.set([1, 2, 3, 4]);
    second.set([5, 6, 7, 8]);
    expect(views.at(memory)).toBe(first);
    expect([...new Float32Array(koffi.view(memory, 32))]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    for (let place = 0; place < 1000; place++) views.at(memory + BigInt(place * 16));
    expect([...views.at(memory + 16n)]).toEqual([5, 6, 7, 8]);
  } finally {
    koffi.free(memory);
  }
});
