import { describe, expect, test } from "vitest";
import { KV_CACHE_TYPES } from "./load-tuning.ts";
import { validateLoadTuning } from "./validate-load-tuning.ts";

/** What a caller without types may write. */
const check = (tuning: object): void => validateLoadTuning(tuning);

test("accepts nothing at all, and every option at once", () => {
  const everything = {
    cacheTypeK: "q8_0",
    cacheTypeV: "q4_0",
    flashAttention: "on",
    ropeScaling: "yarn",
    ropeScale: 4,
    ropeFrequencyBase: 10_000,
    yarnOriginalContext: 4096,
    yarnExtFactor: 1,
    yarnAttnFactor: 1,
    yarnBetaSlow: 1,
    yarnBetaFast: 32,
    gpuLayers: "auto",
    splitMode: "row",
    tensorSplit: [3, 1],
    mainGpu: 1,
    devices: ["CUDA0", "CUDA1"],
    cpuMoe: true,
    cpuMoeLayers: 4,
    tensorOverrides: [{ pattern: "\\.ffn_.*_exps", buffer: "CPU" }],
    mmap: false,
    mlock: true,
    repack: false,
    numa: "distribute",
    batchSize: 2048,
    microBatchSize: 256,
    threadsBatch: 4,
    adapters: [{ path: "a.gguf", scale: -0.5, name: "style" }],
    slots: 32,
  };
  expect(() => check({})).not.toThrow();
  expect(() => check(everything)).not.toThrow();
});

test.each([
  ["cacheTypeK", "q9", `one of ${KV_CACHE_TYPES.join(", ")}, not "q9"`],
  ["cacheTypeV", 8, "one of"],
  ["flashAttention", "yes", "one of auto, on, off"],
  ["ropeScaling", "ntk", "one of none, linear, yarn"],
  ["ropeScale", 0.5, "a number from 1 to 1024"],
  ["ropeFrequencyBase", Number.NaN, "a number from 1"],
  ["ropeFrequencyScale", 0, "a number from"],
  ["yarnOriginalContext", 1.5, "a whole number from 1"],
  ["gpuLayers", -1, "auto, all or a whole number from 0"],
  ["gpuLayers", "some", "auto, all or a whole number"],
  ["splitMode", "tensor", "one of none, layer, row"],
  ["mainGpu", 99, "a whole number from 0 to 15"],
  ["tensorSplit", [], "a list of 1 to 16 numbers"],
  ["tensorSplit", [0, 0], "not all of them 0"],
  ["tensorSplit", [1, -1], "a list of 1 to 16 numbers"],
  ["devices", ["CUDA0", "CUDA0"], "each once"],
  ["devices", [""], "names of devices"],
  ["cpuMoe", "yes", "true or false"],
  ["cpuMoeLayers", 1e6, "a whole number from 0"],
  ["tensorOverrides", Array(65).fill({ pattern: "a", buffer: "CPU" }), "at most 64"],
  ["tensorOverrides", [{ pattern: "(a+)+", buffer: "CPU" }], "repeats a group"],
  ["tensorOverrides", [{ pattern: 5, buffer: "CPU" }], "is no text"],
  ["tensorOverrides", [{ pattern: "a", buffer: "" }], "the name of a buffer"],
  ["numa", "mirror", "one of distribute, isolate, numactl"],
  ["batchSize", 1, "a whole number from 32"],
  ["threadsBatch", 0, "a whole number from 1"],
  ["adapters", [{ path: "", scale: 1 }], "the path of a GGUF file"],
  ["adapters", [{ path: "a", scale: 1e9 }], "a number from -100 to 100"],
  ["adapters", [{ path: "a", scale: 1, name: "x\n" }], "a name"],
  ["adapters", Array(17).fill({ path: "a", scale: 1 }), "at most 16"],
])("refuses %s of %j, naming the field and what is allowed", (field, value, reason) => {
  expect(() => check({ [field]: value })).toThrow(
    expect.objectContaining({
      code: "invalid_request",
      param: field,
      message: expect.stringContaining(reason),
    }),
  );
});

describe("options that do not go together", () => {
  test.each(["q8_0", "q4_1", "iq4_nl"])("values of %s without flash attention", (cacheTypeV) => {
    expect(() => check({ cacheTypeV, flashAttention: "off" })).toThrow(/needs flash attention/);
    expect(() => check({ cacheTypeV, flashAttention: "auto" })).not.toThrow();
    expect(() => check({ cacheTypeK: cacheTypeV, flashAttention: "off" })).not.toThrow();
  });

  test("a micro-batch above the batch, fewer batch tokens than slots, two ways to say one factor", () => {
    expect(() => check({ batchSize: 64, microBatchSize: 128 })).toThrow(/more than the batchSize of 64/);
    expect(() => check({ batchSize: 64, slots: 128 })).toThrow(/128 slots/);
    expect(() => check({ ropeScale: 2, ropeFrequencyScale: 0.5 })).toThrow(/give one of them/);
  });
});
