import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { cosine, directHiddenStates, directScore, mean } from "../helpers/direct-encoder.ts";
import { eventually } from "../helpers/eventually.ts";
import { at, getJson, numberAt, post, postJson } from "../helpers/http-client.ts";
import { type RealServer, startRealServer } from "../helpers/real-server.ts";
import { openaiClient } from "../helpers/sdk-clients.ts";
import {
  type EncoderWeights,
  encoderPairTokens,
  encoderTokens,
  TINY_ENCODER_SHAPE,
  writeTinyEncoder,
} from "../helpers/tiny-encoder.ts";

const folder = mkdtempSync(join(tmpdir(), "shimmy-embeddings-"));
const width = TINY_ENCODER_SHAPE.width;
let encoder: EncoderWeights;
let reranker: EncoderWeights;
let server: RealServer;
let client: OpenAI;

beforeAll(async () => {
  const [encoderPath, rerankerPath] = [join(folder, "e.gguf"), join(folder, "r.gguf")];
  encoder = await writeTinyEncoder(encoderPath);
  reranker = await writeTinyEncoder(rerankerPath, { pooling: "rank", seed: 3 });
  server = await startRealServer({
    modelPath: inject("tinyModelPath"),
    models: { encoder: encoderPath, reranker: rerankerPath },
  });
  client = openaiClient(server.url);
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

const embed = (body: object) => postJson(`${server.url}/v1/embeddings`, { model: "encoder", ...body });
const rerank = (body: object) => postJson(`${server.url}/v1/rerank`, { model: "reranker", ...body });

describe("embeddings by OpenAI's own client", () => {
  test("are those of a direct computation, in base64 and in numbers", async () => {
    const input = ["hello the fox", "world"];
    // the client asks for base64 by itself and decodes it
    const { data, usage, model } = await client.embeddings.create({ model: "encoder", input });
    const numbers = await client.embeddings.create({ model: "encoder", input, encoding_format: "float" });
    expect(data.map(({ index }) => index)).toEqual([0, 1]);
    expect(data.map(({ embedding }) => embedding)).toEqual(numbers.data.map(({ embedding }) => embedding));
    for (const [index, text] of input.entries()) {
      const expected = mean(directHiddenStates(encoder, encoderTokens(text)));
      expect(cosine(data[index]?.embedding ?? [], expected)).toBeGreaterThan(0.99999);
    }
    const tokens = input.reduce((sum, text) => sum + encoderTokens(text).length, 0);
    expect(usage).toEqual({ prompt_tokens: tokens, total_tokens: tokens });
    expect(model).toBe("encoder");
  });

  test("take token ids and dimensions", async () => {
    const tokens = [...encoderTokens("hello fox")];
    const [text, ids, lists] = await Promise.all(
      ["hello fox", tokens, [tokens, tokens]].map((input) =>
        client.embeddings.create({ model: "encoder", input, dimensions: 8 }),
      ),
    );
    expect(ids?.data).toEqual(text?.data);
    expect(lists?.data.map(({ embedding }) => embedding)).toEqual([
      text?.data[0]?.embedding,
      text?.data[0]?.embedding,
    ]);
    const vector = text?.data[0]?.embedding ?? [];
    expect(vector).toHaveLength(8);
    expect(Math.hypot(...vector)).toBeCloseTo(1, 5);
  });

  test("of 200 inputs come at once, also from many clients", async () => {
    const input = Array.from(
      { length: 200 },
      (_, index) => `the ${"abcdefghij"[index % 10]} fox ${"x".repeat(index % 7)}`,
    );
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => client.embeddings.create({ model: "encoder", input })),
    );
    for (const { data } of answers) {
      expect(data).toHaveLength(200);
      expect(cosine(data[0]?.embedding ?? [], data[70]?.embedding ?? [])).toBeGreaterThan(0.99999);
    }
  });

  test("of a language model work beside its generations", async () => {
    const [text, { data }] = await Promise.all([
      client.completions.create({ model: "tiny", prompt: "once", max_tokens: 60, temperature: 0 }),
      client.embeddings.create({ model: "tiny", input: ["hello there", "x"] }),
    ]);
    expect(data[0]?.embedding).toHaveLength(64);
    const again = await client.completions.create({
      model: "tiny",
      prompt: "once",
      max_tokens: 60,
      temperature: 0,
    });
    expect(again.choices[0]?.text).toBe(text.choices[0]?.text);
  });
});

test("an input that does not fit is cut by Ollama's routes, unless they are told not to", async () => {
  const input = ["hello", "a ".repeat(200)];
  const cut = await postJson(`${server.url}/api/embed`, { model: "encoder", input });
  expect(numberAt(cut, "prompt_eval_count")).toBe(128 + encoderTokens("hello").length);
  const refused = await post(`${server.url}/api/embed`, { model: "encoder", input, truncate: false });
  expect([refused.status, refused.text]).toEqual([400, expect.stringContaining("202 tokens")]);
  const older = await postJson(`${server.url}/api/embeddings`, { model: "encoder", prompt: input[1] });
  expect(at(older, "embedding")).toHaveLength(width);
});

describe("what cannot be embedded is refused", () => {
  test("an input that does not fit, with both counts", async () => {
    const answer = await embed({ input: ["hello", "a ".repeat(200)] });
    expect(at(answer, "error")).toMatchObject({
      code: "context_length_exceeded",
      param: "input",
      details: { index: 1, prompt_tokens: 202, context_length: 128 },
    });
  });

  test.each([
    [{ input: "hello", dimensions: width + 1 }, "dimensions"],
    [{ input: [[2, 1_000_000, 3]] }, "input"],
    [{ input: "" }, "input"],
    [{ model: "reranker", input: "hello" }, "model"],
  ])("%j, naming the field", async (body, param) => {
    expect(at(await embed(body), "error")).toMatchObject({ code: "invalid_request", param });
  });

  test("text by an encoder", async () => {
    const { status, text } = await post(`${server.url}/v1/completions`, { model: "encoder", prompt: "a" });
    expect(status).toBe(400);
    expect(JSON.parse(text).error).toMatchObject({ code: "invalid_request", param: "model" });
    expect(at(await getJson(`${server.url}/api/models/encoder/status`), "info")).toMatchObject({
      can_generate: false,
      pooling: "mean",
      embedding_length: width,
    });
  });
});

describe("rerank", () => {
  const documents = ["fox", "a world", "hello the quick fox"];

  test("orders documents by the scores of a direct computation", async () => {
    const answer = await rerank({ query: "hello fox", documents, top_n: 2, return_documents: true });
    const expected = documents
      .map((text, index) => ({
        index,
        text,
        score: directScore(reranker, encoderPairTokens("hello fox", text)),
      }))
      .sort((a, b) => b.score - a.score)
      .slice(0, 2);
    for (const [place, { index, text, score }] of expected.entries()) {
      expect(at(answer, "results", place)).toMatchObject({ index, document: { text } });
      expect(numberAt(answer, "results", place, "relevance_score")).toBeCloseTo(score, 2);
    }
    expect(at(answer, "results")).toHaveLength(2);
    expect(
      at(
        await postJson(`${server.url}/rerank`, { model: "reranker", query: "hello fox", documents }),
        "usage",
      ),
    ).toEqual(at(answer, "usage"));
  });

  test.each(["tiny", "encoder"])("says which kind of model is needed in place of %s", async (model) => {
    expect(at(await rerank({ model, query: "q", documents }), "error")).toMatchObject({
      code: "invalid_request",
      param: "model",
      message: expect.stringContaining("reranker"),
    });
  });

  test("refuses a document that does not fit with its query", async () => {
    const answer = await rerank({ query: "hello", documents: ["a", "b ".repeat(130)] });
    expect(at(answer, "error")).toMatchObject({
      code: "context_length_exceeded",
      param: "documents",
      details: { index: 1, context_length: 128 },
    });
  });
});

test("Ollama's routes give the same vectors", async () => {
  const { data } = await client.embeddings.create({
    model: "encoder",
    input: "hello",
    encoding_format: "float",
  });
  const vector = data[0]?.embedding ?? [];
  const answer = await postJson(`${server.url}/api/embed`, { model: "encoder", input: ["hello"] });
  expect(at(answer, "embeddings", 0)).toEqual(vector);
  expect(numberAt(answer, "prompt_eval_count")).toBe(encoderTokens("hello").length);
  const older = await postJson(`${server.url}/api/embeddings`, { model: "encoder", prompt: "hello" });
  const unscaled = at(older, "embedding");
  if (!Array.isArray(unscaled)) throw new Error("no vector");
  expect(cosine(unscaled, vector)).toBeCloseTo(1, 5);
});

test("a client that leaves frees the engine of its request", async () => {
  const controller = new AbortController();
  const input = Array.from({ length: 2000 }, () => "the quick brown fox ".repeat(10));
  const asked = client.embeddings.create({ model: "encoder", input }, { signal: controller.signal });
  const running = async () => numberAt(await getJson(`${server.url}/api/models/encoder/status`), "running");
  await eventually(running, (count) => count > 0);
  controller.abort();
  await expect(asked).rejects.toThrow();
  await eventually(running, (count) => count === 0);
});
