import { expect, test } from "vitest";
import { mapConcurrently } from "./map-concurrently.ts";

test("results stand in the items' order and no more run at once than allowed", async () => {
  let running = 0;
  let most = 0;
  const results = await mapConcurrently([5, 1, 4, 2, 3], 2, async (item) => {
    running += 1;
    most = Math.max(most, running);
    for (let turn = 0; turn < item; turn++) await Promise.resolve();
    running -= 1;
    return item * 10;
  });
  expect(results).toEqual([50, 10, 40, 20, 30]);
  expect(most).toBe(2);
});

test("nothing comes of nothing", async () => {
  expect(await mapConcurrently([], 4, () => Promise.resolve(1))).toEqual([]);
});

test("a failure is passed on", async () => {
  await expect(mapConcurrently([1, 2], 2, () => Promise.reject(new Error("broken")))).rejects.toThrow(
    "broken",
  );
});
