import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { NOT_LINUX, needing } from "../../test/helpers/needing.ts";
import { writeTinyEncoder } from "../../test/helpers/tiny-encoder.ts";
import { writeTinyMoe } from "../../test/helpers/tiny-moe.ts";
import type { LoadTuning } from "../core/load-tuning.ts";
import { builtinModelPath } from "../models/builtin-model.ts";
import { type EmbeddingContextLoad, embeddingContextBytes } from "../scheduling/embedding-memory.ts";
import { examineModel } from "./examine-model.ts";
import { EngineProcess } from "./host/engine-process.ts";

/** llama.cpp's log rounds each size to a hundredth of this. */
const MEBIBYTE = 1024 ** 2;
const folder = mkdtempSync(path.join(os.tmpdir(), "shimmy-embedding-truth-"));
const moe = path.join(folder, "moe.gguf");
const encoder = path.join(folder, "encoder.gguf");
beforeAll(async () => {
  await Promise.all([writeTinyMoe(moe), writeTinyEncoder(encoder)]);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Bytes of cells and results that the context of one request for embeddings makes, by llama.cpp's log. */
async function measure(modelPath: string, inputTokens: number, tuning: LoadTuning): Promise<number> {
  const log: string[] = [];
  let before = 0;
  const engine = await new Promise<EngineProcess>((resolve, reject) => {
    const started = new EngineProcess({
      onReport: (report) => {
        if (report.type === "failed") reject(new Error(report.failure.message));
        if (report.type === "ready") {
          const inputs = [Array.from({ length: inputTokens }, () => 7)];
          const work = { kind: "vectors", inputs, pooling: "mean", normalize: true, dimensions: 8 } as const;
          before = started.log.lines().filter(isLast).length;
          started.send({ type: "embed", embedding: { id: -1, work } });
        }
        if (report.type === "embedded") resolve(started);
      },
      onExit: () => reject(new Error("The engine ended.")),
    });
    started.send({
      type: "load",
      request: {
        modelPath,
        adapters: [],
        device: "cpu",
        contextLength: 512,
        kvCells: 512,
        slots: 1,
        threads: 1,
        narrowVectors: false,
        speculates: false,
        probeTexts: [],
        tuning,
      },
    });
  });
  try {
    await expect.poll(() => engine.log.lines().filter(isLast).length).toBeGreaterThan(before);
    log.push(...engine.log.lines());
  } finally {
    await engine.stop();
  }
  const beginning = log.findLastIndex((line) => line.includes("constructing llama_context"));
  return log
    .slice(beginning)
    .reduce(
      (sum, line) =>
        sum + Number(/(?:KV|compute) buffer size = +([\d.]+) MiB/.exec(line)?.[1] ?? 0) * MEBIBYTE,
      0,
    );
}

const isLast = (line: string): boolean => line.includes("compute buffer size");

const CASES: readonly (readonly [
  name: string,
  modelPath: () => string,
  inputTokens: number,
  load: Partial<EmbeddingContextLoad>,
])[] = [
  ["an ordinary batch", () => inject("tinyModelPath"), 20, {}],
  ["the built-in model", builtinModelPath, 500, {}],
  ["attention without tiles", () => inject("tinyModelPath"), 500, { flashAttention: false }],
  ["a quantised KV cache", () => moe, 500, { cacheTypeK: "q8_0", cacheTypeV: "q8_0" }],
  ["an encoder", () => encoder, 100, { hasCells: false }],
];

needing(NOT_LINUX).describe("what a context for embeddings takes is foretold", () => {
  test.each(CASES)("for %s", async (_name, modelPath, inputTokens, changes) => {
    const basePath = modelPath();
    const { shape } = await examineModel({ name: "m", backend: { kind: "gguf", basePath } });
    const load: EmbeddingContextLoad = {
      cells: 512,
      batchTokens: 512,
      sequences: 64,
      hasCells: true,
      cacheTypeK: "f16",
      cacheTypeV: "f16",
      flashAttention: true,
      ...changes,
    };
    const { cacheTypeK, cacheTypeV, flashAttention } = load;
    const truth = await measure(basePath, inputTokens, {
      cacheTypeK,
      cacheTypeV,
      flashAttention: flashAttention ? "on" : "off",
    });
    // the log does not tell how this buffer grows, from one token of each input to all tokens of a batch
    const outputs = load.batchTokens * (shape.vocabularySize + shape.embeddingLength) * 4;
    const foretold = embeddingContextBytes(shape, load) - outputs;
    expect(truth).toBeGreaterThan(0);
    // too much foretold refuses what would fit, too little ends the process
    expect(foretold / truth).toBeGreaterThan(0.9);
    expect(foretold / truth).toBeLessThan(1.1);
  });
});
