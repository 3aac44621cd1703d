import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cosine, directHiddenStates, mean, unit } from "../../../test/helpers/direct-encoder.ts";
import { ggufValue } from "../../../test/helpers/gguf-writer.ts";
import { greedy } from "../../../test/helpers/greedy.ts";
import {
  EMBEDDED_TEXTS,
  embeddedTexts,
  openEmbeddingEngine,
} from "../../../test/helpers/open-embedding-engine.ts";
import {
  type EncoderWeights,
  encoderTokens,
  TINY_ENCODER_SHAPE,
  type TinyEncoderOptions,
  writeTinyEncoder,
} from "../../../test/helpers/tiny-encoder.ts";
import { EMBEDDING_RULES } from "../../core/embedding.ts";
import { checkTotalTokens } from "./embedding-tokens.ts";

const folder = mkdtempSync(path.join(os.tmpdir(), "shimmy-embedding-"));
const encoderPath = path.join(folder, "encoder.gguf");
let encoder: EncoderWeights;
beforeAll(async () => {
  encoder = await writeTinyEncoder(encoderPath);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const WIDTH = TINY_ENCODER_SHAPE.width;

describe("an encoder", () => {
  test("tells what it is and refuses to generate", async () => {
    const { engine, reports } = openEmbeddingEngine(encoderPath);
    expect(engine.info).toMatchObject({
      canGenerate: false,
      kvCells: 0,
      embedding: { pooling: "mean", length: WIDTH },
    });
    engine.loop.generate({ id: 1, prompt: "hi", parseSpecial: false, options: greedy(1), seed: 1 });
    engine.loop.cancel(1);
    expect(reports.slice(-2)).toEqual([
      {
        type: "failed",
        id: 1,
        failure: expect.objectContaining({ code: "invalid_request", param: "model" }),
      },
      { type: "cancelled", id: 1 },
    ]);
  });

  test.each(["mean", "cls", "last"] as const)("pools by %s as a direct computation does", async (pooling) => {
    const { embed } = openEmbeddingEngine(encoderPath);
    const { vectors, promptTokens } = await embed(EMBEDDED_TEXTS, { pooling });
    for (const [index, text] of EMBEDDED_TEXTS.entries()) {
      const states = directHiddenStates(encoder, encoderTokens(text));
      const expected = { mean: mean(states), cls: states[0] ?? [], last: states.at(-1) ?? [] }[pooling];
      const vector = vectors[index] ?? [];
      expect(cosine(vector, expected), text).toBeGreaterThan(0.99999);
      expect(Math.hypot(...vector)).toBeCloseTo(1, 5);
      for (const [place, value] of unit(expected).entries()) expect(vector[place]).toBeCloseTo(value, 2);
    }
    expect(promptTokens).toBe(EMBEDDED_TEXTS.reduce((sum, text) => sum + encoderTokens(text).length, 0));
  });

  test("gives every token's vector without pooling", async () => {
    const { embed } = openEmbeddingEngine(encoderPath);
    const { vectors } = await embed(["hello fox"], { pooling: "none", normalize: false });
    const states = directHiddenStates(encoder, encoderTokens("hello fox"));
    expect(vectors[0]).toHaveLength(states.length * WIDTH);
    for (const [row, state] of states.entries()) {
      const vector = vectors[0]?.subarray(row * WIDTH, (row + 1) * WIDTH) ?? [];
      expect(cosine(vector, state)).toBeGreaterThan(0.99999);
      expect(Math.hypot(...vector)).toBeCloseTo(Math.hypot(...state), 1);
    }
  });

  test("cuts to the dimensions and scales again", async () => {
    const { embed } = openEmbeddingEngine(encoderPath);
    const [whole] = (await embed(["hello fox"])).vectors;
    const [cut] = (await embed(["hello fox"], { dimensions: 5 })).vectors;
    expect(cut).toHaveLength(5);
    expect(Math.hypot(...(cut ?? []))).toBeCloseTo(1, 5);
    expect(cosine(cut ?? [], whole?.subarray(0, 5) ?? [])).toBeCloseTo(1, 6);
    const [rows] = (await embed(["hello"], { pooling: "none", dimensions: 5 })).vectors;
    expect(rows).toHaveLength(5 * encoderTokens("hello").length);
  });

  test("takes token ids as they are", async () => {
    const { embed } = openEmbeddingEngine(encoderPath);
    const byText = await embed(["the fox"]);
    const byTokens = await embed([encoderTokens("the fox")]);
    expect(byTokens).toEqual(byText);
  });

  test("answers 200 inputs at once as it answers each alone, in few batches", async () => {
    const { embed, reports } = openEmbeddingEngine(encoderPath);
    const inputs = embeddedTexts(200);
    const together = await embed(inputs);
    expect(reports.filter(({ type }) => type === "embedded").length).toBeLessThan(20);
    for (const index of [0, 1, 2, 99, 199]) {
      const alone = await embed([inputs[index] ?? ""]);
      expect(cosine(alone.vectors[0] ?? [], together.vectors[index] ?? [])).toBeGreaterThan(0.99999);
    }
  });

  test("lets a small request pass a large one", async () => {
    const { engine, start, answer, answerOf } = openEmbeddingEngine(encoderPath);
    const many = embeddedTexts(300);
    const options = { pooling: "mean", normalize: true, dimensions: engine.info.embedding.length } as const;
    const large = start({ kind: "vectors", inputs: many, ...options });
    const small = start({ kind: "vectors", inputs: ["hello"], ...options });
    await answer(small, 1);
    expect(answerOf(large).vectors.length).toBeLessThan(many.length);
    await answer(large, many.length);
  });

  test("refuses what does not fit with both counts, and computes none of the request", async () => {
    const { embed, reports } = openEmbeddingEngine(encoderPath);
    const { contextLength } = TINY_ENCODER_SHAPE;
    await expect(embed(["hello", "a ".repeat(300)])).rejects.toMatchObject({
      code: "context_length_exceeded",
      message: expect.stringContaining("input[1] has 302 tokens"),
      param: "input",
      details: { index: 1, promptTokens: 302, contextLength },
    });
    await expect(embed([Array.from({ length: 129 }, () => 5)])).rejects.toMatchObject({
      details: { promptTokens: 129 },
    });
    await expect(embed(["a".repeat(400_000)])).rejects.toMatchObject({
      details: { promptTokensAtLeast: 1562, contextLength },
    });
    expect(reports.some(({ type }) => type === "embedded")).toBe(false);
    const whole = await embed([Array.from({ length: contextLength }, () => 5)]);
    expect(whole.promptTokens).toBe(contextLength);
  });

  test("cuts the end of what does not fit, where it is asked to", async () => {
    const { embed } = openEmbeddingEngine(encoderPath);
    const { contextLength } = TINY_ENCODER_SHAPE;
    const long = "a ".repeat(300);
    const [begin = 0, letter = 0, ...rest] = encoderTokens("a a");
    const fitting = [begin, ...Array.from({ length: contextLength - 2 }, () => letter), rest.at(-1) ?? 0];
    const { vectors, promptTokens } = await embed(["hello", long, [...fitting, 5, 5]], { truncate: true });
    const expected = await embed(["hello", fitting]);
    expect(promptTokens).toBe(expected.promptTokens + contextLength);
    expect(vectors.slice(0, 2)).toEqual(expected.vectors);
    expect(vectors[2]).toEqual(expected.vectors[1]);
    // too long to be split into tokens as a whole, and cut in the middle of a character
    const huge = await embed([`a${"😀".repeat(200_000)}`], { truncate: true });
    expect(huge.promptTokens).toBeLessThanOrEqual(contextLength);
  });

  test("refuses token ids that the vocabulary does not have, and inputs without tokens", async () => {
    const { embed, engine } = openEmbeddingEngine(encoderPath);
    for (const wrong of [-1, 1.5, engine.info.vocabularySize, Number.NaN]) {
      await expect(embed([[2, wrong, 3]])).rejects.toMatchObject({ code: "invalid_request", param: "input" });
    }
    await expect(embed([[]])).rejects.toMatchObject({ code: "invalid_request" });
    expect((await embed(["hello"])).vectors).toHaveLength(1);
  });

  test("refuses more tokens than a request may have", () => {
    const { maxTokens } = EMBEDDING_RULES;
    expect(() => checkTotalTokens(maxTokens)).not.toThrow();
    expect(() => checkTotalTokens(maxTokens + 1)).toThrow(
      expect.objectContaining({ code: "invalid_request", details: { maxTokens } }),
    );
  });

  test("gives a cancelled request up and goes on", async () => {
    const { engine, start, reports, embed, until } = openEmbeddingEngine(encoderPath);
    const inputs = embeddedTexts(400);
    const id = start({ kind: "vectors", inputs, pooling: "mean", normalize: true, dimensions: WIDTH });
    await until(() => reports.find((report) => report.type === "embedded"));
    engine.embeddings.cancel(id);
    engine.embeddings.cancel(-99);
    const before = reports.filter((report) => report.type === "embedded" && report.id === id).length;
    await embed(["hello"]);
    expect(reports.filter((report) => report.type === "embedded" && report.id === id).length).toBe(before);
  });

  test("works with a pool of two threads", async () => {
    const { embed } = openEmbeddingEngine(encoderPath, { threads: 2 });
    expect((await embed(["hello"])).vectors[0]).toHaveLength(WIDTH);
  });

  test.each<readonly [NonNullable<TinyEncoderOptions["pooling"]> | null, string]>([
    ["cls", "cls"],
    ["last", "last"],
    ["none", "none"],
    ["rank", "rank"],
    [null, "mean"],
  ])("reads the pooling %s of its file as %s", async (pooling, expected) => {
    const file = path.join(folder, `${pooling}.gguf`);
    await writeTinyEncoder(file, { pooling });
    expect(openEmbeddingEngine(file).engine.info.embedding.pooling).toBe(expected);
  });

  test("is refused when its vocabulary has no token to begin with", async () => {
    const file = path.join(folder, "no-marks.gguf");
    const lost = ggufValue.uint32(4_000_000);
    await writeTinyEncoder(file, {
      metadata: {
        "tokenizer.ggml.bos_token_id": lost,
        "tokenizer.ggml.seperator_token_id": lost,
      },
    });
    expect(() => openEmbeddingEngine(file)).toThrow(expect.objectContaining({ code: "model_corrupt" }));
  });
});
