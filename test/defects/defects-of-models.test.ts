import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { eventually } from "../helpers/eventually.ts";
import { asObject, at, getJson, numberAt, post, postJson, textAt } from "../helpers/http-client.ts";
import { processLives } from "../helpers/process-lives.ts";
import { type RealServer, startRealServer } from "../helpers/real-server.ts";
import { writeTinyModel } from "../helpers/tiny-model.ts";

const CONTEXT_LENGTH = 64;
const folder = mkdtempSync(join(tmpdir(), "shimmy-defects-"));
let server: RealServer;

beforeAll(async () => {
  await writeTinyModel(join(folder, "other.gguf"), { seed: 99 });
  server = await startRealServer({
    models: {
      first: inject("tinyModelPath"),
      second: join(folder, "other.gguf"),
      crashing: inject("crashingModelPath"),
    },
    config: { maxContextLength: CONTEXT_LENGTH },
  });
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

const request = { model: "first", prompt: "once upon a time", raw: true, max_tokens: 24, temperature: 0 };
const generate = (body: object = {}, from: RealServer = server) =>
  postJson(`${from.url}/api/generate`, { ...request, ...body });
const textOf = async (body: object = {}, from: RealServer = server) =>
  textAt(await generate(body, from), "response");

describe("defect (b): the first model loaded answered for every other name", () => {
  test("each model answers for its own name", async () => {
    const [first, second] = [await generate(), await generate({ model: "second" })];
    expect(first.model).toBe("first");
    expect(second.model).toBe("second");
    expect(second.response).not.toBe(first.response);
    // Asked again, in the other order, nothing has changed places.
    expect(await textOf({ model: "second" })).toBe(second.response);
    expect(await textOf()).toBe(first.response);
  });

  test("a name that nothing bears is not found", async () => {
    for (const path of ["/api/generate", "/v1/completions"]) {
      const { status, text } = await post(`${server.url}${path}`, { ...request, model: "third" });
      expect(status).toBe(404);
      expect(text).toContain("third");
    }
  });
});

describe("defect (c): top_k, LoRA and context length were dropped, the seed was fixed", () => {
  const hot = { temperature: 5, top_k: 0, top_p: 1, repeat_penalty: 1 };

  test("the likeliest token alone is greedy, however hot", async () => {
    const greedy = await textOf({ repeat_penalty: 1 });
    expect(await textOf({ ...hot, top_k: 1, seed: 1 })).toBe(greedy);
    expect(await textOf({ ...hot, options: { top_k: 1 }, top_k: undefined, seed: 2 })).toBe(greedy);
    expect(await textOf({ ...hot, seed: 1 })).not.toBe(greedy);
  });

  test("the same seed brings the same answer, none another each time", async () => {
    expect(await textOf({ ...hot, seed: 7 })).toBe(await textOf({ ...hot, seed: 7 }));
    expect(await textOf({ ...hot, seed: 8 })).not.toBe(await textOf({ ...hot, seed: 7 }));
    const [one, two] = [await generate(hot), await generate(hot)];
    expect(one.seed).not.toBe(two.seed);
    expect(one.response).not.toBe(two.response);
    // The seed that was told brings the answer again.
    expect(await textOf({ ...hot, seed: one.seed })).toBe(one.response);
  });

  test("the adapter changes the answer", async () => {
    const adapted = await startRealServer({
      modelPath: inject("tinyModelPath"),
      config: { loraGguf: inject("tinyLoraPath") },
    });
    try {
      expect(await textOf({ model: "tiny" }, adapted)).not.toBe(await textOf());
      const status = await getJson(`${adapted.url}/api/models/tiny/status`);
      expect(at(status, "info", "adapters")).toEqual(["tiny-lora.gguf"]);
    } finally {
      await adapted.close();
    }
  });

  test("the context length bounds the prompt", async () => {
    const { status, text } = await post(`${server.url}/v1/completions`, {
      ...request,
      prompt: "a".repeat(CONTEXT_LENGTH),
    });
    expect(status).toBe(400);
    const error = at(asObject(text), "error");
    expect(error).toMatchObject({
      code: "context_length_exceeded",
      param: "prompt",
      details: { prompt_tokens: CONTEXT_LENGTH + 2, context_length: CONTEXT_LENGTH },
    });
    expect(textAt(error, "message")).toContain(String(CONTEXT_LENGTH + 2));
  });

  test("the context length bounds the answer", async () => {
    const answer = await postJson(`${server.url}/v1/completions`, { ...request, max_tokens: null });
    expect(numberAt(answer, "usage", "total_tokens")).toBe(CONTEXT_LENGTH);
    expect(at(answer, "choices", 0, "finish_reason")).toBe("length");
  });
});

describe("defect (f): empty 404 and 502 bodies", () => {
  test.each([
    ["GET", "/nowhere"],
    ["GET", "/v1/nowhere"],
    ["POST", "/api/nowhere"],
    ["GET", "/v1/models/nowhere"],
    ["GET", "/api/models/nowhere/status"],
    ["POST", "/api/models/nowhere/load"],
  ])("%s %s is a 404 with a body that says why", async (method, path) => {
    const response = await fetch(server.url + path, { method });
    expect(response.status).toBe(404);
    expect(response.headers.get("content-type")).toMatch(/^application\/json/);
    expect(messageOf(await response.text())).toContain("nowhere");
  });

  test.each(["/api/generate", "/v1/completions"])(
    "an engine that dies under %s is a 502 with a body that says why",
    async (path) => {
      // Its vocabulary has no byte tokens, and llama.cpp ends its process at a character it does not know.
      const { status, headers, text } = await post(`${server.url}${path}`, {
        ...request,
        model: "crashing",
        prompt: "WHAT?",
      });
      expect(status).toBe(502);
      expect(headers.get("content-type")).toMatch(/^application\/json/);
      expect(messageOf(text)).toMatch(/engine process/);
      expect(await generate({ model: "crashing" })).toMatchObject({ done: true });
    },
  );

  function messageOf(json: string): string {
    const error = at(asObject(json), "error");
    return typeof error === "string" ? error : textAt(error, "message");
  }
});

describe("defect (i): load/unload/status were stubs", () => {
  test("they start, end and tell of a process", async () => {
    const model = `${server.url}/api/models/second`;
    await postJson(`${model}/unload`);
    expect(await getJson(`${model}/status`)).toMatchObject({ state: "stopped", loaded: false, pid: null });

    const loaded = await postJson(`${model}/load`);
    const pid = numberAt(loaded, "pid");
    expect(loaded).toMatchObject({
      state: "ready",
      loaded: true,
      info: { context_length: CONTEXT_LENGTH, threads: 1, architecture: "llama" },
    });
    expect(processLives(pid)).toBe(true);
    expect(await getJson(`${model}/status`)).toMatchObject({ pid });

    expect(await postJson(`${model}/unload`)).toMatchObject({ state: "stopped", pid: null, info: null });
    expect(processLives(pid)).toBe(false);
  });
});

describe("defect (j): a phantom default model was listed", () => {
  test("with no model file there is no model", async () => {
    const empty = await startRealServer();
    try {
      expect(await getJson(`${empty.url}/v1/models`)).toEqual({ object: "list", data: [] });
      expect(await getJson(`${empty.url}/api/models`)).toEqual({ models: [] });
      expect(await getJson(`${empty.url}/health`)).toMatchObject({ models: { total: 0 } });
      const { status, text } = await post(`${empty.url}/api/generate`, { prompt: "hello" });
      expect(status).toBe(404);
      expect(text).toContain("There are no models");
    } finally {
      await empty.close();
    }
  });
});

describe("defect (l): the model was loaded again for every request", () => {
  test("many requests at once and after one another share one load", async () => {
    const fresh = await startRealServer({ modelPath: inject("tinyModelPath") });
    try {
      const ask = (): Promise<string> => textOf({ model: "tiny" }, fresh);
      const pidOf = async () => at(await getJson(`${fresh.url}/api/models/tiny/status`), "pid");
      const atOnce = Promise.all(Array.from({ length: 16 }, ask));
      const pid = await eventually(pidOf, (found) => typeof found === "number");
      expect(new Set(await atOnce).size).toBe(1);
      for (let count = 0; count < 4; count++) await ask();
      await postJson(`${fresh.url}/api/models/tiny/load`);
      expect(await pidOf()).toBe(pid);
      expect(fresh.logs.filter(({ msg }) => msg === "loading model")).toHaveLength(1);
    } finally {
      await fresh.close();
    }
  });
});
