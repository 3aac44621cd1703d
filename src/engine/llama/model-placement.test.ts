import { describe, expect, test } from "vitest";
import type { LoadTuning } from "../../core/load-tuning.ts";
import { type PlacementInput, placeModel } from "./model-placement.ts";

const GIB = 1024 ** 3;
const CPU = { name: "CPU", type: "cpu", freeBytes: 8 * GIB, totalBytes: 16 * GIB } as const;
const cuda = (index: number, freeBytes = 8 * GIB) =>
  ({ name: `CUDA${index}`, type: "gpu", freeBytes, totalBytes: 24 * GIB }) as const;
const SIZES = { blockBytes: new Array<number>(8).fill(GIB), outputBytes: GIB, computeBytes: GIB };

const place = (tuning: LoadTuning, changes: Partial<PlacementInput> = {}) =>
  placeModel({
    tuning,
    device: "auto",
    devices: [cuda(0), CPU],
    buffers: ["CUDA0", "CPU"],
    layerSizes: SIZES,
    passedOver: [],
    ...changes,
  });

describe("without a GPU", () => {
  const alone = { devices: [CPU], buffers: ["CPU"] } as const;

  test("everything stays with the CPU, and options for GPUs are told to have no effect", () => {
    expect(place({}, alone)).toEqual({
      gpuLayers: 0,
      devices: undefined,
      overrides: [],
      usesGpu: false,
      notes: [],
    });
    const asked = place({ gpuLayers: 20, tensorSplit: [1, 1], cpuMoe: true, devices: ["CUDA7"] }, alone);
    expect(asked.gpuLayers).toBe(0);
    expect(asked.notes).toEqual([
      "Without effect, since no GPU is in use here: gpuLayers, tensorSplit, devices, cpuMoe.",
    ]);
  });

  test("overrides hold for the buffers there are, and others are refused with their names", () => {
    const overrides = [{ pattern: "exps", buffer: "CPU" }];
    expect(place({ tensorOverrides: overrides }, alone).overrides).toEqual(overrides);
    expect(() => place({ tensorOverrides: [{ pattern: "exps", buffer: "CUDA0" }] }, alone)).toThrow(
      expect.objectContaining({
        code: "invalid_request",
        param: "tensorOverrides",
        message: 'There is no buffer "CUDA0" here for tensorOverrides; there is CPU.',
      }),
    );
  });

  test("a GPU that was demanded is missed, with the reasons", () => {
    const passedOver = [{ variant: "cuda", reason: "not installed" }];
    expect(() => place({}, { ...alone, device: "gpu", passedOver })).toThrow(
      expect.objectContaining({
        code: "backend_unavailable",
        message: expect.stringContaining("cuda: not installed"),
      }),
    );
  });
});

describe("with GPUs", () => {
  test("auto takes as many layers as their free memory holds", () => {
    expect(place({}).gpuLayers).toBe(6);
    expect(place({}, { devices: [cuda(0, 20 * GIB), CPU] })).toMatchObject({ gpuLayers: -1, usesGpu: true });
    expect(place({}, { devices: [cuda(0, 0), CPU] })).toMatchObject({ gpuLayers: 0, usesGpu: false });
    expect(place({}, { layerSizes: undefined }).gpuLayers).toBe(-1);
    const silent = { ...cuda(0, 0), totalBytes: 0 };
    expect(place({}, { devices: [silent, CPU] }).gpuLayers).toBe(-1);
  });

  test("a number or all that can be there is taken as it is, and cpu takes none", () => {
    expect(place({ gpuLayers: 3 }).gpuLayers).toBe(3);
    expect(place({ gpuLayers: 99 }, { devices: [cuda(0, 9 * GIB), CPU] }).gpuLayers).toBe(99);
    expect(place({ gpuLayers: "all" }, { devices: [cuda(0, 9 * GIB), CPU] }).gpuLayers).toBe(-1);
    expect(place({ gpuLayers: 0 }).usesGpu).toBe(false);
    expect(place({ gpuLayers: 3 }, { device: "cpu" }).notes).toEqual([
      "Without effect, since the device is set to cpu: gpuLayers.",
    ]);
  });

  test("layers that cannot be there are refused before the load, which would fail half-way", () => {
    const tight = { devices: [cuda(0, 2 * GIB), cuda(1, GIB), CPU] };
    expect(() => place({ gpuLayers: 4 }, tight)).toThrow(
      expect.objectContaining({
        code: "insufficient_memory",
        message:
          '4 layers take 4295 MB on the GPU, and CUDA0 and CUDA1 have 3222 MB free: set gpuLayers to 0 at most, or to "auto", or end what uses the GPU.',
        details: { neededBytes: 4 * GIB, availableBytes: 3 * GIB },
      }),
    );
    expect(place({ gpuLayers: 3 }, tight).gpuLayers).toBe(3);
    expect(() => place({ gpuLayers: "all" })).toThrow("All layers take 9664 MB");
    // only the GPUs that are to be used count
    expect(() => place({ gpuLayers: 3, devices: ["CUDA1"] }, tight)).toThrow("CUDA1 has 1074 MB free");
    // one that does not tell is trusted, and so is one with the machine's own memory
    const silent = { devices: [{ ...cuda(0, 0), totalBytes: 0 }, CPU] };
    expect(place({ gpuLayers: "all" }, silent).gpuLayers).toBe(-1);
    const integrated = { devices: [{ ...cuda(0, GIB), type: "integrated-gpu" as const }, CPU] };
    expect(place({ gpuLayers: "all" }, integrated).gpuLayers).toBe(-1);
  });

  test("experts stay with the CPU, behind the user's own overrides", () => {
    const own = { pattern: "blk\\.0\\.", buffer: "CUDA0" };
    expect(place({ cpuMoe: true, tensorOverrides: [own] }).overrides).toEqual([
      own,
      { pattern: "\\.ffn_(up|down|gate|gate_up)_(ch|)exps", buffer: "CPU" },
    ]);
    const [first] = place({ cpuMoeLayers: 2 }).overrides;
    const pattern = new RegExp(first?.pattern ?? "");
    expect(pattern.test("blk.1.ffn_up_exps.weight")).toBe(true);
    expect(pattern.test("blk.2.ffn_up_exps.weight")).toBe(false);
    expect(pattern.test("blk.11.ffn_up_exps.weight")).toBe(false);
  });

  test("refuses GPUs and shares that are not there, naming those that are", () => {
    const two = { devices: [cuda(0), cuda(1), CPU] };
    expect(place({ devices: ["CUDA1"] }, two).devices).toEqual(["CUDA1"]);
    expect(() => place({ devices: ["CUDA2"] }, two)).toThrow(
      'There is no GPU "CUDA2" here; there is CUDA0, CUDA1.',
    );
    expect(() => place({ mainGpu: 2 }, two)).toThrow("mainGpu must be from 0 to 1, not 2.");
    expect(() => place({ tensorSplit: [1, 1, 1] }, two)).toThrow(/3 shares, and 2 GPUs/);
  });
});
