import { afterEach, describe, expect, inject, test } from "vitest";
import { greedy } from "../../../test/helpers/greedy.ts";
import { openEngine as openRealEngine } from "../../../test/helpers/open-engine.ts";
import {
  CONTINUATION,
  REFERENCE_MAX_TOKENS,
  TRAINED_MODEL_PATH,
} from "../../../test/helpers/trained-model.ts";
import type { GenerationOptions } from "../../core/generation-options.ts";
import type { EngineEnd, LoadRequest } from "../protocol.ts";
import type { Engine } from "./engine.ts";

const opened: Engine[] = [];
afterEach(() => {
  for (const engine of opened.splice(0)) engine.close();
});

/** A real engine that is closed after the test. */
function openEngine(modelPath: string, more: Partial<LoadRequest> = {}) {
  const parts = openRealEngine(modelPath, more);
  const { engine, reports } = parts;
  opened.push(engine);
  const ends = (): EngineEnd[] => reports.flatMap((report) => (report.type === "step" ? report.ends : []));
  const generate = (id: number, prompt: string, options: GenerationOptions, parseSpecial = false): void =>
    engine.loop.generate({ id, prompt, parseSpecial, options, seed: 1 });
  return { ...parts, ends, generate };
}

describe("an engine with the tiny model", () => {
  test("reports progress, facts and the true token counts", async () => {
    const { engine, reports, generate, end, text } = openEngine(inject("tinyModelPath"));
    expect(reports.some((report) => report.type === "progress" && report.fraction === 1)).toBe(true);
    expect(engine.info).toMatchObject({
      contextLength: 256,
      slots: 4,
      threads: 1,
      gpuLayers: 0,
      trainContextLength: 512,
    });
    expect(engine.info.beginOfSequenceText).toBe("<s>");
    generate(1, "hello", greedy(20));
    const ended = await end(1);
    // <s>, the word's leading space, five letters
    expect(ended).toMatchObject({
      finishReason: "length",
      promptTokens: 7,
      completionTokens: 20,
      cachedTokens: 0,
    });
    expect(text(1)).not.toBe("");
    expect(engine.loop.load).toEqual({ running: 0, waiting: 0 });
  });

  test("answers each of many requests as it answers it alone", async () => {
    const prompts = [
      "hello",
      "a tale of two",
      "x",
      "the quick brown fox jumps over the lazy dog",
      "some words",
      "more words",
    ];
    const alone = openEngine(inject("tinyModelPath"));
    const expected: string[] = [];
    for (const [index, prompt] of prompts.entries()) {
      alone.generate(index, prompt, greedy(24));
      await alone.end(index);
      expected.push(alone.text(index));
    }
    const together = openEngine(inject("tinyModelPath"));
    for (const [index, prompt] of prompts.entries()) together.generate(index, prompt, greedy(24));
    for (const index of prompts.keys()) await together.end(index);
    expect(prompts.map((_, index) => together.text(index))).toEqual(expected);
  });

  test("computes a long prompt in chunks beside a running request without changing either", async () => {
    const long = "word ".repeat(200).trim();
    const alone = openEngine(inject("tinyModelPath"), { contextLength: 2048, kvCells: 4096 });
    alone.generate(1, long, greedy(8));
    await alone.end(1);
    alone.generate(2, "short", greedy(64));
    await alone.end(2);
    const together = openEngine(inject("tinyModelPath"), { contextLength: 2048, kvCells: 4096 });
    together.generate(2, "short", greedy(64));
    together.generate(1, long, greedy(8));
    await together.end(1);
    await together.end(2);
    expect([together.text(1), together.text(2)]).toEqual([alone.text(1), alone.text(2)]);
  });

  test("refuses a prompt longer than the context with both counts", async () => {
    const { generate, failure } = openEngine(inject("tinyModelPath"));
    generate(1, "a".repeat(300), greedy(4));
    expect(await failure(1)).toMatchObject({
      code: "context_length_exceeded",
      details: { promptTokens: 302, contextLength: 256 },
    });
  });

  test("refuses an enormous prompt without splitting it into tokens", async () => {
    const { generate, failure } = openEngine(inject("tinyModelPath"));
    generate(1, "a".repeat(1_000_000), greedy(4));
    expect(await failure(1)).toMatchObject({
      code: "context_length_exceeded",
      message: expect.stringContaining("at least"),
    });
  });

  test("ends with length when the context is full", async () => {
    const { generate, end } = openEngine(inject("tinyModelPath"));
    generate(1, "a".repeat(250), greedy(1000, { maxTokens: null }));
    const { finishReason, promptTokens, completionTokens } = await end(1);
    expect(finishReason).toBe("length");
    expect(promptTokens + completionTokens).toBe(256);
  });

  test("lets the later of two requests make room when the cells run out, and go on where it was", async () => {
    const small = { contextLength: 256, kvCells: 256 };
    const alone = openEngine(inject("tinyModelPath"), small);
    alone.generate(1, "second", greedy(200));
    await alone.end(1);
    const { generate, end, text } = openEngine(inject("tinyModelPath"), small);
    generate(1, "first", greedy(200));
    generate(2, "second", greedy(200));
    expect((await end(1)).completionTokens).toBe(200);
    expect((await end(2)).completionTokens).toBe(200);
    expect(text(2)).toBe(alone.text(1));
  });

  test("cancels a running and a waiting request and frees their places", async () => {
    const { engine, generate, until, reports, end } = openEngine(inject("tinyModelPath"), { slots: 1 });
    generate(1, "runs", greedy(1000, { maxTokens: null }));
    generate(2, "waits", greedy(4));
    await until(() => reports.find((report) => report.type === "step"));
    engine.loop.cancel(2);
    engine.loop.cancel(1);
    expect(engine.loop.load).toEqual({ running: 0, waiting: 0 });
    generate(3, "next", greedy(4));
    expect((await end(3)).completionTokens).toBe(4);
  });

  test("stops at a stop string that lies across tokens and leaves it out", async () => {
    const { generate, end, text } = openEngine(inject("tinyModelPath"));
    generate(1, "hello", greedy(40));
    await end(1);
    const whole = text(1);
    const stop = whole.slice(10, 14);
    generate(2, "hello", greedy(40, { stop: [stop] }));
    expect(await end(2)).toMatchObject({ finishReason: "stop", stopSequence: stop });
    expect(text(2)).toBe(whole.slice(0, whole.indexOf(stop)));
  });

  test("gives the same text for the same seed and another for another", async () => {
    const { engine, end, text } = openEngine(inject("tinyModelPath"));
    const options = {
      ...greedy(32),
      temperature: 1.5,
      topK: 40,
      topP: 0.95,
      minP: 0.01,
      typicalP: 0.95,
      frequencyPenalty: 0.1,
    };
    for (const [id, seed] of [
      [1, 5],
      [2, 5],
      [3, 6],
    ] as const) {
      engine.loop.generate({ id, prompt: "roll", parseSpecial: false, options, seed });
      await end(id);
    }
    expect(text(2)).toBe(text(1));
    expect(text(3)).not.toBe(text(1));
  });

  test("penalises tokens of the prompt as well", async () => {
    const { generate, end, text } = openEngine(inject("tinyModelPath"));
    generate(1, "hello hello", greedy(24));
    await end(1);
    generate(2, "hello hello", greedy(24, { repeatPenalty: 5, repeatLastN: -1 }));
    await end(2);
    expect(text(2)).not.toBe(text(1));
  });

  test("reads control tokens only where the prompt may hold them", async () => {
    const { generate, end } = openEngine(inject("tinyModelPath"));
    generate(1, "<|im_start|>", greedy(1), true);
    generate(2, "<|im_start|>", greedy(1), false);
    expect((await end(1)).promptTokens).toBe(2);
    expect((await end(2)).promptTokens).toBeGreaterThan(10);
  });

  test("does not double the begin-of-sequence token of a template", async () => {
    const { generate, end } = openEngine(inject("tinyModelPath"));
    generate(1, "<s><|im_start|>", greedy(1), true);
    expect((await end(1)).promptTokens).toBe(2);
  });

  test("applies a LoRA adapter", async () => {
    const plain = openEngine(inject("tinyModelPath"));
    plain.generate(1, "hello", greedy(24));
    await plain.end(1);
    const adapted = openEngine(inject("tinyModelPath"), {
      adapters: [{ path: inject("tinyLoraPath"), scale: 1 }],
    });
    adapted.generate(1, "hello", greedy(24));
    await adapted.end(1);
    expect(adapted.text(1)).not.toBe(plain.text(1));
  });

  test("refuses files that llama.cpp cannot use, and goes on", () => {
    expect(() => openEngine("/nonexistent.gguf")).toThrow(expect.objectContaining({ code: "model_corrupt" }));
    expect(() =>
      openEngine(inject("tinyModelPath"), { adapters: [{ path: inject("tinyModelPath"), scale: 1 }] }),
    ).toThrow(expect.objectContaining({ code: "model_corrupt" }));
    expect(() => openEngine(inject("tinyModelPath"), { device: "gpu" })).toThrow(
      expect.objectContaining({ code: "backend_unavailable" }),
    );
  });

  test("works with a pool of two threads", async () => {
    const { generate, end } = openEngine(inject("tinyModelPath"), { threads: 2 });
    generate(1, "hello", greedy(8));
    expect((await end(1)).completionTokens).toBe(8);
  });

  test("goes on past the end-of-generation token when asked to", async () => {
    const { generate, end } = openEngine(inject("tinyModelPath"));
    generate(1, "hello", greedy(50, { ignoreEos: true }));
    expect(await end(1)).toMatchObject({ finishReason: "length", completionTokens: 50 });
  });
});

describe("an engine with a trained model", () => {
  test("writes the reference text", async () => {
    const { generate, end, text } = openEngine(TRAINED_MODEL_PATH);
    generate(1, CONTINUATION.prompt, greedy(REFERENCE_MAX_TOKENS));
    await end(1);
    expect(text(1)).toBe(CONTINUATION.text);
  });

  test("hands on characters whole though their bytes are single tokens", async () => {
    const { engine, generate, end, text, ends } = openEngine(TRAINED_MODEL_PATH, { contextLength: 512 });
    expect(engine.info.vocabularySize).toBe(2048);
    generate(1, "日本語 é 🙂", greedy(8));
    await end(1);
    expect(ends()[0]?.promptTokens).toBeGreaterThan(15);
    expect(text(1)).not.toContain("\uFFFD");
  });
});
