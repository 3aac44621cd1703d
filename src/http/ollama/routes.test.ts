import { describe, expect, it } from "vitest";
import { createScriptedApp, readSse } from "../../../test/helpers/scripted-app.ts";
import { ShimmyError } from "../../core/errors.ts";
import type { AnswerPart } from "../../core/generation-event.ts";
import { GENERATE_RESPONSE, generateResponse } from "./generate-response.ts";
import { negotiate } from "./negotiate.ts";

describe("negotiate", () => {
  it.each([
    [undefined, undefined, "json"],
    ["*/*", undefined, "json"],
    ["*/*", true, "sse"],
    [undefined, true, "sse"],
    [undefined, false, "json"],
    ["text/event-stream", undefined, "sse"],
    ["text/event-stream", false, "sse"],
    ["text/event-stream, application/json", true, "sse"],
    ["application/json", undefined, "ndjson"],
    ["application/json", null, "ndjson"],
    ["application/json", true, "ndjson"],
    ["application/json", false, "json"],
    ["application/x-ndjson", true, "ndjson"],
    ["application/x-ndjson", false, "json"],
    ["text/html, Application/JSON;charset=utf-8", true, "ndjson"],
    ["text/html", true, "sse"],
    ["text/event-stream;q=0, application/json;q=0.0", true, "sse"],
    ["text/event-stream; q=0, */*", undefined, "json"],
  ] as const)("Accept %s with stream %s is %s", (accept, stream, form) => {
    expect(negotiate(accept, stream)).toBe(form);
  });
});

describe("POST /api/generate", () => {
  const url = "/api/generate";

  it("answers with a superset of Ollama's object, durations in nanoseconds", async () => {
    const { app } = await createScriptedApp();
    const response = await app.inject({ method: "POST", url, payload: { model: "tiny", prompt: "Hi" } });
    const body = GENERATE_RESPONSE.strict().parse(response.json());
    expect(body).toMatchObject({
      model: "tiny",
      response: "Hello world",
      done: true,
      done_reason: "stop",
      prompt_eval_count: 5,
      prompt_eval_duration: 10e6,
      eval_count: 2,
      eval_duration: 20e6,
      usage: { prompt_tokens: 5, completion_tokens: 2, total_tokens: 7 },
      seed: 42,
    });
    expect(Date.parse(body.created_at)).not.toBeNaN();
  });

  it("tells the context that an answer leaves behind, and goes on from it", async () => {
    const { app, service } = await createScriptedApp();
    const first = await app.inject({ method: "POST", url, payload: { prompt: "Hi" } });
    expect(first.json()).toMatchObject({ context: [1, 2, 3] });
    const headers = { accept: "application/x-ndjson" };
    const payload = { prompt: "And?", system: "Be kind.", context: [1, 2, 3] };
    const streamed = await app.inject({ method: "POST", url, headers, payload });
    const lines = streamed.body.trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line).context)).toEqual([undefined, undefined, [1, 2, 3]]);
    await app.inject({ method: "POST", url, payload: { prompt: "So", context: [4] } });
    expect(service.requests.map(({ input }) => ("after" in input ? input.after : undefined))).toEqual([
      undefined,
      [1, 2, 3],
      [4],
    ]);
  });

  it.each([
    [{ prompt: "Hi", raw: true }],
    [{ prompt: "Hi", suffix: "!" }],
    [{ messages: [{ role: "user", content: "Hi" }] }],
    [{ prompt: "Hi", stream: true }],
  ])("tells no context for %j", async (payload) => {
    const { app, service } = await createScriptedApp();
    const response = await app.inject({ method: "POST", url, payload });
    expect(response.body).not.toContain('"context"');
    expect(service.requests[0]?.returnTokens).toBe(false);
  });

  it.each([
    [{ prompt: "Hi", raw: true, context: [1] }, /^context goes with prompt, and not with raw/u],
    [{ prompt: "Hi", suffix: "!", context: [1] }, /not with suffix/u],
    [{ messages: [{ role: "user", content: "Hi" }], context: [1] }, /not with messages/u],
    [{ prompt: "Hi", context: [1, -1] }, /^context\[1\] must be a token id/u],
    [{ prompt: "Hi", context: [0.5] }, /^context\[0\] must be a token id/u],
    [{ prompt: "Hi", context: "abc" }, /^context must be/u],
  ])("refuses the context of %j", async (payload, message) => {
    const { app, service } = await createScriptedApp();
    const response = await app.inject({ method: "POST", url, payload });
    expect([response.statusCode, response.json()]).toEqual([400, { error: expect.stringMatching(message) }]);
    expect(service.requests).toEqual([]);
  });

  it("streams server-sent events that end with [DONE]", async () => {
    const { app } = await createScriptedApp();
    const response = await app.inject({ method: "POST", url, payload: { prompt: "Hi", stream: true } });
    expect(response.headers["content-type"]).toBe("text/event-stream; charset=utf-8");
    const { events, done } = readSse(response.body);
    expect(done).toBe(true);
    expect(events.slice(0, 2)).toEqual([
      { response: "Hello", done: false },
      { response: " world", done: false },
    ]);
    expect(GENERATE_RESPONSE.strict().parse(events[2])).toMatchObject({ response: "", done_reason: "stop" });
    expect(events).toHaveLength(3);
  });

  it("streams NDJSON in Ollama's form when Accept names JSON", async () => {
    const { app } = await createScriptedApp();
    const headers = { accept: "application/json" };
    const response = await app.inject({ method: "POST", url, headers, payload: { prompt: "Hi" } });
    expect(response.headers["content-type"]).toBe("application/x-ndjson");
    const lines = response.body
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines.slice(0, 2)).toEqual([
      { model: "tiny", created_at: expect.any(String), response: "Hello", done: false },
      { model: "tiny", created_at: expect.any(String), response: " world", done: false },
    ]);
    expect(GENERATE_RESPONSE.strict().parse(lines[2])).toMatchObject({ eval_count: 2 });
  });

  it("ends failed streams with an error frame and nothing after it", async () => {
    const { app, service } = await createScriptedApp();
    service.script = {
      pieces: async function* () {
        yield "[DONE]";
        throw new ShimmyError("engine_crashed", "It crashed.");
      },
    };
    const sse = await app.inject({ method: "POST", url, payload: { prompt: "Hi", stream: true } });
    expect(readSse(sse.body)).toEqual({
      events: [{ response: "[DONE]", done: false }, { error: "It crashed." }],
      done: false,
    });
    const headers = { accept: "application/x-ndjson" };
    const ndjson = await app.inject({ method: "POST", url, headers, payload: { prompt: "Hi" } });
    expect(ndjson.body.trimEnd().split("\n").at(-1)).toBe('{"error":"It crashed."}');
  });

  it("answers failures in Ollama's form", async () => {
    const { app } = await createScriptedApp();
    const unknown = await app.inject({ method: "POST", url, payload: { model: "x", prompt: "Hi" } });
    expect(unknown.statusCode).toBe(404);
    expect(unknown.json()).toEqual({ error: expect.stringContaining('no model "x"') });
    const invalid = await app.inject({ method: "POST", url, payload: { prompt: "Hi", top_p: 2 } });
    expect(invalid.json()).toEqual({ error: "top_p must be a number from 0 to 1, not 2." });
  });

  it("gives log probabilities with the whole answer and with the pieces of a stream", async () => {
    const { app, service } = await createScriptedApp();
    const entry = { token: 7, text: "H", bytes: [72], logprob: -0.5, top: [] };
    const written = { token: "H", logprob: -0.5, bytes: [72], top_logprobs: [] };
    service.script = { pieces: () => [{ text: "", logprobs: [entry] }, { text: "" }, "H"] };
    const payload = { prompt: "Hi", logprobs: true };
    const whole = await app.inject({ method: "POST", url, payload });
    expect(GENERATE_RESPONSE.strict().parse(whole.json())).toMatchObject({
      response: "H",
      logprobs: [written],
    });
    const sse = await app.inject({ method: "POST", url, payload: { ...payload, stream: true } });
    expect(readSse(sse.body).events.slice(0, -1)).toEqual([
      { response: "", done: false, logprobs: [written] },
      { response: "H", done: false },
    ]);
    const headers = { accept: "application/x-ndjson" };
    const ndjson = await app.inject({ method: "POST", url, headers, payload });
    expect(JSON.parse(ndjson.body.split("\n")[0] ?? "")).toMatchObject({ response: "", logprobs: [written] });
    expect((await app.inject({ method: "POST", url, payload: { prompt: "a" } })).json()).not.toHaveProperty(
      "logprobs",
    );
  });

  it("gives thoughts and whole calls, at once and streamed", async () => {
    const { app, service } = await createScriptedApp();
    const parts: readonly AnswerPart[] = [
      { type: "reasoning", text: "hm" },
      { type: "text", text: "I look." },
      { type: "tool-call", index: 0, id: "call_a", name: "f" },
      { type: "tool-arguments", index: 0, text: '{"a":' },
      { type: "tool-arguments", index: 0, text: "1}" },
      { type: "tool-call", index: 1, id: "call_b", name: "g" },
      { type: "tool-arguments", index: 1, text: "{}" },
    ];
    service.script = { pieces: () => parts };
    const tools = ["f", "g"].map((name) => ({ type: "function", function: { name } }));
    const payload = { messages: [{ role: "user", content: "Hi" }], tools, think: true };
    const first = { id: "call_a", function: { index: 0, name: "f", arguments: { a: 1 } } };
    const second = { id: "call_b", function: { index: 1, name: "g", arguments: {} } };
    const whole = await app.inject({ method: "POST", url, payload });
    expect(GENERATE_RESPONSE.strict().parse(whole.json())).toMatchObject({
      response: "I look.",
      thinking: "hm",
      tool_calls: [first, second],
      done_reason: "stop",
    });
    const sse = await app.inject({ method: "POST", url, payload: { ...payload, stream: true } });
    const { events } = readSse(sse.body);
    expect(events.slice(0, -1)).toEqual([
      { response: "", thinking: "hm", done: false },
      { response: "I look.", done: false },
      { response: "", tool_calls: [first], done: false },
      { response: "", tool_calls: [second], done: false },
    ]);
    expect(GENERATE_RESPONSE.strict().parse(events.at(-1))).toMatchObject({ response: "", done: true });
    const headers = { accept: "application/x-ndjson" };
    const ndjson = await app.inject({ method: "POST", url, headers, payload });
    const lines = ndjson.body
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines[0]).toEqual({
      model: "tiny",
      created_at: expect.any(String),
      response: "",
      thinking: "hm",
      done: false,
    });
    expect(lines.slice(2)).toMatchObject([
      { tool_calls: [first], done: false },
      { tool_calls: [second], done: false },
      { response: "", done: true },
    ]);
  });

  it.each(["outputFormat", "response_format"])(
    "names a refused form of the answer as the client did, not %s",
    async (param) => {
      const { app, service } = await createScriptedApp();
      service.script = {
        accept: () => {
          throw new ShimmyError("invalid_request", `${param} has the keyword $dynamicRef.`, { param });
        },
      };
      const payload = { prompt: "Hi", format: { $dynamicRef: "#" } };
      const { statusCode, body } = await app.inject({ method: "POST", url, payload });
      expect([statusCode, body]).toEqual([400, '{"error":"format has the keyword $dynamicRef."}']);
    },
  );

  it.each([{}, { prompt: "" }, { system: "Be kind." }, { keep_alive: "5m" }])(
    "only loads the model for %j",
    async (payload) => {
      const { app, service } = await createScriptedApp();
      const response = await app.inject({ method: "POST", url, payload });
      expect(response.json()).toEqual({
        model: "tiny",
        created_at: expect.any(String),
        response: "",
        done: true,
        done_reason: "load",
      });
      expect(service.loads).toHaveLength(1);
      expect(service.requests).toEqual([]);
    },
  );

  it("lets the model go for a keep_alive of 0 without a prompt", async () => {
    const { app, service } = await createScriptedApp();
    const response = await app.inject({ method: "POST", url, payload: { model: "tiny", keep_alive: 0 } });
    expect(response.json()).toMatchObject({ done_reason: "unload" });
    expect([service.releases, service.loads]).toEqual([["tiny"], []]);
  });

  it("takes keep_alive and num_ctx with a prompt", async () => {
    const { app, service } = await createScriptedApp();
    const payload = { prompt: "a", keep_alive: 30, options: { num_ctx: 128 } };
    await app.inject({ method: "POST", url, payload });
    expect(service.requests[0]).toMatchObject({ keepAliveMs: 30_000, wantedContextLength: 128 });
  });

  it("makes a turn of a prompt, but not of a raw one", async () => {
    const { app, service } = await createScriptedApp();
    for (const raw of [false, true])
      await app.inject({ method: "POST", url, payload: { prompt: "Hi", raw } });
    const messages = [{ role: "user", content: "Hi" }];
    expect(service.requests.map(({ input }) => input)).toEqual([
      { kind: "messages", messages, untemplated: "Hi" },
      { kind: "prompt", text: "Hi", parseSpecial: true },
    ]);
  });

  it("leaves the length to core's default when the client does", async () => {
    const { app, service } = await createScriptedApp();
    await app.inject({ method: "POST", url, payload: { prompt: "Hi" } });
    expect(service.requests[0]?.options.maxTokens).toBeUndefined();
  });
});

describe("generateResponse", () => {
  it("takes what the queue did not take before the slot as the load", () => {
    const body = generateResponse({
      generation: { model: "m", arrivedAtMs: 100, acceptedAfterMs: 50 },
      text: "",
      end: {
        type: "end",
        finishReason: "length",
        usage: { promptTokens: 1, completionTokens: 1, cachedTokens: 1, reasoningTokens: 0 },
        timings: { queueMs: 20, promptMs: 0, generationMs: 0, draftTokens: 0, draftAcceptedTokens: 0 },
        seed: 1,
      },
      createdAt: new Date(0),
      nowMs: 200,
    });
    expect(body).toMatchObject({
      load_duration: 30e6,
      total_duration: 100e6,
      created_at: "1970-01-01T00:00:00.000Z",
      timings: { prompt_tokens_per_second: 0, generation_tokens_per_second: 0 },
    });
  });
});
