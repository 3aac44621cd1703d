import { join } from "node:path";
import { expect, inject, onTestFinished, test } from "vitest";
import { z } from "zod";
import { cosine } from "../helpers/direct-encoder.ts";
import { post, postJson } from "../helpers/http-client.ts";
import { startRealServer } from "../helpers/real-server.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";
import { TINY_ENCODER_SHAPE, writeTinyEncoder } from "../helpers/tiny-encoder.ts";
import { type LoraAdapterOptions, writeLoraAdapter } from "../helpers/tiny-model.ts";

/** A server of a model with an adapter at full strength, and aliases of it with others. */
async function openServer(modelPath: string, from: string, lora: LoraAdapterOptions) {
  const path = join(temporaryFolder(), "style.gguf");
  await writeLoraAdapter(path, lora);
  const server = await startRealServer({ modelPath, config: { adapters: [{ path, scale: 1 }] } });
  onTestFinished(() => server.close());
  for (const [model, scale] of Object.entries({ off: 0, full: 1, strong: 3 })) {
    const made = await post(`${server.url}/api/create`, {
      model,
      from,
      adapters: { "style.gguf": scale },
      stream: false,
    });
    expect(made.status).toBe(200);
  }
  return server;
}

test("an alias's adapters are in force for its embeddings, whatever others ask for at the same time", async () => {
  const modelPath = inject("tinyModelPath");
  const { url } = await openServer(modelPath, "tiny", { seed: 3 });
  const plain = await startRealServer({ modelPath });
  onTestFinished(() => plain.close());
  const embed = async (model: string, base = url) => {
    const answer = await postJson(`${base}/v1/embeddings`, { model, input: ["once upon a time", "a fox"] });
    return z
      .object({ data: z.array(z.object({ embedding: z.array(z.number()) })) })
      .parse(answer)
      .data.flatMap(({ embedding }) => embedding);
  };
  const [off, full, strong, loaded, again] = await Promise.all(
    ["off", "full", "strong", "tiny", "off"].map((model) => embed(model)),
  );
  const without = await embed("tiny", plain.url);
  expect(cosine(off ?? [], without)).toBeGreaterThan(0.9999);
  expect(cosine(again ?? [], without)).toBeGreaterThan(0.9999);
  expect(cosine(full ?? [], loaded ?? [])).toBeGreaterThan(0.9999);
  expect(cosine(full ?? [], without)).toBeLessThan(0.999);
  expect(cosine(strong ?? [], full ?? [])).toBeLessThan(0.999);
});

test("an alias's adapters are in force for the scores of its documents", async () => {
  const modelPath = join(temporaryFolder(), "reranker.gguf");
  await writeTinyEncoder(modelPath, { pooling: "rank", seed: 3 });
  const { width, blocks } = TINY_ENCODER_SHAPE;
  const lora = { architecture: "bert", embeddingLength: width, blockCount: blocks, seed: 3 };
  const { url } = await openServer(modelPath, "reranker", lora);
  const plain = await startRealServer({ modelPath });
  onTestFinished(() => plain.close());
  const score = async (model: string, base = url) => {
    const body = { model, query: "hello", documents: ["the quick fox", "world"] };
    const answer = await postJson(`${base}/v1/rerank`, body);
    return z
      .object({ results: z.array(z.object({ index: z.int(), relevance_score: z.number() })) })
      .parse(answer)
      .results.toSorted((left, right) => left.index - right.index)
      .map(({ relevance_score }) => relevance_score);
  };
  const [off, full, loaded] = await Promise.all(["off", "full", "reranker"].map((model) => score(model)));
  const without = await score("reranker", plain.url);
  expect(off).toEqual(without.map((value) => expect.closeTo(value, 3)));
  expect(full).toEqual((loaded ?? []).map((value) => expect.closeTo(value, 3)));
  expect(full).not.toEqual(without.map((value) => expect.closeTo(value, 3)));
});
