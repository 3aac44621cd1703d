import { expect, test } from "vitest";
import { prefersFlashAttention } from "./flash-attention.ts";

test("takes flash attention for heads long enough, and where nothing is known", () => {
  expect([0, 8, 32, 63, 64, 128].map(prefersFlashAttention)).toEqual([true, false, false, false, true, true]);
});
