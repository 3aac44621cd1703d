import koffi from "koffi";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { silenceNativeLog } from "../../../test/helpers/silence-native-log.ts";
import { applyTuning } from "./context-params.ts";
import { listDevices } from "./devices.ts";
import { type LlamaLibrary, loadLibrary } from "./library.ts";
import { buildModelParams, initializeNuma, listBuffers } from "./model-params.ts";
import type { ModelPlacement } from "./model-placement.ts";
import { NativeArena } from "./native-arena.ts";

let library: LlamaLibrary;
const arena = new NativeArena();
beforeAll(() => {
  silenceNativeLog();
  library = loadLibrary("cpu");
});
afterAll(() => arena.free());

const NOWHERE: ModelPlacement = {
  gpuLayers: 0,
  devices: undefined,
  overrides: [],
  usesGpu: false,
  notes: [],
};

describe("the parameters of a load", () => {
  test("are llama.cpp's defaults where nothing is asked for", () => {
    expect(buildModelParams(library, {}, NOWHERE, arena)).toEqual({
      ...library.llama.llama_model_default_params(),
      n_gpu_layers: 0,
    });
  });

  test.each([
    [{}, -1],
    [{ mmap: true }, 1],
    [{ mmap: false }, 0],
    [{ mlock: true }, 3],
    [{ mmap: false, mlock: true }, 2],
  ])("have the way to load of %j", (tuning, mode) => {
    expect(buildModelParams(library, tuning, NOWHERE, arena).load_mode).toBe(mode);
  });

  test("point at shares, devices and overrides as C reads them", () => {
    const params = buildModelParams(
      library,
      { tensorSplit: [3, 1], splitMode: "row", mainGpu: 1, repack: false },
      {
        gpuLayers: 5,
        devices: ["CPU", "none"],
        overrides: [{ pattern: "\\.ffn_.*", buffer: "CPU" }],
        usesGpu: true,
        notes: [],
      },
      arena,
    );
    expect(params).toMatchObject({ n_gpu_layers: 5, split_mode: 2, main_gpu: 1, use_extra_bufts: false });
    const shares = koffi.decode(params.tensor_split, "float", 16);
    expect([...shares]).toEqual([3, 1, ...new Array<number>(14).fill(0)]);
    const cpu = listDevices(library).find(({ name }) => name === "CPU");
    expect([...koffi.decode(params.devices, "uint64", 3)].map(BigInt)).toEqual([
      BigInt(cpu?.handle ?? 0n),
      0n,
      0n,
    ]);
    const [pattern, buffer, end] = [...koffi.decode(params.tensor_buft_overrides, "uint64", 4)].map(BigInt);
    expect(koffi.decode(pattern, "char", -1)).toBe("\\.ffn_.*");
    expect(buffer).toBe(BigInt(listBuffers(library).get("CPU") ?? 0n));
    expect(end).toBe(0n);
  });

  test("leave the memory nodes alone unless told, and set them once", () => {
    const calls: number[] = [];
    const counting = {
      ...library,
      llama: { ...library.llama, llama_numa_init: (strategy: number) => calls.push(strategy) },
    };
    initializeNuma(counting, {});
    expect(calls).toEqual([]);
    initializeNuma(counting, { numa: "isolate" });
    initializeNuma(counting, { numa: "distribute" });
    expect(calls).toEqual([2]);
  });
});

test("a context's parameters take every part of a tuning", () => {
  const params = library.llama.llama_context_default_params();
  applyTuning(params, {});
  expect(params).toEqual(library.llama.llama_context_default_params());
  applyTuning(params, {
    cacheTypeK: "bf16",
    cacheTypeV: "iq4_nl",
    flashAttention: "on",
    ropeScaling: "yarn",
    ropeScale: 4,
    ropeFrequencyBase: 5000,
    yarnOriginalContext: 512,
    yarnExtFactor: 0.5,
    yarnAttnFactor: 2,
    yarnBetaSlow: 3,
    yarnBetaFast: 16,
  });
  expect(params).toMatchObject({
    type_k: 30,
    type_v: 20,
    flash_attn_type: 1,
    rope_scaling_type: 2,
    rope_freq_scale: 0.25,
    rope_freq_base: 5000,
    yarn_orig_ctx: 512,
    yarn_ext_factor: 0.5,
    yarn_attn_factor: 2,
    yarn_beta_slow: 3,
    yarn_beta_fast: 16,
  });
});
