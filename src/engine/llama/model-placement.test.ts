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

  test("a number or all is taken as it is, and cpu takes none", () => {
    expect(place({ gpuLayers: 3 }).gpuLayers).toBe(3);
    expect(place({ gpuLayers: "all" }).gpuLayers).toBe(-1);
    expect(place({ gpuLayers: 0 }).usesGpu).toBe(false);
    expect(place({ gpuLayers: 3 }, { device: "cpu" }).notes).toEqual([
      "Without effect, since the device is set to cpu: gpuLayers.",
    ]);
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
