import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { ggufValue } from "../helpers/gguf-writer.ts";
import {
  at,
  getJson,
  type JsonObject,
  numberAt,
  openStream,
  post,
  postJson,
  sseData,
  textAt,
} from "../helpers/http-client.ts";
import { type RealServer, startRealServer } from "../helpers/real-server.ts";
import { writeTinyModel } from "../helpers/tiny-model.ts";
import { TRAINED_MODEL_PATH } from "../helpers/trained-model.ts";

/*
 * llama-server's helper routes, with the built-in model as the default one, a model without byte tokens, which crashes at
 * an unknown character, and one that has infill tokens.
 */
const folder = mkdtempSync(join(tmpdir(), "shimmy-helpers-"));
let server: RealServer;
beforeAll(async () => {
  const infillPath = join(folder, "infill.gguf");
  await writeTinyModel(infillPath, {
    metadata: {
      "tokenizer.ggml.fim_pre_token_id": ggufValue.uint32(288),
      "tokenizer.ggml.fim_suf_token_id": ggufValue.uint32(289),
      "tokenizer.ggml.fim_mid_token_id": ggufValue.uint32(0),
    },
  });
  const models = { infill: infillPath, crashing: inject("crashingModelPath") };
  server = await startRealServer({ builtinPath: TRAINED_MODEL_PATH, models });
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

const ask = (path: string, body: object): Promise<JsonObject> => postJson(`${server.url}${path}`, body);
const builtin = { model: "shimmy-tiny" };

async function tokensOf(body: object): Promise<readonly unknown[]> {
  const { tokens } = await ask("/tokenize", { ...builtin, ...body });
  if (!Array.isArray(tokens)) throw new Error("the answer has no tokens");
  return tokens;
}

describe("/tokenize and /detokenize", () => {
  test("any text comes back", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "grapheme", maxLength: 80 }), async (content) => {
        const tokens = await tokensOf({ content });
        expect(await ask("/detokenize", { ...builtin, tokens })).toEqual({ content });
      }),
      { numRuns: 50 },
    );
  });

  test("pieces are texts, or bytes where a token is half a character", async () => {
    const content = "猫 and 🐈‍⬛ ﷽";
    const pieces = await tokensOf({ content, with_pieces: true });
    expect(pieces.map((piece) => at(piece, "id"))).toEqual(await tokensOf({ content }));
    const bytes = pieces.map((piece) => at(piece, "piece"));
    expect(bytes.some(Array.isArray)).toBe(true);
    const joined = bytes.map((piece) =>
      Array.isArray(piece) ? Buffer.from(piece) : Buffer.from(String(piece)),
    );
    expect(Buffer.concat(joined).toString()).toBe(content);
  });

  test("control tokens are read as such unless told not to", async () => {
    expect(await tokensOf({ content: "<|im_end|>" })).toHaveLength(1);
    expect((await tokensOf({ content: "<|im_end|>", parse_special: false })).length).toBeGreaterThan(1);
  });

  test("the default model answers where none is named", async () => {
    const { name: model } = server.service.resolveModel(undefined);
    const tokens = await tokensOf({ model, content: "a fox" });
    expect(await ask("/tokenize", { content: "a fox" })).toEqual({ tokens });
  });

  test("hostile input is refused, and the engine lives on", async () => {
    const pid = numberAt(await statusOf("shimmy-tiny"), "pid");
    for (const tokens of [[999_999], [2 ** 31 - 1], [2 ** 31], [-1], [0.5], [null], "1", [[1]]]) {
      const answer = await post(`${server.url}/detokenize`, { ...builtin, tokens });
      expect([tokens, answer.status]).toEqual([tokens, 400]);
    }
    for (const content of ["\0", "\u{10ffff}", "<|im_start|>".repeat(1000), " ".repeat(100_000)]) {
      expect((await post(`${server.url}/tokenize`, { ...builtin, content })).status).toBe(200);
    }
    // half a character has no tokens, and those of another one would be no answer
    expect((await post(`${server.url}/tokenize`, { ...builtin, content: "\ud800" })).status).toBe(400);
    expect(numberAt(await statusOf("shimmy-tiny"), "pid")).toBe(pid);
  });

  test("a crash of the engine is told, and the next request is answered", async () => {
    const body = { model: "crashing", content: "hello" };
    const before = await ask("/tokenize", body);
    // llama.cpp aborts over a character for which the vocabulary has neither a token nor bytes
    const crashed = await post(`${server.url}/tokenize`, { ...body, content: "é 🐟 {" });
    expect([crashed.status, JSON.parse(crashed.text).error.code]).toEqual([502, "engine_crashed"]);
    expect(await ask("/tokenize", body)).toEqual(before);
  });
});

test("counts are those of generations, beside running ones", async () => {
  const running = await Promise.all(
    [1, 2, 3].map((seed) =>
      openStream(`${server.url}/api/generate`, {
        ...builtin,
        prompt: "Once",
        max_tokens: 200,
        ignore_eos: true,
        stream: true,
        seed,
      }),
    ),
  );
  await Promise.all(running.map((stream) => stream.begun()));
  const contents = Array.from({ length: 40 }, (_, index) => `Count ${index}: ${"x ".repeat(index)}`);
  const counts = await Promise.all(
    contents.map(async (content) => (await tokensOf({ content, add_special: true })).length),
  );
  await Promise.all(running.map((stream) => stream.leave()));
  for (const [index, prompt] of contents.entries()) {
    if (index % 8 !== 0) continue;
    const answer = await ask("/api/generate", {
      ...builtin,
      prompt,
      raw: true,
      max_tokens: 1,
      stream: false,
    });
    expect(numberAt(answer, "usage", "prompt_tokens")).toBe(counts[index]);
  }
});

describe("/apply-template", () => {
  const messages = [
    { role: "system", content: "Be terse." },
    { role: "user", content: "What is 2 + 2?" },
  ];

  test("shows the prompt that the same conversation is answered with", async () => {
    const prompt = textAt(await ask("/apply-template", { ...builtin, messages }), "prompt");
    expect(prompt).toContain("What is 2 + 2?");
    const options = { ...builtin, max_tokens: 8, temperature: 0, stream: false };
    const [chat, plain] = await Promise.all([
      ask("/v1/chat/completions", { ...options, messages }),
      ask("/v1/completions", { ...options, prompt }),
    ]);
    expect(numberAt(plain, "usage", "prompt_tokens")).toBe(numberAt(chat, "usage", "prompt_tokens"));
    expect(textAt(plain, "choices", 0, "text")).toBe(textAt(chat, "choices", 0, "message", "content"));
  });

  test("leaves the answer's head out, and shows tools", async () => {
    const whole = textAt(await ask("/apply-template", { ...builtin, messages }), "prompt");
    const closed = { ...builtin, messages, add_generation_prompt: false };
    const turns = textAt(await ask("/apply-template", closed), "prompt");
    expect(whole.startsWith(turns)).toBe(true);
    expect(turns.length).toBeLessThan(whole.length);
    const tools = [{ type: "function", function: { name: "get_weather", parameters: { type: "object" } } }];
    expect(textAt(await ask("/apply-template", { ...builtin, messages, tools }), "prompt")).toContain(
      "get_weather",
    );
    const hidden = { ...builtin, messages, tools, tool_choice: "none" };
    expect(textAt(await ask("/apply-template", hidden), "prompt")).not.toContain("get_weather");
  });
});

describe("/infill", () => {
  const gap = { model: "infill", input_prefix: "the cat", input_suffix: "on the mat", temperature: 0 };

  test("fills a gap, streamed or not", async () => {
    const body = { ...gap, prompt: " sat", n_predict: 6, return_tokens: true };
    const whole = await ask("/infill", body);
    expect(whole).toMatchObject({ stop: true, stop_type: "limit", truncated: false, tokens_predicted: 6 });
    expect(at(whole, "tokens")).toHaveLength(6);
    const { text } = await post(`${server.url}/infill`, { ...body, stream: true });
    const frames: unknown[] = sseData(text).map((frame) => JSON.parse(frame));
    expect(frames.map((frame) => textAt(frame, "content")).join("")).toBe(textAt(whole, "content"));
    expect(frames.flatMap((frame) => at(frame, "tokens"))).toEqual(at(whole, "tokens"));
    const ids = { model: "infill", tokens: at(whole, "tokens") };
    expect(textAt(await ask("/detokenize", ids), "content")).toBe(textAt(whole, "content"));
  });

  test("says so where the model has no tokens for it", async () => {
    const answer = await post(`${server.url}/infill`, { ...gap, model: "crashing" });
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.text).error).toMatchObject({
      code: "unsupported_parameter",
      param: "input_suffix",
    });
  });
});

function statusOf(model: string): Promise<JsonObject> {
  return getJson(`${server.url}/api/models/${model}/status`);
}
