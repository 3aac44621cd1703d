import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { writeTinyMoe } from "../../test/helpers/tiny-moe.ts";
import type { ModelShape } from "../core/model-shape.ts";
import type { UniversalModelSpec } from "../core/model-spec.ts";
import { describeShape } from "../models/gguf/describe-shape.ts";
import { readGgufHeader } from "../models/gguf/read-gguf-header.ts";
import { contextCells } from "../scheduling/context-size.ts";
import type { ExaminedDraft } from "./plan-draft.ts";
import { type LoadPlanInput, planLoad } from "./plan-load.ts";

const folder = mkdtempSync(path.join(os.tmpdir(), "shimmy-plan-"));
let shape: ModelShape;
beforeAll(async () => {
  const file = path.join(folder, "moe.gguf");
  await writeTinyMoe(file);
  shape = describeShape([await readGgufHeader(file)]);
});
afterAll(() => rmSync(folder, { recursive: true }));

const MIB = 1024 ** 2;

function plan(spec: Partial<UniversalModelSpec> = {}, changes: Partial<LoadPlanInput> = {}) {
  return planLoad({
    spec: { name: "moe", backend: { kind: "gguf", basePath: "moe.gguf" }, ...spec },
    shape,
    trainContextLength: 512,
    originalContextLength: undefined,
    availableBytes: 1024 * MIB,
    repackedTypes: new Set(),
    adapterBytes: 0,
    ...changes,
  });
}

test("chooses context and cells as before where there is memory", () => {
  expect(plan()).toMatchObject({ contextLength: 512, kvCells: 4096, slots: 8, tuning: {}, notes: [] });
  expect(plan({ slots: 2, contextLength: 100 })).toMatchObject({ contextLength: 100, kvCells: 256 });
});

test("tells what the CPU's side has to hold, and with how little it could do", () => {
  const { need, estimate } = plan({}, { availableBytes: undefined, trainContextLength: 4096 });
  expect(need.allocatedBytes).toBe(estimate.totalBytes);
  expect(need.mappedBytes).toBe(estimate.mappedBytes);
  expect(need.oneContextBytes).toBeLessThan(need.allocatedBytes);
  expect(need.leastBytes).toBeLessThan(need.oneContextBytes);
  const asked = plan({ contextLength: 2048 }, { availableBytes: undefined, trainContextLength: 4096 }).need;
  expect(asked.leastBytes).toBe(asked.oneContextBytes);
});

test("hands on the tuning without the rest of the spec, with the stretch filled in", () => {
  const { tuning } = plan({
    cacheTypeK: "q8_0",
    ropeScaling: "yarn",
    contextLength: 2048,
    threads: 3,
    template: "x",
  });
  expect(tuning).toEqual({
    cacheTypeK: "q8_0",
    ropeScaling: "yarn",
    ropeFrequencyScale: 0.25,
    yarnOriginalContext: 512,
  });
});

describe("with little memory", () => {
  test("takes fewer cells, and estimates what it chose", () => {
    const small = plan({ slots: 64 }, { availableBytes: 24 * MIB });
    expect(small.kvCells).toBeLessThan(64 * 512);
    expect(small.estimate.totalBytes).toBeLessThanOrEqual(24 * MIB);
  });

  test("refuses what cannot fit", () => {
    expect(() => plan({}, { availableBytes: 5 * MIB })).toThrow(
      expect.objectContaining({ code: "insufficient_memory" }),
    );
  });

  test("warns of weights that will not stay in memory, and counts those that must", () => {
    const heavy = { ...shape, tensors: [{ ...weight(), sizeBytes: 900 * MIB }] };
    const mapped = plan({}, { shape: heavy, availableBytes: 500 * MIB });
    expect(mapped.notes).toEqual([expect.stringContaining("read from the disk again and again")]);
    expect(() => plan({ mlock: true }, { shape: heavy, availableBytes: 500 * MIB })).toThrow(/needs \d+ MB/);
    expect(() => plan({ mmap: false }, { shape: heavy, availableBytes: 500 * MIB })).toThrow(/needs \d+ MB/);
    const types = new Set(["F32"]);
    expect(() => plan({}, { shape: heavy, availableBytes: 500 * MIB, repackedTypes: types })).toThrow(
      /needs/,
    );
    plan({ repack: false }, { shape: heavy, availableBytes: 500 * MIB, repackedTypes: types });
  });
});

describe("with a draft model", () => {
  const draft = (changes: Partial<ExaminedDraft> = {}): ExaminedDraft => ({
    spec: { path: "/small.gguf", maxTokens: 4 },
    shape,
    trainContextLength: 512,
    ...changes,
  });

  test("hands on what the engine is to load, with the defaults filled in", () => {
    const { draft: asked, kvCells } = plan(
      { cacheTypeK: "q8_0", flashAttention: "on", gpuLayers: 0, cpuMoe: true, batchSize: 64 },
      { draft: draft() },
    );
    expect(asked).toMatchObject({
      path: "/small.gguf",
      maxTokens: 4,
      minProbability: 0.75,
      contextLength: 512,
      kvCells,
    });
    // heads and layers of its own, and no word on the model's
    expect(asked?.tuning).toEqual({ flashAttention: "on", gpuLayers: 0, batchSize: 64 });
    expect(plan().draft).toBeUndefined();
  });

  test("takes fewer cells where both do not fit, and refuses where nothing would be left", () => {
    const bounded = { availableBytes: 26 * MIB };
    const alone = plan({ slots: 64 }, bounded);
    const both = plan({ slots: 64 }, { ...bounded, draft: draft() });
    expect(both.kvCells).toBeLessThan(alone.kvCells);
    expect(both.estimate.totalBytes).toBeLessThanOrEqual(26 * MIB);
    expect(both.estimate.draftBytes).toBeGreaterThan(0);
    const heavy = { ...shape, tensors: [{ ...weight(), sizeBytes: 900 * MIB }] };
    const read = { mmap: false, slots: 2 } as const;
    expect(() => plan(read, { availableBytes: 500 * MIB, draft: draft({ shape: heavy }) })).toThrow(
      expect.objectContaining({ code: "insufficient_memory" }),
    );
    plan(read, { availableBytes: 500 * MIB });
  });

  test("gives it no more cells than it was trained for, and tells", () => {
    const { draft: asked, notes } = plan({ slots: 4 }, { draft: draft({ trainContextLength: 128 }) });
    expect(asked).toMatchObject({ contextLength: 128, kvCells: 4 * 128 });
    expect(notes).toEqual([expect.stringContaining("trained for 128 tokens")]);
  });

  test("leaves room for its context beside the layers on a GPU", () => {
    const extra = (spec: Partial<UniversalModelSpec>) =>
      plan(spec, { draft: draft() }).layerSizes.computeBytes - plan(spec).layerSizes.computeBytes;
    expect(extra({})).toBeGreaterThan(0);
    expect(extra({ slots: 16 })).toBeGreaterThan(extra({ slots: 2 }));
  });
});

function weight() {
  const found = shape.tensors.find(({ name }) => name === "blk.0.ffn_up_exps.weight");
  if (found === undefined) throw new Error("no experts");
  return found;
}

describe("with GPUs", () => {
  const gpus = [{ name: "CUDA0", freeBytes: undefined }];
  const on = (spec: Partial<UniversalModelSpec>, device: string) =>
    plan(spec, { gpus }).estimate.devices.find(({ name }) => name === device);

  test("puts the layers there that were asked for, and none with the device cpu", () => {
    expect(on({ gpuLayers: 2 }, "CUDA0")?.weightsBytes).toBeGreaterThan(0);
    expect(on({}, "CUDA0")?.kvBytes).toBe(contextCells(4096, 4) * 3 * 2 * 32 * 2);
    expect(on({ gpuLayers: 99, device: "cpu" }, "CUDA0")).toBeUndefined();
  });

  test("leaves experts and overridden tensors behind, and does not count them for the layers' sizes", () => {
    const all = on({ gpuLayers: "all" }, "CUDA0")?.weightsBytes ?? 0;
    const withoutExperts = on({ gpuLayers: "all", cpuMoe: true }, "CUDA0")?.weightsBytes ?? 0;
    const firstLayer = on({ gpuLayers: "all", cpuMoeLayers: 1 }, "CUDA0")?.weightsBytes ?? 0;
    const overridden = on(
      { gpuLayers: "all", tensorOverrides: [{ pattern: "_exps\\.weight$", buffer: "CPU" }] },
      "CUDA0",
    );
    const experts = 3 * 4 * 64 * 96 * 4;
    expect(all - withoutExperts).toBe(3 * experts);
    expect(all - firstLayer).toBe(experts);
    expect(overridden?.weightsBytes).toBe(withoutExperts);
    const sizes = plan().layerSizes;
    const lean = plan({ cpuMoe: true }).layerSizes;
    expect(sizes.blockBytes).toHaveLength(3);
    expect((sizes.blockBytes[0] ?? 0) - (lean.blockBytes[0] ?? 0)).toBe(experts);
    expect(sizes.outputBytes).toBeGreaterThan(0);
    expect(sizes.computeBytes).toBeGreaterThan(0);
  });

  test("divides by the shares", () => {
    const two = [...gpus, { name: "CUDA1", freeBytes: undefined }];
    const { estimate } = plan({ gpuLayers: "all", tensorSplit: [1, 0] }, { gpus: two });
    expect(estimate.devices.map(({ name, kvBytes }) => [name, kvBytes > 0])).toEqual([
      ["CPU", false],
      ["CUDA0", true],
      ["CUDA1", false],
    ]);
  });
});

test.each(["on", "off", "auto"] as const)(
  "tells the least that it settles for with kvUnified %s",
  (kvUnified) => {
    const spec = { kvUnified, slots: 16 };
    const unbounded = { availableBytes: undefined, trainContextLength: 2048 };
    const { leastBytes, oneContextBytes } = plan(spec, unbounded).need;
    const within = (availableBytes: number) => plan(spec, { ...unbounded, availableBytes });
    expect(within(leastBytes).contextLength).toBe(512);
    expect(() => within(leastBytes - 1)).toThrow(expect.objectContaining({ code: "insufficient_memory" }));
    expect(within(oneContextBytes).contextLength).toBe(2048);
    expect(within(oneContextBytes - 1).contextLength).toBeLessThan(2048);
  },
);

test("refuses cache types that do not fit, naming the field and the model", () => {
  const short = { ...shape, keyLength: 80 };
  expect(() => plan({ cacheTypeK: "q4_0" }, { shape: short })).toThrow(
    expect.objectContaining({
      param: "cacheTypeK",
      message: expect.stringContaining('heads of "moe" have 80'),
    }),
  );
  const latent = { ...shape, hasLatentAttention: true };
  expect(() => plan({ cacheTypeK: "q8_0" }, { shape: latent })).toThrow(/must be the same, not q8_0 and f16/);
});
