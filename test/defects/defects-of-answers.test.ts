import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { ShimmyUniversalEngine } from "../../src/engine/universal-engine.ts";
import { writeByteModel } from "../helpers/byte-model.ts";
import { GENERATING_ROUTES } from "../helpers/every-route.ts";
import {
  asObject,
  at,
  type JsonObject,
  numberAt,
  post,
  postJson,
  sseData,
  textAt,
} from "../helpers/http-client.ts";
import { type RealServer, startRealServer } from "../helpers/real-server.ts";
import { askOverSocket } from "../helpers/socket-client.ts";
import { writeTinyModel } from "../helpers/tiny-model.ts";

/** Two, three and four bytes; no byte occurs twice. */
const SPLIT_CHARACTERS = "é€😀";
const OWN_TEMPLATE = "{% for message in messages %}<{{ message.role }}>{{ message.content }}{% endfor %}=";

const folder = mkdtempSync(join(tmpdir(), "shimmy-defects-"));
const greedy = { temperature: 0, max_tokens: 12 };
let server: RealServer;

beforeAll(async () => {
  const file = (name: string): string => join(folder, `${name}.gguf`);
  await writeByteModel(file("split"), { text: SPLIT_CHARACTERS, ends: true });
  await writeByteModel(file("done"), { text: "[DONE]\n" });
  await writeTinyModel(file("own-template"), { chatTemplate: OWN_TEMPLATE });
  server = await startRealServer({
    modelPath: inject("tinyModelPath"),
    models: {
      split: file("split"),
      done: file("done"),
      // The name speaks of a template that the file does not carry.
      "Meta-Llama-3-8B-Instruct": file("own-template"),
      "chatml-by-file": inject("tinyModelPath"),
    },
  });
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

const chat = (body: object) =>
  post(`${server.url}/v1/chat/completions`, { model: "tiny", ...greedy, ...body });
const user = (content: string) => ({ role: "user", content });

/** Token counts of an answer, without what came from the cache: that depends on who asked before. */
function countsOf(answer: JsonObject): object {
  return {
    prompt_tokens: numberAt(answer, "usage", "prompt_tokens"),
    completion_tokens: numberAt(answer, "usage", "completion_tokens"),
  };
}

describe("defect (a): chat completions streamed when stream was absent", () => {
  test.each([{}, { stream: false }, { stream: null }])(
    "%j is answered by one JSON object",
    async (stream) => {
      const { headers, text } = await chat({ messages: [user("hello")], ...stream });
      expect(headers.get("content-type")).toMatch(/^application\/json/);
      expect(asObject(text)).toMatchObject({ object: "chat.completion" });
    },
  );

  test("a stream comes only where it was asked for", async () => {
    const { headers, text } = await chat({ messages: [user("hello")], stream: true });
    expect(headers.get("content-type")).toMatch(/^text\/event-stream/);
    expect(sseData(text).at(-1)).toBe("[DONE]");
  });

  test("the same holds for completions", async () => {
    const { headers } = await post(`${server.url}/v1/completions`, { prompt: "once", max_tokens: 2 });
    expect(headers.get("content-type")).toMatch(/^application\/json/);
  });
});

describe("defect (d): usage was zeros and finish_reason never length", () => {
  test("the counts are those of the tokens", async () => {
    // The tiny model has a token for each letter; before them come the begin token and a space.
    const body = { model: "tiny", prompt: "once upon", ...greedy };
    const answer = await postJson(`${server.url}/v1/completions`, body);
    expect(answer).toMatchObject({
      choices: [{ finish_reason: "length" }],
      usage: { prompt_tokens: 2 + "once upon".length, completion_tokens: 12, total_tokens: 23 },
    });
    expect(textAt(answer, "choices", 0, "text")).toHaveLength(12);
  });

  test("an answer that the model ends has the reason stop, its end token counted", async () => {
    const body = { model: "split", prompt: "a", ...greedy };
    expect(await postJson(`${server.url}/v1/completions`, body)).toMatchObject({
      choices: [{ finish_reason: "stop" }],
      usage: { completion_tokens: Buffer.byteLength(SPLIT_CHARACTERS) + 1 },
    });
  });

  test("chat tells the same, as JSON and as a stream", async () => {
    const ask = { messages: [user("hello")], cache_prompt: false };
    const json = asObject((await chat(ask)).text);
    expect(json).toMatchObject({ choices: [{ finish_reason: "length" }], usage: { completion_tokens: 12 } });
    const stream = await chat({ ...ask, stream: true, stream_options: { include_usage: true } });
    const [usage, last] = sseData(stream.text).slice(0, -1).reverse().map(asObject);
    expect(usage?.usage).toEqual(json.usage);
    expect(at(last, "choices", 0, "finish_reason")).toBe("length");
  });
});

describe("defect (e): a model that wrote [DONE] ended the stream", () => {
  test("text frames with [DONE] in them end nothing", async () => {
    for (const [route, ask] of Object.entries(GENERATING_ROUTES)) {
      const { pieces } = await ask(server, { model: "done", prompt: "a", temperature: 0, max_tokens: 16 });
      expect(pieces.join(""), route).toBe("[DONE]\n[DONE]\n[D");
    }
  });

  test("chat goes on after it too", async () => {
    const { text } = await chat({ model: "done", messages: [user("a")], stream: true, max_tokens: 10 });
    const events = sseData(text);
    expect(events.filter((event) => event === "[DONE]")).toHaveLength(1);
    const pieces = events.slice(0, -1).map((event) => at(asObject(event), "choices", 0, "delta", "content"));
    expect(pieces.join("")).toBe("[DONE]\n[DO");
  });

  test("a single piece that holds the end mark is text", async () => {
    const entry = fileURLToPath(new URL("../helpers/fake-engine.mjs", import.meta.url));
    const scripted = await startRealServer({
      modelPath: inject("tinyModelPath"),
      engine: new ShimmyUniversalEngine({ entry }),
    });
    try {
      const body = { raw: true, prompt: "echo \n\ndata: [DONE]\n\n still here", stream: true };
      const events = sseData((await post(`${scripted.url}/api/generate`, body)).text);
      expect(events.slice(0, -1).map(asObject)).toMatchObject([
        { response: "\n\ndata: [DONE]\n\n still here", done: false },
        { done: true, done_reason: "stop" },
      ]);
      expect(events.at(-1)).toBe("[DONE]");
    } finally {
      await scripted.close();
    }
  });
});

describe("defect (g): crash on UTF-8 borders", () => {
  test("a character split over tokens arrives whole on every route", async () => {
    for (const [route, ask] of Object.entries(GENERATING_ROUTES)) {
      const { pieces } = await ask(server, { model: "split", prompt: "a", ...greedy });
      // A slow reader may get several characters in one piece, but never half a one.
      expect(pieces.join(""), route).toBe(SPLIT_CHARACTERS);
      expect(pieces.join("|"), route).not.toMatch(/\p{Surrogate}/u);
    }
  });

  test("chat brings it whole as well", async () => {
    const { text } = await chat({ model: "split", messages: [user("ü")], stream: true });
    const pieces = sseData(text)
      .slice(0, -1)
      .map((event) => at(asObject(event), "choices", 0, "delta", "content"));
    expect(pieces.join("")).toBe(SPLIT_CHARACTERS);
    expect(pieces).not.toContain("\uFFFD");
  });

  test("an answer cut inside a character stays valid text, and the engine lives", async () => {
    const body = { model: "split", prompt: "a", raw: true, temperature: 0, max_tokens: 4 };
    const answer = await postJson(`${server.url}/api/generate`, body);
    expect(answer).toMatchObject({ response: "é\uFFFD", done_reason: "length" });
    expect(server.service.status("split").activity.crashes).toBe(0);
  });

  test("a stop text of split characters is found", async () => {
    const body = { model: "split", prompt: "a", raw: true, ...greedy, stop: ["€"] };
    expect(await postJson(`${server.url}/api/generate`, body)).toMatchObject({
      response: "é",
      done_reason: "stop",
    });
  });
});

describe("defect (h): messages after the last user turn were lost", () => {
  const HELLO = "<|im_start|>user\nhello<|im_end|>\n";
  const ANSWER = "<|im_start|>assistant\n";
  const assistant = (content: string) => ({ role: "assistant", content });

  test.each([
    // The head of an answer is continued.
    [[user("hello"), assistant("abc")], `${HELLO}${ANSWER}abc`],
    [
      [user("hello"), assistant("abc"), { role: "system", content: "be kind" }],
      `${HELLO}${ANSWER}abc<|im_end|>\n<|im_start|>system\nbe kind<|im_end|>\n${ANSWER}`,
    ],
    [
      [user("hello"), { role: "tool", content: "forty two" }],
      `${HELLO}<|im_start|>tool\nforty two<|im_end|>\n${ANSWER}`,
    ],
  ])("%j reaches the model whole", async (messages, rendered) => {
    const expected = await postJson(`${server.url}/v1/completions`, {
      model: "tiny",
      prompt: rendered,
      ...greedy,
    });
    const answer = asObject((await chat({ messages })).text);
    expect(answer.usage).toMatchObject(countsOf(expected));
    expect(at(answer, "choices", 0, "message", "content")).toBe(at(expected, "choices", 0, "text"));

    const request = { model: "tiny", ...greedy, messages };
    const json = await postJson(`${server.url}/api/generate`, request);
    expect(json.response).toBe(at(expected, "choices", 0, "text"));
    const { pieces, last } = await askOverSocket(`${server.webSocketUrl}/ws/generate`, request);
    expect(pieces.join("")).toBe(json.response);
    expect(last.usage).toMatchObject(countsOf(expected));
  });

  test("they change the answer", async () => {
    const answer = async (...messages: object[]) =>
      textAt(asObject((await chat({ messages })).text), "choices", 0, "message", "content");
    const alone = await answer(user("hello"));
    expect(await answer(user("hello"), assistant("once upon a time"))).not.toBe(alone);
    expect(await answer(user("hello"), { role: "tool", content: "forty two" })).not.toBe(alone);
  });
});

describe("defect (k): the chat template was guessed from the file name though the file carries one", () => {
  const messages = [{ role: "system", content: "be kind" }, user("hello")];

  test.each([
    ["Meta-Llama-3-8B-Instruct", "<system>be kind<user>hello="],
    [
      "chatml-by-file",
      "<|im_start|>system\nbe kind<|im_end|>\n<|im_start|>user\nhello<|im_end|>\n<|im_start|>assistant\n",
    ],
  ])("%s answers to its file's own template", async (model, rendered) => {
    const chatAnswer = asObject((await chat({ model, messages })).text);
    const plain = await postJson(`${server.url}/v1/completions`, { model, prompt: rendered, ...greedy });
    expect(chatAnswer.usage).toMatchObject(countsOf(plain));
    expect(at(chatAnswer, "choices", 0, "message", "content")).toBe(at(plain, "choices", 0, "text"));
  });
});
