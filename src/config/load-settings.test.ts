import { describe, expect, test } from "vitest";
import { loadConfig } from "./load-config.ts";

const read = (
  flags: Record<string, readonly string[]>,
  environment: Record<string, string> = {},
  forServer = false,
) => loadConfig({ flags, environment, workingDir: "/project", homeDir: "/home/me", forServer }).config;

test("what nobody sets is absent, so that a load takes its defaults", () => {
  expect(read({})).toMatchObject({ load: {}, adapters: [] });
  expect(Object.keys(read({}).load)).toEqual([]);
});

test("flags and variables of every kind become one tuning", () => {
  const config = read(
    {
      "--cache-type-k": ["q8_0"],
      "--flash-attn": ["on"],
      "--gpu-layers": ["12"],
      "--tensor-split": ["3,1"],
      "--devices": ["CUDA0,CUDA1"],
      "--override-tensor": ["blk\\.\\d{1,2}\\.ffn=CPU,output=CUDA0", "attn=CPU"],
      "--no-mmap": ["true"],
      "--lora": ["style.gguf"],
      "--lora-scaled": ["C:\\a.gguf:0.5"],
    },
    {
      SHIMMY_CACHE_TYPE_V: "Q4_0",
      SHIMMY_ROPE_SCALING: "yarn",
      SHIMMY_BATCH_SIZE: "1024",
      SHIMMY_CPU_MOE: "yes",
    },
  );
  expect(config.load).toEqual({
    cacheTypeK: "q8_0",
    cacheTypeV: "q4_0",
    flashAttention: "on",
    ropeScaling: "yarn",
    gpuLayers: 12,
    tensorSplit: [3, 1],
    devices: ["CUDA0", "CUDA1"],
    cpuMoe: true,
    tensorOverrides: [
      { pattern: "blk\\.\\d{1,2}\\.ffn", buffer: "CPU" },
      { pattern: "output", buffer: "CUDA0" },
      { pattern: "attn", buffer: "CPU" },
    ],
    mmap: false,
    batchSize: 1024,
  });
  expect(config.adapters).toMatchObject([{ path: "/project/style.gguf", scale: 1 }, { scale: 0.5 }]);
});

describe("refusals name the flag or variable and what is allowed", () => {
  test.each([
    [{ "--cache-type-k": ["int8"] }, "--cache-type-k must be one of f32, f16, bf16, q8_0"],
    [{ "--gpu-layers": ["-1"] }, "--gpu-layers must be auto, all or a whole number from 0 to 1024"],
    [{ "--tensor-split": ["1,x"] }, "--tensor-split must be a comma-separated list"],
    [{ "--rope-scale": ["0.5"] }, "--rope-scale must be a number from 1 to 1024"],
    [{ "--override-tensor": ["nothing"] }, "--override-tensor must be pairs"],
    [{ "--lora-scaled": ["a.gguf:1000"] }, "--lora-scaled must be pairs"],
    [{ "--numa": ["mirror"] }, "--numa must be one of distribute, isolate, numactl"],
    [
      { "--cache-type-v": ["q8_0"], "--flash-attn": ["off"] },
      "--cache-type-v q8_0 needs flash attention: set --flash-attn to on or auto",
    ],
    [{ "--batch-size": ["64"], "--slots": ["128"] }, "--batch-size of 64 is less than one token"],
  ])("%j", (flags, message) => {
    expect(() => read(flags)).toThrow(message);
  });

  test("a variable is named as such", () => {
    expect(() => read({}, { SHIMMY_FLASH_ATTN: "maybe" })).toThrow(
      "SHIMMY_FLASH_ATTN must be one of auto, on, off",
    );
  });
});

test("a server needs to know whose adapters they are; a command names its model itself", () => {
  expect(() => read({ "--lora": ["a.gguf"] }, {}, true)).toThrow(
    "--lora needs --base-gguf: the model that the adapters belong to.",
  );
  expect(read({ "--lora": ["a.gguf"] }).adapters).toHaveLength(1);
  expect(read({ "--lora": ["a.gguf"], "--base-gguf": ["m.gguf"] }, {}, true).adapters).toHaveLength(1);
});
