import { expect, test } from "vitest";
import type { Pooling } from "../../core/embedding.ts";
import { PooledVector } from "./pooled-vector.ts";

function pool(pooling: Pooling, rows: readonly (readonly number[])[], normalize = false, dimensions = 2) {
  const pooled = new PooledVector({ pooling, normalize, dimensions });
  const native = new Float32Array(rows[0]?.length ?? 0);
  for (const row of rows) {
    // native memory is overwritten by the next pass
    native.set(row);
    pooled.add(native);
    native.fill(Number.NaN);
  }
  return [...pooled.finish()];
}

const rows = [
  [3, 4, 100],
  [1, 0, 100],
  [5, 8, 100],
];

test.each([
  ["mean", [3, 4]],
  ["cls", [3, 4]],
  ["last", [5, 8]],
  ["none", [3, 4, 1, 0, 5, 8]],
] as const)("pools by %s", (pooling, expected) => {
  expect(pool(pooling, rows)).toEqual(expected);
});

test("scales to length 1 after the cut, each token's vector by itself", () => {
  expect(pool("mean", rows, true)).toEqual([Math.fround(0.6), Math.fround(0.8)]);
  expect(pool("none", rows.slice(0, 2), true)).toEqual([Math.fround(0.6), Math.fround(0.8), 1, 0]);
});

test("leaves a vector without a direction as it is", () => {
  expect(pool("mean", [[0, 0]], true)).toEqual([0, 0]);
});
