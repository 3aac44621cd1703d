import { expect, test } from "vitest";
import { cellsAhead } from "./cells-ahead.ts";

test("keeps a little for each request that goes on, and nothing for those that are about to end", () => {
  expect(cellsAhead([])).toBe(0);
  expect(cellsAhead([5, 0, 1000])).toBe(37);
});
