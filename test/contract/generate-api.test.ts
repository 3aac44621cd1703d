import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { endedByDone, GENERATING_ROUTES } from "../helpers/every-route.ts";
import {
  asObject,
  at,
  numberAt,
  openStream,
  post,
  postJson,
  sseData,
  textAt,
} from "../helpers/http-client.ts";
import { type RealServer, startRealServer } from "../helpers/real-server.ts";
import { askOverSocket, openSocket, type SocketClient } from "../helpers/socket-client.ts";
import { writeTinyModel } from "../helpers/tiny-model.ts";

const folder = mkdtempSync(join(tmpdir(), "shimmy-generate-"));
let server: RealServer;
beforeAll(async () => {
  const base = join(folder, "base.gguf");
  await writeTinyModel(base, { chatTemplate: null });
  server = await startRealServer({ modelPath: inject("tinyModelPath"), models: { base } });
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

const request = { model: "tiny", prompt: "once upon a time", raw: true, temperature: 0, max_tokens: 20 };
const generate = (body: object, headers: Record<string, string> = {}) =>
  post(`${server.url}/api/generate`, body, headers);
const greedyAnswer = async (): Promise<string> =>
  textAt(asObject((await generate(request)).text), "response");

test("the same greedy text comes over every route, with the same counts", async () => {
  const expected = await greedyAnswer();
  expect(expected).toHaveLength(20);
  for (const [route, ask] of Object.entries(GENERATING_ROUTES)) {
    const { pieces, last } = await ask(server, request);
    expect(pieces.join(""), route).toBe(expected);
    // Without `stream_options` a completion's stream tells no counts.
    if (route !== "/v1/completions as server-sent events") {
      expect(last.usage, route).toMatchObject({ prompt_tokens: 18, completion_tokens: 20, total_tokens: 38 });
    }
  }
});

describe("POST /api/generate as JSON", () => {
  test("answers with everything Ollama's answer has, and more", async () => {
    const { headers, text } = await generate(request);
    expect(headers.get("content-type")).toMatch(/^application\/json/);
    const answer = asObject(text);
    expect(answer).toMatchObject({
      model: "tiny",
      done: true,
      done_reason: "length",
      prompt_eval_count: 18,
      eval_count: 20,
      usage: { prompt_tokens: 18, completion_tokens: 20, total_tokens: 38 },
    });
    expect(Number.isNaN(Date.parse(textAt(answer, "created_at")))).toBe(false);
    for (const field of ["total_duration", "load_duration", "prompt_eval_duration", "eval_duration"]) {
      expect(Number.isInteger(numberAt(answer, field)), field).toBe(true);
    }
    expect(numberAt(answer, "total_duration")).toBeGreaterThanOrEqual(numberAt(answer, "eval_duration"));
    expect(numberAt(answer, "timings", "generation_tokens_per_second")).toBeGreaterThan(0);
  });

  test.each([undefined, "be kind"])(
    "puts a prompt through the chat template, with the system text %s",
    async (system) => {
      const { prompt, raw: _, ...ask } = request;
      const head = system === undefined ? [] : [{ role: "system", content: system }];
      const messages = [...head, { role: "user", content: prompt }];
      const asPrompt = await postJson(`${server.url}/api/generate`, { ...ask, prompt, system });
      const asMessages = await postJson(`${server.url}/api/generate`, { ...ask, messages });
      // the second takes the first one's prompt from the cache
      expect(asPrompt.response).toBe(asMessages.response);
      const tokens = numberAt(asPrompt, "usage", "prompt_tokens");
      expect(numberAt(asMessages, "usage", "prompt_tokens")).toBe(tokens);
      expect(tokens).toBeGreaterThan(18);
      const over = await askOverSocket(`${server.webSocketUrl}/ws/generate`, { ...ask, prompt, system });
      expect([over.pieces.join(""), numberAt(over.last, "usage", "prompt_tokens")]).toEqual([
        asPrompt.response,
        tokens,
      ]);
    },
  );

  test("continues a prompt as it stands with a model that brings no chat template", async () => {
    const ask = { ...request, model: "base" };
    const raw = await postJson(`${server.url}/api/generate`, ask);
    const plain = await postJson(`${server.url}/api/generate`, { ...ask, raw: undefined });
    expect(plain).toMatchObject({ response: raw.response, prompt_eval_count: 18 });
    const went = await postJson(`${server.url}/api/generate`, {
      ...ask,
      raw: undefined,
      prompt: " and",
      context: plain.context,
    });
    expect(numberAt(went, "prompt_eval_count")).toBe(18 + 20 + " and".length);
    const chat = await postJson(`${server.url}/api/generate`, { ...ask, raw: undefined, system: "be kind" });
    expect(numberAt(chat, "prompt_eval_count")).toBeGreaterThan(18 + "be kind".length);
  });

  test("names the prompt that is too long as the client did", async () => {
    const { status, text } = await post(`${server.url}/api/generate`, { prompt: "a".repeat(600) });
    expect([status, textAt(asObject(text), "error")]).toEqual([
      400,
      expect.stringMatching(/^The prompt has /u),
    ]);
  });

  test.each([
    ["prompt and messages", { prompt: "a", messages: [{ role: "user", content: "a" }] }, "prompt"],
    ["a number as prompt", { prompt: 4 }, "prompt"],
    ["a wrong option", { prompt: "a", options: { top_p: 7 } }, "options.top_p"],
  ])("refuses %s in Ollama's form", async (_what, body, field) => {
    const { status, text } = await generate(body);
    expect(status).toBe(400);
    expect(textAt(asObject(text), "error")).toContain(field);
  });
});

describe("POST /api/generate as server-sent events", () => {
  test.each([
    ["Accept names them", {}, { accept: "text/event-stream" }],
    ["stream is true and Accept names no JSON", { stream: true }, { accept: "*/*" }],
  ])("comes when %s", async (_when, body, headers) => {
    const answer = await generate({ ...request, ...body }, headers);
    expect(answer.headers.get("content-type")).toMatch(/^text\/event-stream/);
    const events = endedByDone(answer.text).map(asObject);
    const pieces = events.slice(0, -1);
    expect(pieces.length).toBeGreaterThan(0);
    for (const piece of pieces) expect(Object.keys(piece)).toEqual(["response", "done"]);
    expect(pieces.map((piece) => piece.response).join("")).toBe(await greedyAnswer());
    expect(events.at(-1)).toMatchObject({ response: "", done: true, done_reason: "length" });
    expect(at(events.at(-1), "usage", "completion_tokens")).toBe(20);
    expect(sseData(answer.text).at(-1)).toBe("[DONE]");
  });

  test("comes while the answer is still being written", async () => {
    const stream = await openStream(`${server.url}/api/generate`, { ...request, max_tokens: 400 });
    expect(await stream.begun()).not.toContain("[DONE]");
    expect(endedByDone(await stream.rest()).length).toBeGreaterThan(1);
  });

  test("a failure before the first token is a plain error answer", async () => {
    const { status, headers, text } = await generate({ prompt: "a".repeat(600), raw: true, stream: true });
    expect(status).toBe(400);
    expect(headers.get("content-type")).toMatch(/^application\/json/);
    expect(textAt(asObject(text), "error")).toMatch(/602.*512/);
  });
});

describe("POST /api/generate as NDJSON", () => {
  test.each([
    ["Accept names NDJSON", {}, "application/x-ndjson"],
    ["Accept names JSON and stream is absent", {}, "application/json"],
    ["Accept names JSON and stream is true", { stream: true }, "application/json"],
  ])("comes in Ollama's form when %s", async (_when, body, accept) => {
    const answer = await generate({ ...request, ...body }, { accept });
    expect(answer.headers.get("content-type")).toBe("application/x-ndjson");
    expect(answer.text.endsWith("\n")).toBe(true);
    const lines = answer.text.trimEnd().split("\n").map(asObject);
    for (const line of lines) {
      expect(line).toMatchObject({
        model: "tiny",
        created_at: expect.any(String),
        done: expect.any(Boolean),
      });
    }
    expect(lines.map(({ done }) => done).indexOf(true)).toBe(lines.length - 1);
    expect(lines.map(({ response }) => response).join("")).toBe(await greedyAnswer());
    expect(lines.at(-1)).toMatchObject({ done_reason: "length", eval_count: 20 });
  });

  test("does not come when stream is false", async () => {
    const { headers } = await generate({ ...request, stream: false }, { accept: "application/x-ndjson" });
    expect(headers.get("content-type")).toMatch(/^application\/json/);
  });
});

describe("GET /ws/generate", () => {
  const url = (query = "") => `${server.webSocketUrl}/ws/generate${query}`;
  const withSocket = async (query: string, use: (socket: SocketClient) => Promise<void>): Promise<void> => {
    const socket = await openSocket(url(query));
    try {
      await use(socket);
    } finally {
      socket.close();
    }
  };

  test("sends tokens under the request's id, then the end", async () => {
    const { pieces, last } = await askOverSocket(url(), { ...request, id: "mine" });
    expect(pieces.join("")).toBe(await greedyAnswer());
    expect(last).toMatchObject({
      id: "mine",
      done: true,
      done_reason: "length",
      usage: { prompt_tokens: 18, completion_tokens: 20, total_tokens: 38 },
    });
  });

  test("needs no id", async () => {
    const { last } = await askOverSocket(url(), request);
    expect(last).not.toHaveProperty("id");
    expect(last.done).toBe(true);
  });

  test("runs many requests at once, and as often as the client likes", async () => {
    await withSocket("", async (socket) => {
      const expected = await greedyAnswer();
      for (let round = 0; round < 2; round++) {
        const answers = new Map<unknown, string>();
        for (let id = 0; id < 12; id++) {
          answers.set(id, "");
          socket.send({ ...request, id });
        }
        for (let ended = 0; ended < 12; ) {
          const { id, token, done, queued } = await socket.next();
          if (queued !== undefined) {
            expect(queued).toEqual({
              position: expect.any(Number),
              expected_wait_seconds: expect.any(Number),
            });
            continue;
          }
          if (typeof token === "string") answers.set(id, (answers.get(id) ?? "") + token);
          else expect(done).toBe(true);
          if (done === true) ended += 1;
        }
        expect([...answers.values()]).toEqual(Array.from({ length: 12 }, () => expected));
      }
    });
  });

  test("stops one on cancel, and only that", async () => {
    await withSocket("", async (socket) => {
      socket.send({ ...request, id: "long", max_tokens: 490 });
      socket.send({ ...request, id: "short" });
      socket.send({ id: "long", cancel: true });
      const ends = new Map<unknown, unknown>();
      while (ends.size < 2) {
        const frame = await socket.next();
        if (frame.done === true) ends.set(frame.id, frame.done_reason);
      }
      expect(ends.get("long")).toBe("cancelled");
      expect(ends.get("short")).toBe("length");
    });
  });

  test("tells of a failure in a frame and goes on", async () => {
    await withSocket("", async (socket) => {
      socket.send({ ...request, id: 1, model: "none" });
      expect(await socket.next()).toMatchObject({
        id: 1,
        error: { code: "model_not_found", param: "model" },
      });
      socket.send("{not json");
      expect(await socket.next()).toMatchObject({ error: { code: "invalid_request" } });
      socket.send({ id: 2, prompt: "a".repeat(600) });
      expect(await socket.next()).toMatchObject({ id: 2, error: { code: "context_length_exceeded" } });
      socket.send({ ...request, id: 3, max_tokens: 1 });
      expect(await socket.next()).toMatchObject({ id: 3, token: expect.any(String) });
      expect(await socket.next()).toMatchObject({ id: 3, done: true });
    });
  });

  test("sends bare text and a last JSON frame in text format", async () => {
    await withSocket("?format=text", async (socket) => {
      socket.send(request);
      let text = "";
      for (;;) {
        const frame = await socket.nextText();
        if (frame.startsWith("{")) {
          expect(asObject(frame)).toMatchObject({ done: true, usage: { completion_tokens: 20 } });
          break;
        }
        text += frame;
      }
      expect(text).toBe(await greedyAnswer());
    });
  });
});
