import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { KV_CACHE_TYPES } from "../core/load-tuning.ts";
import type { LayerShape, ModelShape, TensorShape } from "../core/model-shape.ts";
import { estimateMemory, kvBytesPerCell, type MemoryEstimateInput } from "./memory-estimate.ts";

const LAYER: LayerShape = {
  keyWidth: 128,
  valueWidth: 128,
  queryWidth: 256,
  attentionWidth: 256,
  headCount: 4,
  fusedQueryKeyValue: false,
  feedForwardWidth: 704,
  gatedFeedForward: true,
  fusedFeedForward: false,
  expertCount: 0,
  expertsUsed: 0,
  expertWidth: 0,
  stateWidth: 0,
  recurrentWidth: 0,
};

const tensor = (name: string, sizeBytes: number, type = "Q8_0"): TensorShape => {
  const match = /^blk\.(\d+)\./.exec(name);
  return {
    name,
    layer: match === null ? undefined : Number(match[1]),
    type,
    sizeBytes,
    dimensions: [256, 256],
  };
};

function shapeOf(changes: Partial<ModelShape> = {}, layer: Partial<LayerShape> = {}): ModelShape {
  return {
    architecture: "llama",
    embeddingLength: 256,
    vocabularySize: 2048,
    layers: Array.from({ length: 6 }, () => ({ ...LAYER, ...layer })),
    tensors: [
      tensor("token_embd.weight", 1000),
      tensor("output.weight", 500),
      ...Array.from({ length: 6 }, (_, index) => tensor(`blk.${index}.ffn_up.weight`, 100)),
    ],
    keyLength: 64,
    valueLength: 64,
    tiedOutput: false,
    hasSlidingWindow: false,
    hasLatentAttention: false,
    fileBytes: 2100,
    ...changes,
  };
}

function estimate(changes: Partial<MemoryEstimateInput> = {}) {
  return estimateMemory({
    shape: shapeOf(),
    kvCells: 2048,
    slots: 8,
    cacheTypeK: "f16",
    cacheTypeV: "f16",
    flashAttention: true,
    microBatchSize: 512,
    mapped: true,
    repackedTypes: new Set(),
    adapterBytes: 0,
    ...changes,
  });
}

const device = (made: ReturnType<typeof estimate>, name: string) => {
  const found = made.devices.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`no device ${name}`);
  return found;
};

const MIB = 1024 ** 2;

describe("on the CPU", () => {
  test("agrees with llama.cpp's own figures for a model of this shape", () => {
    const cpu = device(estimate(), "CPU");
    // read from llama.cpp's log: 6.00, 8.14 and 0.06 MiB
    expect(cpu.kvBytes / MIB).toBeCloseTo(6, 2);
    expect(cpu.computeBytes / MIB).toBeCloseTo(8.14, 2);
    expect(cpu.outputBytes / MIB).toBeCloseTo(0.0625, 4);
    expect(cpu.mappedBytes).toBe(2100);
    expect(cpu.weightsBytes).toBe(0);
  });

  test("knows the other attention, other contexts and smaller steps", () => {
    const compute = (changes: Partial<MemoryEstimateInput>) =>
      device(estimate(changes), "CPU").computeBytes / MIB;
    expect(compute({ flashAttention: false })).toBeCloseTo(23.01, 2);
    expect(compute({ flashAttention: false, kvCells: 8192 })).toBeCloseTo(83.01, 2);
    expect(compute({ kvCells: 8192 })).toBeCloseTo(14.14, 2);
    expect(compute({ kvCells: 256 })).toBeCloseTo(3.19, 2);
    expect(compute({ microBatchSize: 128 })).toBeCloseTo(2.03, 2);
    expect(compute({ microBatchSize: 2048 })).toBeCloseTo(32.55, 2);
  });

  test("counts mapped weights apart, and weights of its own where they are read, locked or repacked", () => {
    const mapped = estimate();
    const read = estimate({ mapped: false });
    expect(read.mappedBytes).toBe(0);
    expect(device(read, "CPU").weightsBytes).toBe(2100);
    expect(read.totalBytes - mapped.totalBytes).toBe(2100);
    const repacked = device(estimate({ repackedTypes: new Set(["Q8_0"]) }), "CPU");
    expect(repacked).toMatchObject({ weightsBytes: 1100, mappedBytes: 1000 });
  });

  test("counts a table twice that serves as output matrix in another form", () => {
    const tied = shapeOf({ tiedOutput: true, tensors: [tensor("token_embd.weight", 1000)] });
    expect(device(estimate({ shape: tied }), "CPU").mappedBytes).toBe(1000);
    expect(device(estimate({ shape: tied, repackedTypes: new Set(["Q8_0"]) }), "CPU")).toMatchObject({
      weightsBytes: 1000,
      mappedBytes: 1000,
    });
  });

  test("knows the size of every cache type, and models that cache nothing", () => {
    const bytes = KV_CACHE_TYPES.map((type) => kvBytesPerCell(shapeOf(), type, type) / (6 * 256));
    expect(bytes).toEqual([4, 2, 2, 34 / 32, 18 / 32, 20 / 32, 18 / 32, 22 / 32, 24 / 32]);
    const recurrent = shapeOf(
      {},
      {
        keyWidth: 0,
        valueWidth: 0,
        headCount: 0,
        queryWidth: 0,
        attentionWidth: 0,
        feedForwardWidth: 0,
        stateWidth: 1000,
        recurrentWidth: 512,
      },
    );
    expect(device(estimate({ shape: recurrent }), "CPU")).toMatchObject({
      kvBytes: 0,
      stateBytes: 6 * 8 * 1000 * 4,
    });
  });
});

describe("with GPUs", () => {
  test("moves whole layers, the last ones first, with their cells", () => {
    const made = estimate({ gpu: { names: ["CUDA0"], layers: 4 } });
    expect(device(made, "CUDA0")).toMatchObject({ weightsBytes: 800, mappedBytes: 0 });
    expect(device(made, "CUDA0").kvBytes).toBe(device(made, "CPU").kvBytes);
    expect(device(made, "CPU").mappedBytes).toBe(1300);
  });

  test("leaves the table and what overrides keep with the CPU, which then computes little", () => {
    const made = estimate({
      gpu: { names: ["CUDA0"], layers: 7 },
      placeOf: (name) => (name.startsWith("blk.0.") ? "CPU" : undefined),
    });
    expect(device(made, "CPU")).toMatchObject({ mappedBytes: 1100, kvBytes: 0 });
    expect(device(made, "CPU").computeBytes).toBeLessThan(device(made, "CUDA0").computeBytes);
  });

  test("divides the layers by the shares", () => {
    const made = estimate({ gpu: { names: ["CUDA0", "CUDA1"], layers: 7, shares: [3, 1] } });
    expect(device(made, "CUDA0")).toMatchObject({ weightsBytes: 600 });
    expect(device(made, "CUDA1")).toMatchObject({ weightsBytes: 500, kvBytes: 0 });
    const equal = estimate({ gpu: { names: ["CUDA0", "CUDA1"], layers: 7 } });
    expect(device(equal, "CUDA1").weightsBytes).toBe(500 + 200);
  });
});

describe("every estimate", () => {
  const input = fc.record({
    kvCells: fc.integer({ min: 1, max: 64 }).map((blocks) => blocks * 256),
    // a step is rounded up to as many tokens for every slot, so that only these compare
    slots: fc.constantFrom(1, 2, 4, 8, 16, 32),
    cacheTypeK: fc.constantFrom(...KV_CACHE_TYPES),
    cacheTypeV: fc.constantFrom(...KV_CACHE_TYPES),
    flashAttention: fc.boolean(),
    microBatchSize: fc.constantFrom(32, 128, 512),
    mapped: fc.boolean(),
    gpu: fc.record({
      names: fc.constantFrom(["CUDA0"], ["CUDA0", "CUDA1"]),
      layers: fc.integer({ min: 0, max: 9 }),
    }),
  });

  test("grows with the KV cells, and with the slots", () => {
    fc.assert(
      fc.property(input, fc.integer({ min: 1, max: 8 }), (given, more) => {
        const { totalBytes } = estimate(given);
        expect(estimate({ ...given, kvCells: given.kvCells + more * 256 }).totalBytes).toBeGreaterThan(
          totalBytes,
        );
        expect(estimate({ ...given, slots: given.slots * 2 }).totalBytes).toBeGreaterThan(totalBytes);
      }),
      { numRuns: 60 },
    );
  });

  test("is the sum of its parts, holds every weight, and depends on no more than where layers are", () => {
    fc.assert(
      fc.property(input, (given) => {
        const made = estimate(given);
        for (const one of made.devices) {
          const { name: _name, totalBytes, mappedBytes: _mapped, ...parts } = one;
          expect(totalBytes).toBeCloseTo(
            Object.values(parts).reduce((sum, bytes) => sum + bytes, 0),
            3,
          );
          for (const bytes of Object.values(parts)) expect(bytes).toBeGreaterThanOrEqual(0);
        }
        const weights = made.devices.reduce((sum, { weightsBytes }) => sum + weightsBytes, 0);
        expect(weights + made.mappedBytes).toBe(2100);
        const kv = made.devices.reduce((sum, { kvBytes }) => sum + kvBytes, 0);
        expect(kv).toBeCloseTo(
          given.kvCells * kvBytesPerCell(shapeOf(), given.cacheTypeK, given.cacheTypeV),
          3,
        );
      }),
      { numRuns: 60 },
    );
  });
});
