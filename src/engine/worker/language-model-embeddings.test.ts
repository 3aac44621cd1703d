import path from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { describe, expect, inject, onTestFinished, test, vi } from "vitest";
import { cosine } from "../../../test/helpers/direct-encoder.ts";
import { greedy } from "../../../test/helpers/greedy.ts";
import { openEmbeddingEngine } from "../../../test/helpers/open-embedding-engine.ts";
import { temporaryFolder } from "../../../test/helpers/temporary-folder.ts";
import { writeTinyModel } from "../../../test/helpers/tiny-model.ts";
import type { LoadTuning } from "../../core/load-tuning.ts";
import { describeShape } from "../../models/gguf/describe-shape.ts";
import { readGgufHeader } from "../../models/gguf/read-gguf-header.ts";
import { LlamaContext } from "../llama/context.ts";

describe("a language model", () => {
  test("embeds, whole or in pieces alike", async () => {
    const { embed, engine } = openEmbeddingEngine(inject("tinyModelPath"));
    expect(engine.info).toMatchObject({ canGenerate: true, embedding: { pooling: "mean", length: 64 } });
    const text = "once upon a time there was a fox. ".repeat(12);
    const idle = await embed([text, "hello"], { pooling: "mean" });
    for (const pooling of ["last", "cls", "none"] as const) {
      const { vectors } = await embed([text], { pooling });
      const size = pooling === "none" ? idle.promptTokens - (await embed(["hello"])).promptTokens : 1;
      expect(vectors[0]).toHaveLength(64 * size);
    }
  });

  test("embeds beside running generations without changing either", async () => {
    const text = "once upon a time there was a fox. ".repeat(12);
    const idle = openEmbeddingEngine(inject("tinyModelPath"), { slots: 2 });
    const [whole, short] = (await idle.embed([text, "hello"])).vectors;
    idle.engine.loop.generate({ id: 1, prompt: "hello", parseSpecial: false, options: greedy(150), seed: 1 });
    await idle.end(1);

    const busy = openEmbeddingEngine(inject("tinyModelPath"), { slots: 2 });
    busy.engine.loop.generate({ id: 1, prompt: "hello", parseSpecial: false, options: greedy(150), seed: 1 });
    await busy.until(() => busy.reports.find(({ type }) => type === "step"));
    const beside = await busy.embed([text, "hello"]);
    // pieces of at most 128 tokens, a decode step between two
    expect(busy.engine.loop.load.running).toBe(1);
    expect(cosine(beside.vectors[0] ?? [], whole ?? [])).toBeGreaterThan(0.99999);
    expect(cosine(beside.vectors[1] ?? [], short ?? [])).toBeGreaterThan(0.99999);
    await busy.end(1);
    expect(busy.text(1)).toBe(idle.text(1));
  });

  test("computes a long input in pieces, and gives it up between two", async () => {
    const file = path.join(temporaryFolder(), "long.gguf");
    await writeTinyModel(file, { contextLength: 4096 });
    const { start, answer, answerOf, engine, embed } = openEmbeddingEngine(file, { contextLength: 4096 });
    const [expected] = (await embed(["hello"])).vectors;
    const options = { pooling: "mean", normalize: true, dimensions: 64 } as const;
    const long = { kind: "vectors", inputs: ["a b c ".repeat(500)], ...options } as const;
    const id = start(long);
    await nextTurn();
    await nextTurn();
    engine.embeddings.cancel(id);
    expect((await embed(["hello"])).vectors[0]).toEqual(expected);
    expect(answerOf(id).vectors).toEqual([]);
    const again = start(long);
    expect((await answer(again, 1)).promptTokens).toBe(3002);
  });

  test("takes cache types and positions of the load", async () => {
    const text = "once upon a time there was a fox. ".repeat(12);
    const vectorWith = async (tuning: LoadTuning) => {
      const [vector = []] = (await openEmbeddingEngine(inject("tinyModelPath"), { tuning }).embed([text]))
        .vectors;
      return vector;
    };
    const plain = await vectorWith({});
    const stretched = await vectorWith({ ropeScaling: "linear", ropeFrequencyScale: 0.25 });
    expect(cosine(plain, stretched)).toBeLessThan(0.9999);
    const coarse = await vectorWith({ cacheTypeK: "bf16", cacheTypeV: "bf16" });
    expect(coarse).not.toEqual(plain);
    expect(cosine(plain, coarse)).toBeGreaterThan(0.999);
  });

  test("embeds inputs as long as its stretched context", async () => {
    const tuning = { ropeScaling: "linear", ropeFrequencyScale: 0.25 } as const;
    const request = { contextLength: 2048, kvCells: 2048, tuning };
    const { embed } = openEmbeddingEngine(inject("tinyModelPath"), request);
    expect((await embed(["a b c ".repeat(200)])).promptTokens).toBe(1202);
  });

  test("refuses inputs for which there is no memory, and goes on", async () => {
    const shape = describeShape([await readGgufHeader(inject("tinyModelPath"))]);
    const layers = shape.layers.map((layer) => ({ ...layer, keyWidth: 1e12, valueWidth: 1e12 }));
    const { embed } = openEmbeddingEngine(inject("tinyModelPath"), { shape: { ...shape, layers } });
    for (const text of ["hello", "world"]) {
      await expect(embed([text])).rejects.toMatchObject({
        code: "insufficient_memory",
        message: expect.stringMatching(
          /^Inputs of 7 tokens need \d+ MB of memory beside the model, and \d+ MB/u,
        ),
        details: { neededBytes: expect.any(Number), availableBytes: expect.any(Number) },
      });
    }
  });

  test("gives the memory back when nobody asks for a minute", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const free = vi.spyOn(LlamaContext.prototype, "free");
    onTestFinished(() => {
      free.mockRestore();
      vi.useRealTimers();
    });
    const { embed } = openEmbeddingEngine(inject("tinyModelPath"));
    const first = await embed(["hello"]);
    vi.advanceTimersByTime(59_999);
    expect(await embed(["hello"])).toEqual(first);
    vi.advanceTimersByTime(59_999);
    expect(free).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(free).toHaveBeenCalledOnce();
    expect(await embed(["hello"])).toEqual(first);
  });

  test("applies the adapter that the model was loaded with", async () => {
    const plain = await openEmbeddingEngine(inject("tinyModelPath")).embed(["hello"]);
    const adapters = [{ path: inject("tinyLoraPath"), scale: 1 }];
    const adapted = await openEmbeddingEngine(inject("tinyModelPath"), { adapters }).embed(["hello"]);
    expect(cosine(plain.vectors[0] ?? [], adapted.vectors[0] ?? [])).toBeLessThan(0.999);
  });
});
