import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { eventually } from "../helpers/eventually.ts";
import { at, getJson, openStream, post, postJson } from "../helpers/http-client.ts";
import { type RealServer, startRealServer } from "../helpers/real-server.ts";
import { writeLoraAdapter, writeTinyModel } from "../helpers/tiny-model.ts";
import { TRAINED_MODEL_PATH } from "../helpers/trained-model.ts";

const messages = [{ role: "user", content: "once upon a time" }];
const short = { options: { num_predict: 4, temperature: 0, seed: 1 }, stream: false };
const LONG_CONTEXT = 65_536;

const folder = mkdtempSync(join(tmpdir(), "shimmy-ollama-"));
const long = join(folder, "long.gguf");

beforeAll(() => writeTinyModel(long, { contextLength: LONG_CONTEXT }));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function withServer(
  use: (server: RealServer) => Promise<void>,
  config: Parameters<typeof startRealServer>[0] = {},
): Promise<void> {
  const server = await startRealServer({ modelPath: inject("tinyModelPath"), ...config });
  try {
    await use(server);
  } finally {
    await server.close();
  }
}

async function loadedNames(url: string): Promise<unknown> {
  const models = at(await getJson(`${url}/api/ps`), "models");
  return Array.isArray(models) ? models.map((model) => at(model, "name")) : models;
}

async function remove(url: string, model: string): Promise<number> {
  const body = JSON.stringify({ model });
  const headers = { "content-type": "application/json" };
  return (await fetch(`${url}/api/delete`, { method: "DELETE", headers, body })).status;
}

describe("keep_alive", () => {
  test("loads, keeps for ever, and lets go when it is said", async () => {
    await withServer(async ({ url }) => {
      expect(await postJson(`${url}/api/chat`, { keep_alive: -1 })).toMatchObject({ done_reason: "load" });
      expect(await loadedNames(url)).toEqual(["tiny"]);
      const expiresAt = at(await getJson(`${url}/api/ps`), "models", 0, "expires_at");
      expect(new Date(String(expiresAt)).getFullYear()).toBeGreaterThan(2200);
      expect(await postJson(`${url}/api/generate`, { keep_alive: 0 })).toMatchObject({
        done_reason: "unload",
      });
      expect(await loadedNames(url)).toEqual([]);
    });
  });

  test("takes seconds and durations, with the built-in model", async () => {
    await withServer(
      async ({ url }) => {
        const secondsLeft = async (keep_alive: unknown) => {
          const done = await postJson(`${url}/api/generate`, { prompt: "", keep_alive });
          expect(done).toMatchObject({ response: "", done: true, done_reason: "load" });
          const expiresAt = at(await getJson(`${url}/api/ps`), "models", 0, "expires_at");
          return (Date.parse(String(expiresAt)) - Date.parse(String(done.created_at))) / 1000;
        };
        // told within the minute
        for (const [given, seconds] of [
          ["5m", 300],
          [300, 300],
          ["600", 600],
          ["1h30m", 5400],
        ] as const) {
          expect(Math.round((await secondsLeft(given)) / 60), String(given)).toBe(seconds / 60);
        }
        for (const forEver of [-1, "-1", "-1s"]) expect(await secondsLeft(forEver)).toBeGreaterThan(1e9);
        // absent leaves what is in force
        expect(await secondsLeft(undefined)).toBeGreaterThan(1e9);
        for (const wrong of ["abc", "", true, {}]) {
          expect((await post(`${url}/api/generate`, { keep_alive: wrong })).status).toBe(400);
        }
        for (const [path, now] of [
          ["/api/generate", "0s"],
          ["/api/chat", 0],
          ["/api/chat", "0"],
        ] as const) {
          // the second time nothing is loaded, which is as well
          for (const _ of [1, 2]) {
            const done = await postJson(`${url}${path}`, { keep_alive: now });
            expect(done).toMatchObject({ done_reason: "unload" });
            expect(await loadedNames(url)).toEqual([]);
          }
          await postJson(`${url}/api/chat`, { messages: [] });
        }
      },
      { modelPath: TRAINED_MODEL_PATH },
    );
  });

  test("of 0 unloads after the answer, which is whole", async () => {
    await withServer(async ({ url }) => {
      const asked = await postJson(`${url}/api/chat`, { messages, ...short, keep_alive: 0 });
      expect(asked).toMatchObject({ done: true, eval_count: 4 });
      expect(
        await eventually(
          () => loadedNames(url),
          (names) => JSON.stringify(names) === "[]",
        ),
      ).toEqual([]);
    });
  });

  test("never ends another request that runs", async () => {
    await withServer(
      async ({ url, service }) => {
        const running = await openStream(`${url}/api/generate`, {
          prompt: "once upon a time",
          max_tokens: 400,
          stream: true,
          ignore_eos: true,
        });
        await running.begun();
        expect(await postJson(`${url}/api/generate`, { keep_alive: 0 })).toMatchObject({
          done_reason: "unload",
        });
        expect(service.status("long").activity.state).toBe("ready");
        const stream = await running.rest();
        expect(stream).toContain('"done_reason":"length"');
        expect(
          await eventually(
            () => loadedNames(url),
            (names) => JSON.stringify(names) === "[]",
          ),
        ).toEqual([]);
      },
      { modelPath: long, config: { maxContextLength: 1024, slots: 2 } },
    );
  });
});

describe("aliases", () => {
  test("share their model's engine, answer with their settings, and outlive a restart", async () => {
    const dataFolder = join(folder, "data");
    const config = { config: { dataFolder } };
    await withServer(async ({ url }) => {
      const made = await post(`${url}/api/create`, {
        model: "mario",
        from: "tiny",
        system: "be mario",
        parameters: { num_predict: 3, temperature: 0, seed: 1 },
      });
      expect(made.text.trimEnd().split("\n").at(-1)).toBe('{"status":"success"}');
      const answer = await postJson(`${url}/api/chat`, { model: "mario", messages, stream: false });
      expect(answer).toMatchObject({ model: "mario", eval_count: 3, done_reason: "length" });
      const written = [{ role: "system", content: "be mario" }, ...messages];
      const plain = await postJson(`${url}/api/chat`, {
        messages: written,
        options: { num_predict: 3, temperature: 0, seed: 1 },
        stream: false,
      });
      expect(at(answer, "message")).toEqual(at(plain, "message"));
      expect(answer.prompt_eval_count).toBe(plain.prompt_eval_count);
      expect(await loadedNames(url)).toEqual(["tiny"]);
      expect((await post(`${url}/api/copy`, { source: "mario", destination: "luigi" })).status).toBe(200);
    }, config);
    await withServer(async ({ url }) => {
      const tags = at(await getJson(`${url}/api/tags`), "models");
      const names = Array.isArray(tags) ? tags.map((model) => at(model, "name")) : [];
      expect(names).toEqual(["luigi", "mario", "tiny"]);
      expect(await postJson(`${url}/api/show`, { model: "luigi" })).toMatchObject({ system: "be mario" });
      expect(await remove(url, "mario")).toBe(200);
      expect(await remove(url, "mario")).toBe(404);
      expect(await remove(url, "tiny")).toBe(403);
      const listed = at(await getJson(`${url}/v1/models`), "data");
      expect(Array.isArray(listed) && listed.map((model) => at(model, "id"))).toEqual(["luigi", "tiny"]);
    }, config);
  });

  test("with a template of their own have an engine of their own, which goes with them", async () => {
    await withServer(async ({ url }) => {
      const template = "{% for m in messages %}{{ m.content }}{% endfor %}";
      await postJson(`${url}/api/create`, { model: "bare", from: "tiny", template, stream: false });
      const bare = await postJson(`${url}/api/chat`, { model: "bare", messages, ...short });
      const tiny = await postJson(`${url}/api/chat`, { model: "tiny", messages, ...short });
      expect(Number(bare.prompt_eval_count)).toBeLessThan(Number(tiny.prompt_eval_count));
      expect(await loadedNames(url)).toEqual(["bare", "tiny"]);
      expect(await remove(url, "bare")).toBe(200);
      expect(await loadedNames(url)).toEqual(["tiny"]);
      const bad = await post(`${url}/api/create`, { model: "x", from: "tiny", template: "{{ .System }}" });
      expect([bad.status, JSON.parse(bad.text)]).toEqual([400, { error: expect.any(String) }]);
    });
  });
});

describe("context", () => {
  const numbers = (answer: unknown, name: string): readonly number[] => {
    const list = at(answer, name);
    return Array.isArray(list) ? list.map(Number) : [];
  };

  test("goes on where the answer before ended, as the same tokens do", async () => {
    await withServer(
      async ({ url }) => {
        const ask = (body: object) => postJson(`${url}/api/generate`, { ...short, ...body });
        const first = await ask({ prompt: "The sky is" });
        const context = numbers(first, "context");
        expect(context).toHaveLength(Number(at(first, "prompt_eval_count")) + 4);
        const next = await ask({ prompt: "And the sea is", context });
        const turn = { messages: [{ role: "user", content: "And the sea is" }] };
        const { prompt: content } = await postJson(`${url}/apply-template`, turn);
        const split = await postJson(`${url}/tokenize`, { content, parse_special: true });
        const prompt = [...context, ...numbers(split, "tokens")];
        expect(at(next, "prompt_eval_count")).toBe(prompt.length);
        expect(numbers(next, "context").slice(0, prompt.length)).toEqual(prompt);
        const body = { prompt, max_tokens: 4, temperature: 0 };
        const spelled = await postJson(`${url}/v1/completions`, body);
        expect(at(next, "response")).toBe(at(spelled, "choices", 0, "text"));
      },
      { modelPath: TRAINED_MODEL_PATH },
    );
  });

  test("holds a conversation of turns, each with its end", async () => {
    await withServer(
      async ({ url }) => {
        const options = { temperature: 0, num_predict: 64 };
        const ask = (body: object) =>
          postJson(`${url}/api/generate`, { system: "Be kind.", stream: false, options, ...body });
        const first = await ask({ prompt: "Hello!" });
        expect(at(first, "done_reason")).toBe("stop");
        const next = await ask({ prompt: "Thanks!", context: at(first, "context") });
        const { content } = await postJson(`${url}/detokenize`, { tokens: at(next, "context") });
        expect(content).toMatch(/user\s+Hello![\s\S]*<\|im_end\|>[\s\S]*Thanks!<\|im_end\|>/u);
      },
      { modelPath: TRAINED_MODEL_PATH },
    );
  });

  test("with ids that the vocabulary lacks, or too many, is refused", async () => {
    await withServer(async ({ url }) => {
      const ask = (context: readonly number[]) =>
        post(`${url}/api/generate`, { prompt: "Hi", context, ...short });
      const unknown = await ask([1, 1_000_000]);
      expect([unknown.status, JSON.parse(unknown.text).error]).toEqual([
        400,
        expect.stringMatching(/1000000/u),
      ]);
      const long = await ask(Array.from({ length: 600 }, () => 5));
      expect([long.status, JSON.parse(long.text).error]).toEqual([
        400,
        expect.stringMatching(/context length/u),
      ]);
    });
  });
});

describe("adapters of an alias", () => {
  test("are in force for its requests, as lora is for others, and come from the server alone", async () => {
    const path = join(folder, "style.gguf");
    await writeLoraAdapter(path, { seed: 3 });
    await withServer(
      async ({ url }) => {
        const ask = async (body: object) =>
          at(await postJson(`${url}/api/generate`, { prompt: "once upon", ...short, ...body }), "response");
        const create = (adapters: object) =>
          post(`${url}/api/create`, { model: "styled", from: "tiny", adapters, stream: false });
        expect((await create({ "style.gguf": 0 })).status).toBe(200);
        expect(await ask({ model: "styled" })).toBe(await ask({ lora: [{ name: "style.gguf", scale: 0 }] }));
        expect((await create({ "style.gguf": 4 })).status).toBe(200);
        expect(await ask({ model: "styled" })).toBe(await ask({ lora: [{ name: "style.gguf", scale: 4 }] }));
        expect(await ask({ model: "styled", lora: [] })).toBe(await ask({ lora: [] }));
        const refused = await create({ "/etc/passwd": 1 });
        expect([refused.status, JSON.parse(refused.text).error]).toEqual([
          400,
          expect.stringMatching(/no adapter "\/etc\/passwd": this model has "style.gguf"/u),
        ]);
        const shown = await postJson(`${url}/api/show`, { model: "styled" });
        expect(at(shown, "modelfile")).toContain("ADAPTER style.gguf 4\n");
      },
      { config: { adapters: [{ path, scale: 1 }] } },
    );
  });
});

describe("what a request counts on", () => {
  test("num_ctx beyond the loaded context, or below, gets what is loaded", async () => {
    await withServer(async ({ url }) => {
      for (const num_ctx of [4096, 128]) {
        const body = { messages, stream: false, options: { num_ctx, num_predict: 1 } };
        expect((await post(`${url}/api/chat`, body)).status).toBe(200);
      }
      const tooLong = { messages: [{ role: "user", content: "a".repeat(600) }], options: { num_ctx: 4096 } };
      const refused = await post(`${url}/api/chat`, tooLong);
      expect([refused.status, JSON.parse(refused.text).error]).toEqual([
        400,
        expect.stringMatching(/context length is 512/u),
      ]);
    });
  });
});

test("show tells what the built-in kind of model is", async () => {
  await withServer(async ({ url }) => {
    const shown = await postJson(`${url}/api/show`, { model: "tiny" });
    expect(shown).toMatchObject({
      capabilities: ["completion"],
      details: { family: "llama", quantization_level: "F32" },
      model_info: { "general.architecture": "llama", "tokenizer.ggml.tokens": null },
    });
    expect(JSON.stringify(shown)).not.toContain(inject("tinyModelPath"));
  });
});
