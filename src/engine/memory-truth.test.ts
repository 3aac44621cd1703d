import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { measureEngineMemory } from "../../test/helpers/engine-memory.ts";
import { NOT_LINUX, needing } from "../../test/helpers/needing.ts";
import { writeTinyMoe } from "../../test/helpers/tiny-moe.ts";
import type { LoadTuning } from "../core/load-tuning.ts";
import type { UniversalModelSpec } from "../core/model-spec.ts";
import { builtinModelPath } from "../models/builtin-model.ts";

/** Share by which an estimate may be off. */
const TOLERANCE = 0.1;
/** llama.cpp's log rounds each size to a hundredth of this. */
const MEBIBYTE = 1024 ** 2;
const folder = mkdtempSync(path.join(os.tmpdir(), "shimmy-truth-"));
const moe = path.join(folder, "moe.gguf");
beforeAll(() => writeTinyMoe(moe));
afterAll(() => rmSync(folder, { recursive: true }));

type Options = LoadTuning & Pick<UniversalModelSpec, "contextLength" | "draft"> & { readonly slots: number };
const CASES: readonly (readonly [name: string, modelPath: () => string, options: Options])[] = [
  ["the tiny model", () => inject("tinyModelPath"), { slots: 1 }],
  ["many slots", () => inject("tinyModelPath"), { slots: 48 }],
  ["a stream for each slot", () => inject("tinyModelPath"), { slots: 24, kvUnified: "off" }],
  ["a stream for each slot of the built-in model", builtinModelPath, { slots: 16 }],
  ["a long context", () => inject("tinyModelPath"), { slots: 4, contextLength: 16_384, ropeScaling: "yarn" }],
  ["attention without tiles", () => inject("tinyModelPath"), { slots: 4, flashAttention: "off" }],
  [
    "a quantised KV cache",
    () => moe,
    { slots: 8, contextLength: 8192, ropeScaling: "linear", cacheTypeK: "q8_0", cacheTypeV: "q4_0" },
  ],
  ["a mixture of experts", () => moe, { slots: 8 }],
  ["small steps", () => moe, { slots: 8, batchSize: 64 }],
  ["weights that are read", builtinModelPath, { slots: 8, mmap: false }],
  ["the built-in model", builtinModelPath, { slots: 8 }],
  [
    "the built-in model with a quantised KV cache",
    builtinModelPath,
    { slots: 8, cacheTypeK: "q8_0", cacheTypeV: "q8_0" },
  ],
  [
    "the built-in model as its own draft model",
    builtinModelPath,
    { slots: 8, draft: { path: builtinModelPath() } },
  ],
];

needing(NOT_LINUX).describe("an estimate is within a tenth of what is allocated", () => {
  test.each(CASES)("for %s", async (_name, modelPath, options) => {
    const basePath = modelPath();
    const { estimate, buffersBytes, processBytes } = await measureEngineMemory({
      name: "m",
      backend: { kind: "gguf", basePath },
      device: "cpu",
      ...options,
    });
    const foretoldProcess = estimate.devices[0]?.processBytes ?? 0;
    expect(Math.abs(estimate.totalBytes - foretoldProcess - buffersBytes)).toBeLessThan(
      TOLERANCE * buffersBytes + MEBIBYTE / 10,
    );
    expect(Math.abs(estimate.totalBytes / (buffersBytes + processBytes) - 1)).toBeLessThan(TOLERANCE);
  });
});
