import fc from "fast-check";
import { expect, test } from "vitest";
import { gpuShortage, type LayerSizes, planGpuLayers } from "./gpu-plan.ts";

const GIB = 1024 ** 3;
const sizes: LayerSizes = {
  blockBytes: new Array<number>(32).fill(GIB / 4),
  outputBytes: GIB / 2,
  computeBytes: GIB / 2,
};
const gpu = (freeBytes: number | undefined, name = "CUDA0") => ({ name, freeBytes });

test("puts everything onto a GPU that holds it, and onto one that does not tell", () => {
  expect(planGpuLayers([gpu(24 * GIB)], sizes)).toBe(33);
  expect(planGpuLayers([gpu(undefined)], sizes)).toBe(33);
});

test("puts on as many of the last layers as there is room for", () => {
  // 4 GiB less half a GiB for results and half a GiB in reserve: the output layer and ten blocks
  expect(planGpuLayers([gpu(4 * GIB)], sizes)).toBe(11);
  expect(planGpuLayers([gpu(GIB)], sizes)).toBe(0);
  expect(planGpuLayers([], sizes)).toBe(0);
});

test("divides by free memory among several", () => {
  expect(planGpuLayers([gpu(6 * GIB), gpu(6 * GIB, "CUDA1")], sizes)).toBe(33);
  const uneven = planGpuLayers([gpu(2 * GIB), gpu(6 * GIB, "CUDA1")], sizes);
  expect(uneven).toBeGreaterThan(15);
  expect(uneven).toBeLessThan(25);
});

test("tells what is missing for layers that were asked for, and only where no division would do", () => {
  expect(gpuShortage([gpu(9 * GIB)], sizes, 33)).toBeUndefined();
  expect(gpuShortage([gpu(4 * GIB), gpu(4.5 * GIB, "CUDA1")], sizes, 33)).toBeUndefined();
  expect(gpuShortage([gpu(4 * GIB)], sizes, Number.POSITIVE_INFINITY)).toEqual({
    neededBytes: 8.5 * GIB,
    freeBytes: 4 * GIB,
    mostLayers: 11,
  });
  expect(gpuShortage([gpu(GIB)], sizes, 3)).toBeUndefined();
  expect(gpuShortage([gpu(GIB)], sizes, 4)).toMatchObject({ neededBytes: 1.25 * GIB });
  expect(gpuShortage([gpu(undefined), gpu(0)], sizes, 33)).toBeUndefined();
  expect(gpuShortage([gpu(0)], sizes, 0)).toBeUndefined();
});

test("what is planned is never short", () => {
  const rooms = fc.array(fc.integer({ min: 0, max: 24 * GIB }), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(rooms, (free) => {
      const gpus = free.map((bytes, index) => gpu(bytes, `CUDA${index}`));
      expect(gpuShortage(gpus, sizes, planGpuLayers(gpus, sizes))).toBeUndefined();
    }),
  );
});

test("never plans more than the GPUs hold, and more memory never means fewer layers on one GPU", () => {
  const bytes = fc.integer({ min: 0, max: 24 * 1024 }).map((mebibytes) => mebibytes * 1024 ** 2);
  fc.assert(
    fc.property(fc.array(bytes, { minLength: 1, maxLength: 4 }), bytes, (rooms, more) => {
      const gpus = rooms.map((free, index) => gpu(free, `CUDA${index}`));
      const layers = planGpuLayers(gpus, sizes);
      const needed = layers === 0 ? 0 : sizes.outputBytes + (layers - 1) * (GIB / 4);
      expect(needed).toBeLessThanOrEqual(rooms.reduce((sum, room) => sum + room, 0));
      const first = rooms[0] ?? 0;
      expect(planGpuLayers([gpu(first + more)], sizes)).toBeGreaterThanOrEqual(
        planGpuLayers([gpu(first)], sizes),
      );
    }),
  );
});
