import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { writeTinyMoe } from "../../test/helpers/tiny-moe.ts";
import { TRAINED_MODEL_PATH } from "../../test/helpers/trained-model.ts";
import type { UniversalModelSpec } from "../core/model-spec.ts";
import { ShimmyUniversalEngine } from "./universal-engine.ts";

/** Share by which an estimate may be off. */
const TOLERANCE = 0.1;
const engine = new ShimmyUniversalEngine();
const folder = mkdtempSync(path.join(os.tmpdir(), "shimmy-truth-"));
const moe = path.join(folder, "moe.gguf");
beforeAll(() => writeTinyMoe(moe));
afterAll(() => rmSync(folder, { recursive: true }));

/** Memory that belongs to a process alone and to no file, in bytes. */
function anonymousBytes(pid: number): number {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
  return Number(/^Anonymous:\s+(\d+) kB$/m.exec(text)?.[1]) * 1024;
}

/** What the engine process holds once it has computed full steps, and what was foretold. */
async function compare(
  basePath: string,
  options: Partial<UniversalModelSpec>,
): Promise<{ readonly truth: number; readonly estimate: number }> {
  const spec: UniversalModelSpec = {
    name: "m",
    backend: { kind: "gguf", basePath },
    threads: 1,
    device: "cpu",
    ...options,
  };
  const { totalBytes } = await engine.estimate(spec);
  const model = await engine.load(spec);
  try {
    const { contextLength } = model.info;
    const prompts = Array.from({ length: model.info.slots }, (_, index) => [
      index + 3,
      ...filler(contextLength / 2),
    ]);
    await Promise.all(
      prompts.map(async (tokens) => {
        for await (const _event of model.stream({ kind: "prompt", text: asText(tokens) }, { maxTokens: 2 })) {
          // only the memory it leaves behind counts
        }
      }),
    );
    return { truth: anonymousBytes(model.activity().pid ?? 0), estimate: totalBytes };
  } finally {
    await model.unload();
  }
}

function filler(length: number): readonly number[] {
  return Array.from({ length: Math.floor(length) }, (_, index) => index % 7);
}

/** One letter a number: a token each in the vocabularies of these models, or fewer. */
function asText(numbers: readonly number[]): string {
  return numbers.map((number) => "etaoinshr"[number % 9]).join("");
}

describe.runIf(process.platform === "linux")("an estimate is within a tenth of the truth", () => {
  test.each([
    ["the tiny model", () => inject("tinyModelPath"), { slots: 1 }],
    ["the tiny model with many slots", () => inject("tinyModelPath"), { slots: 32 }],
    [
      "a long context",
      () => inject("tinyModelPath"),
      { slots: 4, contextLength: 16_384, ropeScaling: "yarn" },
    ],
    ["attention without tiles", () => inject("tinyModelPath"), { slots: 4, flashAttention: "off" }],
    [
      "a quantised KV cache",
      () => moe,
      { slots: 8, contextLength: 8192, ropeScaling: "linear", cacheTypeK: "q8_0", cacheTypeV: "q8_0" },
    ],
    ["a mixture of experts", () => moe, { slots: 8 }],
    ["weights that are read", () => TRAINED_MODEL_PATH, { slots: 8, mmap: false }],
    ["the built-in model", () => TRAINED_MODEL_PATH, { slots: 8 }],
  ] as const)("of %s", async (_name, modelPath, options) => {
    const { truth, estimate } = await compare(modelPath(), options);
    expect(Math.abs(estimate / truth - 1)).toBeLessThan(TOLERANCE);
  });
});
