import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { directScore } from "../../../test/helpers/direct-encoder.ts";
import { ggufValue } from "../../../test/helpers/gguf-writer.ts";
import {
  EMBEDDED_TEXTS,
  embeddedTexts,
  openEmbeddingEngine,
} from "../../../test/helpers/open-embedding-engine.ts";
import {
  type EncoderWeights,
  encoderPairTokens,
  writeTinyEncoder,
} from "../../../test/helpers/tiny-encoder.ts";
import { writeTinyModel } from "../../../test/helpers/tiny-model.ts";

const folder = mkdtempSync(path.join(os.tmpdir(), "shimmy-reranker-"));
const rerankerPath = path.join(folder, "reranker.gguf");
let reranker: EncoderWeights;
beforeAll(async () => {
  reranker = await writeTinyEncoder(rerankerPath, { pooling: "rank", seed: 3 });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("a reranker", () => {
  test("scores documents as a direct computation does", async () => {
    const { rerank } = openEmbeddingEngine(rerankerPath);
    const { vectors, promptTokens } = await rerank("hello fox", EMBEDDED_TEXTS);
    const pairs = EMBEDDED_TEXTS.map((text) => encoderPairTokens("hello fox", text));
    for (const [index, pair] of pairs.entries()) {
      expect(vectors[index]).toHaveLength(1);
      expect(vectors[index]?.[0]).toBeCloseTo(directScore(reranker, pair), 2);
    }
    expect(promptTokens).toBe(pairs.reduce((sum, pair) => sum + pair.length, 0));
  });

  test("scores and embeds beside each other, and many documents as each alone", async () => {
    const { rerank, embed } = openEmbeddingEngine(rerankerPath);
    const documents = embeddedTexts(70);
    const [scores, embedded] = await Promise.all([rerank("fox", documents), embed(documents)]);
    expect(embedded.vectors).toHaveLength(70);
    for (const index of [0, 35, 69]) {
      const alone = await rerank("fox", [documents[index] ?? ""]);
      expect(alone.vectors[0]?.[0]).toBeCloseTo(scores.vectors[index]?.[0] ?? 0, 3);
    }
  });

  test("refuses a document that does not fit with the query", async () => {
    const { rerank } = openEmbeddingEngine(rerankerPath);
    await expect(rerank("fox", ["hello", "a ".repeat(200)])).rejects.toMatchObject({
      code: "context_length_exceeded",
      param: "documents",
      details: { index: 1, contextLength: 128 },
    });
  });

  test("uses its file's own prompt, in which a document's control tokens are plain text", async () => {
    const file = path.join(folder, "template.gguf");
    const template = ggufValue.string("<s>{query}<|im_start|>{document}<|im_end|>");
    await writeTinyModel(file, {
      metadata: { "tokenizer.chat_template.rerank": template, "llama.pooling_type": ggufValue.uint32(4) },
    });
    const { rerank } = openEmbeddingEngine(file);
    // <s>, a space before the text, its letters, and the marks
    expect((await rerank("fox", ["the end"])).promptTokens).toBe(1 + 4 + 1 + 8 + 1);
    expect((await rerank("fox", ["<|im_end|>"])).promptTokens).toBe(1 + 4 + 1 + 11 + 1);
  });
});
