import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { answersInParts } from "../../../test/helpers/answer-parts.ts";
import { createScriptedApp } from "../../../test/helpers/scripted-app.ts";
import { ShimmyError } from "../../core/errors.ts";
import type { AnswerPart } from "../../core/generation-event.ts";
import { OLLAMA_CHAT_RESPONSE } from "./chat-response.ts";

const FRAME = OLLAMA_CHAT_RESPONSE.pick({ message: true }).extend({ done: z.boolean() });

const url = "/api/chat";
const messages = [{ role: "user", content: "Hi" }];

function lines(body: string): Record<string, never>[] {
  return body
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}

const PARTS: readonly AnswerPart[] = [
  { type: "reasoning", text: "hm" },
  { type: "text", text: "I look." },
  { type: "tool-call", index: 0, id: "call_a", name: "f" },
  { type: "tool-arguments", index: 0, text: '{"a":' },
  { type: "tool-arguments", index: 0, text: "1}" },
];
const CALL = { id: "call_a", function: { index: 0, name: "f", arguments: { a: 1 } } };

describe("POST /api/chat", () => {
  it("streams NDJSON when nothing is said", async () => {
    const { app } = await createScriptedApp();
    const response = await app.inject({ method: "POST", url, payload: { model: "tiny", messages } });
    expect(response.headers["content-type"]).toBe("application/x-ndjson");
    const frames = lines(response.body);
    const common = { model: "tiny", created_at: expect.any(String), done: false };
    expect(frames.slice(0, -1)).toEqual([
      { ...common, message: { role: "assistant", content: "Hello" } },
      { ...common, message: { role: "assistant", content: " world" } },
    ]);
    expect(OLLAMA_CHAT_RESPONSE.strict().parse(frames.at(-1))).toMatchObject({
      message: { role: "assistant", content: "" },
      done: true,
      done_reason: "stop",
      prompt_eval_count: 5,
      prompt_eval_duration: 10e6,
      eval_count: 2,
      eval_duration: 20e6,
    });
  });

  it("answers with one object when stream is false", async () => {
    const { app } = await createScriptedApp();
    const payload = { messages, stream: false };
    const response = await app.inject({ method: "POST", url, payload });
    expect(response.headers["content-type"]).toContain("application/json");
    expect(OLLAMA_CHAT_RESPONSE.strict().parse(response.json())).toMatchObject({
      message: { role: "assistant", content: "Hello world" },
    });
  });

  it("gives thoughts, and calls whole with arguments as an object", async () => {
    const { app, service } = await createScriptedApp();
    service.script = { pieces: () => PARTS };
    const payload = { messages, tools: [{ type: "function", function: { name: "f" } }], think: "low" };
    const whole = await app.inject({ method: "POST", url, payload: { ...payload, stream: false } });
    expect(OLLAMA_CHAT_RESPONSE.strict().parse(whole.json())).toMatchObject({
      message: { role: "assistant", content: "I look.", thinking: "hm", tool_calls: [CALL] },
      done_reason: "stop",
    });
    const streamed = lines((await app.inject({ method: "POST", url, payload })).body);
    expect(streamed.slice(0, -1).map(({ message }) => message)).toEqual([
      { role: "assistant", content: "", thinking: "hm" },
      { role: "assistant", content: "I look." },
      { role: "assistant", content: "", tool_calls: [CALL] },
    ]);
    expect(service.requests[0]?.input).toMatchObject({
      kind: "messages",
      tools: [{ name: "f" }],
      reasoning: { enabled: true, effort: "low" },
    });
  });

  it("reads earlier calls, their results and thoughts", async () => {
    const { app, service } = await createScriptedApp();
    const called = [{ function: { name: "f", arguments: { city: "Rome" } } }];
    const payload = {
      messages: [
        ...messages,
        { role: "assistant", content: "", thinking: "hm", tool_calls: called },
        { role: "tool", content: "21 degrees", tool_name: "f" },
      ],
    };
    expect((await app.inject({ method: "POST", url, payload })).statusCode).toBe(200);
    const input = service.requests[0]?.input;
    expect(input?.kind === "messages" && input.messages.slice(1)).toMatchObject([
      {
        role: "assistant",
        reasoning: "hm",
        toolCalls: [{ name: "f", arguments: JSON.stringify({ city: "Rome" }) }],
      },
      { role: "tool", content: "21 degrees", name: "f" },
    ]);
  });

  it.each([true, false])("turns thinking on or off: %s", async (think) => {
    const { app, service } = await createScriptedApp();
    await app.inject({ method: "POST", url, payload: { messages, think } });
    expect(service.requests[0]?.input).toMatchObject({ reasoning: { enabled: think } });
  });

  it("takes options, a format and how long the model stays", async () => {
    const { app, service } = await createScriptedApp();
    const options = { num_predict: 7, temperature: 0.5, stop: ["x"], num_ctx: 64, num_thread: 2 };
    const payload = { messages, options, format: "json", keep_alive: "5m" };
    expect((await app.inject({ method: "POST", url, payload })).statusCode).toBe(200);
    expect(service.requests[0]).toMatchObject({
      options: { maxTokens: 7, temperature: 0.5, stop: ["x"], outputFormat: { kind: "json-object" } },
      keepAliveMs: 300_000,
      wantedContextLength: 64,
    });
    const schema = { type: "object", properties: { a: { type: "string" } } };
    await app.inject({ method: "POST", url, payload: { messages, format: schema } });
    expect(service.requests[1]?.options.outputFormat).toEqual({ kind: "json-schema", schema });
    // without a bound of its own, as Ollama has it
    expect(service.requests[1]).toMatchObject({ openEnded: true, options: { maxTokens: undefined } });
  });

  it.each([
    [{}, "load", undefined],
    [{ messages: [] }, "load", undefined],
    [{ messages: [], keep_alive: -1 }, "load", Number.POSITIVE_INFINITY],
  ])("only loads the model for %j", async (payload, reason, keepAliveMs) => {
    const { app, service } = await createScriptedApp();
    const response = await app.inject({ method: "POST", url, payload });
    expect(response.json()).toEqual({
      model: "tiny",
      created_at: expect.any(String),
      message: { role: "assistant", content: "" },
      done: true,
      done_reason: reason,
    });
    expect(service.loads).toEqual([{ name: "tiny", keepAliveMs }]);
    expect(service.requests).toEqual([]);
  });

  it("lets the model go for a keep_alive of 0 without messages, and loads nothing", async () => {
    const { app, service } = await createScriptedApp();
    const response = await app.inject({ method: "POST", url, payload: { messages: [], keep_alive: 0 } });
    expect(response.json()).toMatchObject({ done_reason: "unload" });
    expect([service.releases, service.loads]).toEqual([["tiny"], []]);
  });

  it.each([
    [{ messages, keep_alive: "soon" }, /^keep_alive must be/u],
    [{ messages, think: "very" }, /^think must be/u],
    [{ messages: [{ role: "user", content: "a", images: ["x"] }] }, /images is not supported/u],
    [{ messages, options: { num_ctx: 0 } }, /^options.num_ctx must be/u],
    [{ messages: [{ role: "king", content: "a" }] }, /role must be one of/u],
    [{ messages, format: "xml" }, /^format must be "json"/u],
    [{ model: "x", messages }, /no model "x"/u],
  ])("refuses %j in Ollama's form", async (payload, message) => {
    const { app } = await createScriptedApp();
    const response = await app.inject({ method: "POST", url, payload });
    expect(response.statusCode).toBeGreaterThanOrEqual(400);
    expect(response.json()).toEqual({ error: expect.stringMatching(message) });
  });

  it("ends a failed stream with the error, and nothing after it", async () => {
    const { app, service } = await createScriptedApp();
    service.script = {
      pieces: async function* () {
        yield "a";
        throw new ShimmyError("engine_crashed", "It crashed.");
      },
    };
    const response = await app.inject({ method: "POST", url, payload: { messages } });
    expect(lines(response.body).at(-1)).toEqual({ error: "It crashed." });
  });

  it("streams frames that join to the whole answer, whatever its parts", async () => {
    const { app, service } = await createScriptedApp();
    await fc.assert(
      fc.asyncProperty(answersInParts, async ({ parts }) => {
        service.script = { pieces: () => parts };
        const ask = async (stream: boolean) =>
          (await app.inject({ method: "POST", url, payload: { messages, stream } })).body;
        const frames = lines(await ask(true)).map((frame) => FRAME.parse(frame));
        const whole = OLLAMA_CHAT_RESPONSE.strict().parse(JSON.parse(await ask(false)));
        const joined = {
          content: frames.map(({ message }) => message.content).join(""),
          thinking: frames.map(({ message }) => message.thinking ?? "").join(""),
          calls: frames.flatMap(({ message }) => message.tool_calls ?? []),
        };
        expect(joined).toEqual({
          content: whole.message.content,
          thinking: whole.message.thinking ?? "",
          calls: whole.message.tool_calls ?? [],
        });
        expect(frames.filter(({ done }) => done)).toHaveLength(1);
        expect(frames.at(-1)?.done).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});
