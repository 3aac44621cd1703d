import fc from "fast-check";
import { expect, test } from "vitest";
import { BestFitBlocks, type Block } from "./best-fit-blocks.ts";

test("puts a block into the smallest hole that holds it, else to the end", () => {
  const blocks = new BestFitBlocks();
  const [large, , small] = [blocks.take(640), blocks.take(64), blocks.take(128), blocks.take(64)];
  blocks.give(large);
  blocks.give(small);
  expect(blocks.take(100)).toEqual({ offset: 704, size: 128 });
  expect(blocks.take(65)).toEqual({ offset: 0, size: 128 });
  expect(blocks.take(1000)).toEqual({ offset: 896, size: 1024 });
  expect(blocks.peakBytes).toBe(1920);
});

test("joins neighbouring holes, and forgets those at the end", () => {
  const blocks = new BestFitBlocks();
  const [first, second, third] = [blocks.take(64), blocks.take(64), blocks.take(64)];
  blocks.give(first);
  blocks.give(second);
  expect(blocks.take(128)).toEqual({ offset: 0, size: 128 });
  blocks.give(third);
  expect(blocks.take(256).offset).toBe(128);
});

test("never gives a place out twice, and its peak is no less than what is taken at once", () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ size: fc.integer({ min: 1, max: 5000 }), give: fc.nat() }), { maxLength: 60 }),
      (steps) => {
        const blocks = new BestFitBlocks();
        let live: Block[] = [];
        let most = 0;
        for (const { size, give } of steps) {
          const taken = blocks.take(size);
          for (const other of live) {
            expect(
              taken.offset >= other.offset + other.size || other.offset >= taken.offset + taken.size,
            ).toBe(true);
          }
          live = [...live, taken];
          most = Math.max(
            most,
            live.reduce((sum, block) => sum + block.size, 0),
          );
          const gone = live[give % (live.length * 2)];
          if (gone === undefined) continue;
          blocks.give(gone);
          live = live.filter((block) => block !== gone);
        }
        expect(blocks.peakBytes).toBeGreaterThanOrEqual(most);
      },
    ),
  );
});
