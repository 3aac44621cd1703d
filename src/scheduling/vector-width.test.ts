import { expect, test } from "vitest";
import { prefersNarrowVectors } from "./vector-width.ts";

test("takes narrow vectors for heads that do not fill wide ones", () => {
  expect([0, 8, 32, 63, 64, 128].map(prefersNarrowVectors)).toEqual([false, true, true, true, false, false]);
});
