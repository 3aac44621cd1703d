import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from "vitest";
import { writeLoraAdapter } from "../../test/helpers/tiny-model.ts";
import { writeTinyMoe } from "../../test/helpers/tiny-moe.ts";
import { KV_CACHE_TYPES } from "../core/load-tuning.ts";
import type { UniversalModel } from "../core/universal-model.ts";
import { type ModelSource, ShimmyUniversalEngine } from "./universal-engine.ts";

const folder = mkdtempSync(path.join(os.tmpdir(), "shimmy-tuning-"));
const moePath = path.join(folder, "moe.gguf");
const styles = ["first", "second"].map((name) => path.join(folder, `${name}.gguf`));
const engine = new ShimmyUniversalEngine();
const loaded: UniversalModel[] = [];
beforeAll(async () => {
  await writeTinyMoe(moePath);
  for (const [index, style] of styles.entries()) await writeLoraAdapter(style, { seed: 20 + index });
});
afterEach(async () => {
  await Promise.all(loaded.splice(0).map((model) => model.unload()));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Options = Omit<Extract<ModelSource, { backend: unknown }>, "name" | "backend">;

async function load(basePath: string, options: Options = {}): Promise<UniversalModel> {
  const model = await engine.load({
    name: "m",
    backend: { kind: "gguf", basePath },
    threads: 1,
    slots: 2,
    contextLength: 256,
    device: "cpu",
    ...options,
  });
  loaded.push(model);
  return model;
}

const greedy = { temperature: 0, maxTokens: 24 } as const;
async function text(basePath: string, options: Options = {}, prompt = "once upon a time"): Promise<string> {
  const model = await load(basePath, options);
  const answer = await model.generate(prompt, greedy);
  await model.unload();
  return answer;
}

describe("KV cache types", () => {
  test.each(KV_CACHE_TYPES)("%s holds keys and values that make text", async (type) => {
    const answer = await text(moePath, { cacheTypeK: type, cacheTypeV: type, flashAttention: "on" });
    expect(answer).toMatch(/^[ a-z.,]{24}$/);
  });

  test("more exact types agree with 16 bits, with and without flash attention", async () => {
    const expected = await text(moePath);
    expect(await text(moePath, { cacheTypeK: "f32", cacheTypeV: "f32" })).toBe(expected);
    expect(await text(moePath, { flashAttention: "off" })).toBe(expected);
    const half = await text(moePath, { cacheTypeK: "q8_0", cacheTypeV: "q8_0" });
    expect(half.slice(0, 4)).toBe(expected.slice(0, 4));
  });

  test("are refused before native code where the heads are too short, naming those that fit", async () => {
    await expect(load(inject("tinyModelPath"), { cacheTypeK: "q8_0" })).rejects.toMatchObject({
      code: "invalid_request",
      param: "cacheTypeK",
      message: expect.stringContaining("have 16: use f16, bf16 or f32"),
    });
    await expect(load(moePath, { cacheTypeV: "q4_0", flashAttention: "off" })).rejects.toMatchObject({
      param: "cacheTypeV",
    });
  });
});

describe("positions beyond the training length", () => {
  const long = `${"the cat and the dog ".repeat(40)}`;

  test.each(["yarn", "linear"] as const)(
    "%s takes a prompt longer than the model was trained for",
    async (ropeScaling) => {
      const model = await load(inject("tinyModelPath"), { contextLength: 2048, ropeScaling });
      expect(model.info).toMatchObject({ contextLength: 2048, trainContextLength: 512, notes: [] });
      expect(await model.generate(long, greedy)).toMatch(/^[ a-z.,]{24}$/);
      // the stretch is really there: a short prompt is read at other positions
      expect(await model.generate("once upon a time", greedy)).not.toBe(await text(inject("tinyModelPath")));
    },
  );

  test("without a method the context is cut, and the model tells", async () => {
    const model = await load(inject("tinyModelPath"), { contextLength: 2048 });
    expect(model.info.contextLength).toBe(512);
    expect(model.info.notes).toEqual([expect.stringContaining("2048 is cut to 512")]);
    await expect(model.generate(long, greedy)).rejects.toMatchObject({ code: "context_length_exceeded" });
  });

  test("a frequency base of one's own changes the text", async () => {
    const base = inject("tinyModelPath");
    expect(await text(base, { ropeFrequencyBase: 500 })).not.toBe(await text(base));
    expect(await text(base, { ropeFrequencyBase: 10_000 })).toBe(await text(base));
  });
});

describe("placement", () => {
  test("overrides of a mixture of experts leave the text as it is", async () => {
    const expected = await text(moePath);
    const overridden = await load(moePath, {
      tensorOverrides: [{ pattern: "blk\\.[0-9]+\\.ffn_.*_exps\\.weight", buffer: "CPU" }],
      cpuMoeLayers: 1,
    });
    expect(await overridden.generate("once upon a time", greedy)).toBe(expected);
    expect(overridden.info.notes).toEqual(["Without effect, since the device is set to cpu: cpuMoeLayers."]);
  });

  test("a buffer that is not there is refused, with those that are", async () => {
    const loading = load(moePath, { tensorOverrides: [{ pattern: "exps", buffer: "CUDA9" }] });
    await expect(loading).rejects.toMatchObject({
      code: "invalid_request",
      message: expect.stringMatching(/no buffer "CUDA9" here for tensorOverrides; there is .*CPU/),
    });
  });

  test("options for GPUs are accepted and told to have no effect", async () => {
    const model = await load(moePath, { gpuLayers: 12, splitMode: "row", tensorSplit: [1, 2], mainGpu: 3 });
    expect(model.info).toMatchObject({
      gpuLayers: 0,
      notes: ["Without effect, since the device is set to cpu: gpuLayers, splitMode, tensorSplit, mainGpu."],
    });
  });
});

describe("ways to load and to compute", () => {
  test.each([
    ["without mapping", { mmap: false }],
    ["mapped", { mmap: true }],
    ["locked", { mlock: true }],
    ["not repacked", { repack: false }],
    ["spread over memory nodes", { numa: "distribute" }],
    ["in small steps", { batchSize: 64, microBatchSize: 32 }],
    ["in large steps", { batchSize: 1024 }],
    ["with other threads for prompts", { threadsBatch: 2 }],
  ] as const)("the text is the same %s", async (_way, options) => {
    const prompt = "the cat and the dog ".repeat(8);
    expect(await text(moePath, options, prompt)).toBe(await text(moePath, {}, prompt));
  });
});

test("what would not fit into any memory is refused before a process starts", async () => {
  const starts: unknown[] = [];
  const loading = engine.load(
    {
      name: "huge",
      backend: { kind: "gguf", basePath: inject("tinyModelPath") },
      contextLength: 4_194_304,
      ropeScaling: "yarn",
      flashAttention: "off",
      batchSize: 16_384,
      microBatchSize: 16_384,
      device: "cpu",
    },
    { onStart: (pid) => starts.push(pid) },
  );
  await expect(loading).rejects.toMatchObject({
    code: "insufficient_memory",
    message: expect.stringMatching(/needs \d+ MB of memory .* and \d+ MB are available: lower/),
  });
  expect(starts).toEqual([]);
});

describe("LoRA adapters", () => {
  const adapters = (...scales: readonly number[]) =>
    scales.map((scale, index) => ({ path: styles[index] ?? "", scale, name: `style-${index}` }));

  test("several are in force at once, each by its scale and its name", async () => {
    const base = inject("tinyModelPath");
    const plain = await text(base);
    const both = await load(base, { adapters: adapters(1, 0.5) });
    expect(both.info.adapters).toEqual(["style-0", "style-1"]);
    const mixed = await both.generate("once upon a time", greedy);
    expect(mixed).not.toBe(plain);
    expect(await text(base, { adapters: adapters(1) })).not.toBe(mixed);
    expect(await text(base, { adapters: adapters(0, 0) })).toBe(plain);
  });

  test("two of one name, one for another model and one that is none are refused", async () => {
    const base = inject("tinyModelPath");
    const [first = ""] = styles;
    await expect(
      load(base, {
        adapters: [
          { path: first, scale: 1 },
          { path: first, scale: 2 },
        ],
      }),
    ).rejects.toMatchObject({ param: "adapters", message: expect.stringContaining('called "first.gguf"') });
    const wide = path.join(folder, "wide.gguf");
    await writeLoraAdapter(wide, { embeddingLength: 128 });
    await expect(load(base, { adapters: [{ path: wide, scale: 1 }] })).rejects.toMatchObject({
      code: "model_corrupt",
    });
    await expect(load(base, { adapters: [{ path: base, scale: 1 }] })).rejects.toMatchObject({
      code: "invalid_request",
    });
  });
});
