import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, afterEach, describe, expect, inject, test } from "vitest";
import { CONTINUATION, REFERENCE_MAX_TOKENS, TRAINED_MODEL_PATH } from "../../test/helpers/trained-model.ts";
import type { GenerationEvent } from "../core/generation-event.ts";
import type { UniversalModel } from "../core/universal-model.ts";
import { type ModelSource, ShimmyUniversalEngine } from "./universal-engine.ts";

const engine = new ShimmyUniversalEngine();
const loaded: UniversalModel[] = [];
const folder = mkdtempSync(path.join(os.tmpdir(), "shimmy-engine-"));
afterEach(async () => {
  await Promise.all(loaded.splice(0).map((model) => model.unload()));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function load(source: ModelSource): Promise<UniversalModel> {
  const model = await engine.load({ threads: 1, contextLength: 256, ...source });
  loaded.push(model);
  return model;
}
const tiny = (): ModelSource => ({
  name: "tiny",
  backend: { kind: "gguf", basePath: inject("tinyModelPath") },
});
const greedy = { temperature: 0, maxTokens: 16 } as const;

describe("the universal engine", () => {
  test("generates a text, calls back with its pieces, and ends its process on unload", async () => {
    const model = await load(tiny());
    const pieces: string[] = [];
    const text = await model.generate("Once", greedy, (piece) => pieces.push(piece));
    expect(pieces.join("")).toBe(text);
    expect(text.length).toBeGreaterThan(8);
    expect(model.info).toMatchObject({
      architecture: "llama",
      contextLength: 256,
      slots: 8,
      threads: 1,
      adapters: [],
    });
    const { pid } = model.activity();
    await model.unload();
    expect(model.activity().state).toBe("stopped");
    expect(() => process.kill(pid ?? 0, 0)).toThrow();
  });

  test("streams a start, text and an end with the seed in force", async () => {
    const model = await load(tiny());
    const events: GenerationEvent[] = [];
    for await (const event of model.stream("Once", { maxTokens: 8 })) events.push(event);
    const [first, last] = [events[0], events.at(-1)];
    expect(first).toMatchObject({ type: "start" });
    expect(last).toMatchObject({ type: "end", finishReason: "length", usage: { completionTokens: 8 } });
    if (last?.type !== "end" || first?.type !== "start") throw new Error("events out of order");
    expect(last.seed).toBe(first.seed);
    const again = await model.generate("Once", { maxTokens: 8, seed: last.seed });
    const text = events.map((event) => (event.type === "text" ? event.text : "")).join("");
    expect(again).toBe(text);
  });

  test("renders a conversation by the file's template, or by the one of the spec", async () => {
    const messages = [{ role: "user", content: "hi" }] as const;
    const byFile = await load(tiny());
    expect(byFile.render({ kind: "messages", messages })).toBe(
      "<|im_start|>user\nhi<|im_end|>\n<|im_start|>assistant\n",
    );
    expect(byFile.render({ kind: "prompt", text: "raw" })).toBe("raw");
    const byFamily = await load({ ...tiny(), template: "llama3" });
    expect(byFamily.render({ kind: "messages", messages })).toContain("<|start_header_id|>user");
    expect((await byFile.generate({ kind: "messages", messages }, greedy)).length).toBeGreaterThan(0);
  });

  test("gives the slot back when the reader leaves, and when the signal fires", async () => {
    const model = await load({ ...tiny(), slots: 1 });
    for await (const event of model.stream("Once", { maxTokens: null })) if (event.type === "text") break;
    expect(model.activity()).toMatchObject({ running: 0, queued: 0 });
    const controller = new AbortController();
    const answer = model.generate("Once", { maxTokens: null, signal: controller.signal }, () =>
      controller.abort(),
    );
    await expect(answer).rejects.toMatchObject({ code: "cancelled" });
    expect((await model.generate("Once", greedy)).length).toBeGreaterThan(0);
  });

  test("checks every option before native code sees it, naming the field", async () => {
    const model = await load(tiny());
    for (const [field, value] of [
      ["topP", 1.5],
      ["topK", -1],
      ["temperature", Number.NaN],
      ["maxTokens", -1],
      ["seed", 2 ** 33],
      ["repeatPenalty", 0],
    ] as const) {
      await expect(model.generate("x", { [field]: value })).rejects.toMatchObject({
        code: "invalid_request",
        param: field,
      });
    }
    await expect(model.generate("x", { stop: [""] })).rejects.toMatchObject({
      code: "invalid_request",
      param: "stop",
    });
  });

  test("tells both counts of a too long prompt", async () => {
    const model = await load(tiny());
    await expect(model.generate("a".repeat(400))).rejects.toMatchObject({
      code: "context_length_exceeded",
      param: "prompt",
      details: { promptTokens: 402, contextLength: 256 },
    });
    const messages = [{ role: "user", content: "a".repeat(400) }] as const;
    await expect(model.generate({ kind: "messages", messages })).rejects.toMatchObject({ param: "messages" });
  });

  test("applies the LoRA adapter of the spec", async () => {
    const plain = await (await load(tiny())).generate("Once", greedy);
    const adapted = await load({
      name: "adapted",
      backend: { kind: "gguf", basePath: inject("tinyModelPath"), loraPath: inject("tinyLoraPath") },
    });
    expect(adapted.info.adapters).toEqual(["tiny-lora.gguf"]);
    expect(await adapted.generate("Once", greedy)).not.toBe(plain);
  });

  test("detects what lies at a path", async () => {
    const byPath = await load({ name: "tiny", path: inject("tinyModelPath") });
    expect(byPath.spec.backend.kind).toBe("gguf");
    const other = path.join(folder, "notes.gguf");
    writeFileSync(other, "not a model");
    await expect(engine.load({ name: "x", path: other })).rejects.toMatchObject({ code: "invalid_request" });
    await expect(engine.load({ name: "x", path: path.join(folder, "none.gguf") })).rejects.toMatchObject({
      code: "model_not_found",
    });
    await expect(engine.load({ name: "x", path: folder })).rejects.toMatchObject({ code: "invalid_request" });
    writeFileSync(path.join(folder, "config.json"), "{}");
    writeFileSync(path.join(folder, "model.safetensors"), "");
    await expect(engine.load({ name: "x", path: folder })).rejects.toMatchObject({
      code: "backend_unavailable",
    });
  });

  test.each([
    { kind: "huggingface", baseModel: "owner/name" },
    { kind: "candle", modelPath: "model" },
    { kind: "remote", baseUrl: "http://127.0.0.1:1", model: "m" },
  ] as const)("says that the backend $kind is unavailable and what to do", async (backend) => {
    await expect(engine.load({ name: "x", backend })).rejects.toMatchObject({
      code: "backend_unavailable",
      message: expect.stringContaining(backend.kind),
    });
  });

  test("refuses a spec with a number out of range", async () => {
    for (const [field, value] of [
      ["slots", 0],
      ["threads", 0.5],
      ["contextLength", -1],
    ] as const) {
      await expect(engine.load({ ...tiny(), [field]: value })).rejects.toMatchObject({
        code: "invalid_request",
        param: field,
      });
    }
    await expect(engine.load({ ...tiny(), name: " " })).rejects.toMatchObject({ param: "name" });
  });

  test("refuses a damaged file before native code sees it", async () => {
    const damaged = path.join(folder, "damaged.gguf");
    writeFileSync(damaged, Buffer.from("GGUF\u0003\0\0\0"));
    await expect(
      engine.load({ name: "x", backend: { kind: "gguf", basePath: damaged } }),
    ).rejects.toMatchObject({
      code: "model_corrupt",
    });
  });

  test("leaves no process behind when a template cannot be read or a load is aborted", async () => {
    await expect(engine.load({ ...tiny(), template: "no such family" })).rejects.toMatchObject({
      code: "template_failed",
    });
    await expect(engine.load(tiny(), { signal: AbortSignal.abort() })).rejects.toThrow();
  });

  test("survives a model that aborts native code: that request fails, the next one works", async () => {
    const model = await load({
      name: "crashing",
      backend: { kind: "gguf", basePath: inject("crashingModelPath") },
    });
    await expect(model.generate("é")).rejects.toMatchObject({ code: "engine_crashed" });
    expect((await model.generate("abc", greedy)).length).toBeGreaterThan(0);
    expect(model.activity().crashes).toBe(1);
  });
});

describe("the universal engine with a trained model", () => {
  test("writes the reference text, alone and beside sixteen other requests", async () => {
    const backend = { kind: "gguf", basePath: TRAINED_MODEL_PATH } as const;
    const model = await load({ name: "trained", backend, slots: 17 });
    const options = { temperature: 0, maxTokens: REFERENCE_MAX_TOKENS };
    expect(await model.generate(CONTINUATION.prompt, options)).toBe(CONTINUATION.text);
    const others = Array.from({ length: 16 }, (_, index) =>
      model.generate(`Story number ${index}: one day`, {
        ...{ maxTokens: 40 + index, temperature: index / 8, ignoreEos: true },
      }),
    );
    expect(await model.generate(CONTINUATION.prompt, options)).toBe(CONTINUATION.text);
    expect((await Promise.all(others)).every((text) => text.length > 20)).toBe(true);
  });
});
