import { describe, expect, it } from "vitest";
import { SCRIPTED_SEED } from "../../../test/helpers/play-script.ts";
import { createScriptedApp, readSse } from "../../../test/helpers/scripted-app.ts";
import { ShimmyError } from "../../core/errors.ts";
import { CHAT_RESPONSE } from "./chat-response.ts";
import { COMPLETION_RESPONSE } from "./completion-response.ts";

const MESSAGES = [{ role: "user", content: "Hi" }];
const CHAT = "/v1/chat/completions";
const COMPLETIONS = "/v1/completions";

async function post(url: string, payload: object) {
  const scripted = await createScriptedApp();
  const response = await scripted.app.inject({ method: "POST", url, payload });
  return { ...scripted, response };
}

describe("GET /v1/models", () => {
  it("lists the registry and describes one model", async () => {
    const { app } = await createScriptedApp();
    const list = (await app.inject({ url: "/v1/models" })).json();
    expect(list).toMatchObject({ object: "list", data: [{ id: "tiny", object: "model" }, {}] });
    expect(list.data).toHaveLength(2);
    expect((await app.inject({ url: "/v1/models/" })).json()).toEqual(list);
    const one = await app.inject({ url: `/v1/models/${encodeURIComponent("team/llama3:8b")}` });
    expect(one.json()).toEqual({
      id: "team/llama3:8b",
      object: "model",
      created: Date.parse("2026-01-02T03:04:05Z") / 1000,
      owned_by: "shimmy",
    });
    const unknown = await app.inject({ url: "/v1/models/gpt-4" });
    expect([unknown.statusCode, unknown.json().error.code]).toEqual([404, "model_not_found"]);
  });
});

describe("POST /v1/chat/completions", () => {
  it("answers with one JSON object when stream is absent, null or false (defect a)", async () => {
    for (const stream of [undefined, null, false]) {
      const { response } = await post(CHAT, { messages: MESSAGES, stream });
      expect(response.headers["content-type"]).toContain("application/json");
      const body = CHAT_RESPONSE.strict().parse(response.json());
      expect(body.choices[0]).toMatchObject({
        message: { role: "assistant", content: "Hello world" },
        finish_reason: "stop",
      });
    }
  });

  it("reports true usage, finish reason and seed (defect d)", async () => {
    const { app, service } = await createScriptedApp();
    service.script = { pieces: () => ["a", "b", "c"], finishReason: "length" };
    const response = await app.inject({ method: "POST", url: CHAT, payload: { messages: MESSAGES } });
    expect(response.json()).toMatchObject({
      choices: [{ finish_reason: "length" }],
      usage: {
        prompt_tokens: 5,
        completion_tokens: 3,
        total_tokens: 8,
        prompt_tokens_details: { cached_tokens: 2 },
      },
      seed: SCRIPTED_SEED,
      timings: {
        queue_ms: 1.5,
        prompt_tokens_per_second: 300,
        generation_tokens_per_second: 100,
        draft_tokens: 6,
        draft_accepted_tokens: 4,
      },
    });
  });

  it("names the model that answers, not the client's spelling, and runs to the context's end", async () => {
    const { response, service } = await post(CHAT, { messages: MESSAGES });
    expect(response.json().model).toBe("tiny");
    expect(service.requests[0]).toMatchObject({ model: undefined, options: { maxTokens: null } });
  });

  it("streams chunks with a role first, a reason last and [DONE] at the end", async () => {
    const { response } = await post(CHAT, { messages: MESSAGES, stream: true });
    expect(response.headers["content-type"]).toBe("text/event-stream; charset=utf-8");
    const { events, done } = readSse(response.body);
    expect(done).toBe(true);
    expect(events.map((event) => Reflect.get(event, "choices"))).toMatchObject([
      [{ delta: { role: "assistant", content: "" }, finish_reason: null }],
      [{ delta: { content: "Hello" }, finish_reason: null }],
      [{ delta: { content: " world" }, finish_reason: null }],
      [{ delta: {}, finish_reason: "stop" }],
    ]);
    expect(new Set(events.map(({ id }) => id)).size).toBe(1);
    expect(events[0]).toMatchObject({ id: expect.stringMatching(/^chatcmpl-/u), model: "tiny" });
    expect(events.some((event) => "usage" in event)).toBe(false);
  });

  it("adds usage in a chunk of its own when asked", async () => {
    const { response } = await post(CHAT, {
      messages: MESSAGES,
      stream: true,
      stream_options: { include_usage: true },
    });
    const { events } = readSse(response.body);
    expect(events.slice(0, -1).every(({ usage }) => usage === null)).toBe(true);
    expect(events.at(-1)).toMatchObject({ choices: [], usage: { prompt_tokens: 5, completion_tokens: 2 } });
  });

  it("lets a model write [DONE] and line breaks without ending the stream (defect e)", async () => {
    const { app, service } = await createScriptedApp();
    const pieces = ["data: [DONE]\n\n", "[DONE]", "\r\n\u2028end"];
    service.script = { pieces: () => pieces };
    const payload = { messages: MESSAGES, stream: true };
    const { events, done } = readSse((await app.inject({ method: "POST", url: CHAT, payload })).body);
    expect(done).toBe(true);
    expect(events.slice(1, -1).map(({ choices }) => choices)).toMatchObject(
      pieces.map((content) => [{ delta: { content } }]),
    );
  });

  it("ends a stream that fails with an error frame and no [DONE]", async () => {
    const { app, service } = await createScriptedApp();
    service.script = {
      pieces: async function* () {
        yield "Hel";
        throw new ShimmyError("engine_crashed", "The engine of tiny crashed; try again.");
      },
    };
    const payload = { messages: MESSAGES, stream: true };
    const response = await app.inject({ method: "POST", url: CHAT, payload });
    expect(response.statusCode).toBe(200);
    const { events, done } = readSse(response.body);
    expect(done).toBe(false);
    expect(events.at(-1)).toEqual({
      error: {
        message: "The engine of tiny crashed; try again.",
        type: "server_error",
        param: null,
        code: "engine_crashed",
      },
    });
  });

  it("says so when a generation stops without an end", async () => {
    const { app, service } = await createScriptedApp();
    service.script = { pieces: () => ["x"], loseEnd: true };
    const json = await app.inject({ method: "POST", url: CHAT, payload: { messages: MESSAGES } });
    expect(json.statusCode).toBe(500);
    const payload = { messages: MESSAGES, stream: true };
    const stream = await app.inject({ method: "POST", url: CHAT, payload });
    expect(readSse(stream.body).events.at(-1)).toMatchObject({ error: { code: "internal" } });
  });

  it("answers a failure before the slot with plain JSON, stream or not", async () => {
    const { response } = await post(CHAT, { model: "gpt-4", messages: MESSAGES, stream: true });
    expect(response.statusCode).toBe(404);
    expect(response.json().error).toMatchObject({ code: "model_not_found", type: "invalid_request_error" });
  });

  it.each([
    ["functions", [{ name: "f" }]],
    ["function_call", { name: "f" }],
    ["verbosity", "low"],
    ["web_search_options", {}],
    ["audio", { voice: "alloy" }],
    ["reasoning_format", "none"],
    ["chat_template", "{{ messages }}"],
    ["use_beam_search", true],
    ["adaptive_target", 0.5],
    ["min_keep", 2],
    ["post_sampling_probs", true],
    ["modalities", ["audio"]],
  ])("refuses %s where it would change the answer", async (field, value) => {
    const { response } = await post(CHAT, { messages: MESSAGES, [field]: value });
    expect(response.statusCode).toBe(400);
    expect(response.json().error).toMatchObject({ code: "unsupported_parameter", param: field });
  });

  it("accepts neutral values of what it does not support, and fields that change nothing", async () => {
    const { response } = await post(CHAT, {
      messages: MESSAGES,
      n: 1,
      tools: [],
      tool_choice: "auto",
      response_format: { type: "text" },
      logprobs: false,
      top_logprobs: null,
      logit_bias: {},
      modalities: ["text"],
      user: "me",
      metadata: { a: "b" },
      store: true,
      parallel_tool_calls: true,
      service_tier: "auto",
      safety_identifier: "me",
      prompt_cache_key: "mine",
      prediction: { type: "content", content: "Hello" },
      verbosity: "medium",
      functions: [],
      function_call: "none",
      stream_options: { include_obfuscation: false },
      reasoning_format: "auto",
    });
    expect(response.statusCode).toBe(200);
  });

  it.each([
    [{ messages: [] }, "messages"],
    [{}, "messages"],
    [{ messages: [{ role: "wizard", content: "x" }] }, "messages[0].role"],
    [{ messages: [{ role: "user" }] }, "messages[0].content"],
    [{ messages: [{ role: "user", content: 5 }] }, "messages[0].content"],
    [{ messages: [{ role: "user", content: [{ type: "text" }] }] }, "messages[0].content[0].text"],
    [{ messages: MESSAGES, temperature: -1 }, "temperature"],
    [{ messages: MESSAGES, top_p: 1.5 }, "top_p"],
    [{ messages: MESSAGES, max_tokens: 0 }, "max_tokens"],
    [{ messages: MESSAGES, max_completion_tokens: 0 }, "max_completion_tokens"],
    [{ messages: MESSAGES, n_predict: 0 }, "n_predict"],
    [{ messages: MESSAGES, max_completion_tokens: 1.5 }, "max_completion_tokens"],
    [{ messages: MESSAGES, top_k: -2 }, "top_k"],
    [{ messages: MESSAGES, seed: 1.5 }, "seed"],
    [{ messages: MESSAGES, stop: [""] }, "stop[0]"],
    [{ messages: MESSAGES, stop: Array(65).fill("x") }, "stop"],
    [{ messages: MESSAGES, stream: "yes" }, "stream"],
    [{ messages: MESSAGES, ignore_eos: 1 }, "ignore_eos"],
    [{ messages: MESSAGES, model: "" }, "model"],
    [{ messages: MESSAGES, n: 0 }, "n"],
    [{ messages: MESSAGES, n: 17 }, "n"],
    [{ messages: MESSAGES, logprobs: 3 }, "logprobs"],
    [{ messages: MESSAGES, logprobs: true, top_logprobs: 21 }, "top_logprobs"],
    [{ messages: MESSAGES, top_logprobs: 3 }, "top_logprobs"],
    [{ messages: MESSAGES, priority: "urgent" }, "priority"],
    [{ messages: MESSAGES, top_n_sigma: -2 }, "top_n_sigma"],
    [{ messages: MESSAGES, mirostat: 3 }, "mirostat"],
    [{ messages: MESSAGES, xtc_probability: 2 }, "xtc_probability"],
    [{ messages: MESSAGES, samplers: ["top_k", "magic"] }, "samplers[1]"],
    [{ messages: MESSAGES, samplers: ["temp", "temperature"] }, "samplers"],
    [{ messages: MESSAGES, dry_sequence_breakers: [""] }, "dry_sequence_breakers[0]"],
    [{ messages: MESSAGES, lora: [{ scale: 1 }] }, "lora[0]"],
    [{ messages: MESSAGES, lora: [{ id: -1 }] }, "lora[0].id"],
    [{ messages: MESSAGES, lora: [{ name: "a", scale: 1e9 }] }, "lora[0].scale"],
    [{ messages: MESSAGES, logit_bias: { 5: "much" } }, "logit_bias"],
    [{ messages: MESSAGES, logit_bias: [[5]] }, "logit_bias"],
    [{ messages: MESSAGES, logit_bias: [[5, 1, 1]] }, "logit_bias"],
    [{ messages: MESSAGES, logit_bias: [[-5, 1]] }, "logit_bias"],
    [{ messages: MESSAGES, logit_bias: [["", 1]] }, "logit_bias"],
    [{ messages: MESSAGES, logit_bias: [[5, true]] }, "logit_bias"],
    [{ messages: MESSAGES, logit_bias: { 5: 1e6 } }, "logit_bias"],
    [{ messages: MESSAGES, response_format: { type: "xml" } }, "response_format.type"],
    [{ messages: MESSAGES, grammar: "x".repeat(200_000) }, "grammar"],
    [{ messages: MESSAGES, choice: [] }, "choice"],
    [{ messages: MESSAGES, choice: Array(1001).fill("x") }, "choice"],
    [{ messages: MESSAGES, regex: "" }, "regex"],
    [{ messages: MESSAGES, reasoning_effort: "extreme" }, "reasoning_effort"],
    [{ messages: MESSAGES, reasoning_budget: -2 }, "reasoning_budget"],
    [{ messages: MESSAGES, chat_template_kwargs: ["a"] }, "chat_template_kwargs"],
    [{ messages: MESSAGES, chat_template_kwargs: { "1a": 1 } }, "chat_template_kwargs"],
    [{ messages: MESSAGES, chat_template_kwargs: { tools: [] } }, "chat_template_kwargs"],
    [{ messages: MESSAGES, tools: {} }, "tools"],
    [{ messages: MESSAGES, tools: [{ type: "function" }] }, "tools[0].function"],
    [{ messages: MESSAGES, tools: [{ type: "function", function: { name: "" } }] }, "tools[0].function.name"],
    [{ messages: MESSAGES, tools: [{ type: "function", function: { name: "a b" } }] }, "tools"],
    [{ messages: MESSAGES, tool_choice: "required" }, "tool_choice"],
    [{ messages: MESSAGES, tool_choice: "perhaps" }, "tool_choice"],
    [{ messages: MESSAGES, tool_choice: { type: "function" } }, "tool_choice.function"],
    [{ messages: MESSAGES, tool_choice: { type: "function", function: { name: "f" } } }, "tool_choice"],
    [{ messages: [{ role: "user", content: "x", reasoning_content: "y" }] }, "messages"],
  ])("refuses %j and names the field", async (payload, param) => {
    const { response, service } = await post(CHAT, payload);
    expect(response.statusCode).toBe(400);
    expect(response.json().error).toMatchObject({ code: "invalid_request", param });
    expect(service.requests).toHaveLength(0);
  });

  it("refuses parts and calls that it would have to drop", async () => {
    const image = { role: "user", content: [{ type: "image_url", image_url: { url: "x" } }] };
    const { response } = await post(CHAT, { messages: [image] });
    expect(response.json().error).toMatchObject({
      code: "unsupported_parameter",
      param: "messages[0].content[0]",
    });
    const audio = { role: "assistant", content: null, audio: { id: "1" } };
    expect((await post(CHAT, { messages: [audio] })).response.json().error).toMatchObject({
      code: "unsupported_parameter",
      param: "messages[0].audio",
    });
  });
});

describe("who asks", () => {
  it("is told to the service, with the priority, and never by the key itself", async () => {
    const { app, service } = await createScriptedApp({ apiKey: "the-key" });
    const headers = { authorization: "Bearer the-key" };
    const payload = { messages: MESSAGES, n: 2, priority: "high" };
    await app.inject({ method: "POST", url: CHAT, headers, payload });
    for (const request of service.requests) {
      expect(request).toMatchObject({
        priority: "high",
        client: expect.stringMatching(/^key-/u),
        cacheSalt: expect.any(String),
      });
      expect(JSON.stringify(request)).not.toContain("the-key");
    }
  });
});

describe("POST /v1/completions", () => {
  it("continues a text, as one object and as a stream", async () => {
    const whole = await post(COMPLETIONS, { prompt: "Once", max_tokens: 9 });
    const body = COMPLETION_RESPONSE.strict().parse(whole.response.json());
    expect(body.choices).toEqual([{ text: "Hello world", index: 0, logprobs: null, finish_reason: "stop" }]);
    expect(whole.service.requests[0]).toMatchObject({
      input: { kind: "prompt", text: "Once" },
      options: { maxTokens: 9 },
    });

    const payload = { prompt: ["Once"], stream: true, stream_options: { include_usage: true } };
    const { events, done } = readSse((await post(COMPLETIONS, payload)).response.body);
    expect(done).toBe(true);
    expect(events.map(({ choices }) => choices)).toMatchObject([
      [{ text: "Hello" }],
      [{ text: " world" }],
      [{ text: "", finish_reason: "stop" }],
      [],
    ]);
    expect(events.at(-1)).toMatchObject({ usage: { total_tokens: 7 } });
  });

  it("ends a stream that fails with an error frame and no [DONE]", async () => {
    const { app, service } = await createScriptedApp();
    service.script = {
      pieces: async function* () {
        yield "Hel";
        throw new ShimmyError("generation_timeout", "It took too long.");
      },
    };
    const payload = { prompt: "a", stream: true };
    const { events, done } = readSse((await app.inject({ method: "POST", url: COMPLETIONS, payload })).body);
    expect(done).toBe(false);
    expect(events.at(-1)).toMatchObject({ error: { code: "generation_timeout" } });
  });

  it.each([
    [{ prompt: [] }, "invalid_request", "prompt"],
    [{ prompt: [[]] }, "invalid_request", "prompt[0]"],
    [{ prompt: ["a", 5] }, "invalid_request", "prompt[1]"],
    [{ prompt: [["a"]] }, "invalid_request", "prompt[0][0]"],
    [{ prompt: [5, "a"] }, "invalid_request", "prompt[1]"],
    [{ prompt: [1, -2] }, "invalid_request", "prompt[1]"],
    [{ prompt: [1.5] }, "invalid_request", "prompt[0]"],
    [{ prompt: [{}] }, "invalid_request", "prompt[0]"],
    [{ prompt: Array(129).fill("a") }, "invalid_request", "prompt"],
    [{ prompt: ["a", [1]] }, "invalid_request", "prompt[1]"],
    [{ prompt: [Array(1_048_577).fill(1)] }, "invalid_request", "prompt[0]"],
    [{ prompt: Array(100).fill("a"), n: 2 }, "invalid_request", "n"],
    [{ prompt: 7 }, "invalid_request", "prompt"],
    [{}, "invalid_request", "prompt"],
    [{ prompt: "a", echo: true, logprobs: 0, stream: true }, "unsupported_parameter", "stream"],
    [{ prompt: "a", echo: true, n_probs: 2, suffix: "b" }, "unsupported_parameter", "suffix"],
    [{ prompt: [1, 2], echo: true }, "unsupported_parameter", "echo"],
    [{ prompt: [1, 2], suffix: "b" }, "invalid_request", "suffix"],
    [{ prompt: "a", best_of: 2 }, "unsupported_parameter", "best_of"],
    [{ prompt: "a", best_of: 4, n: 3 }, "unsupported_parameter", "best_of"],
    [{ prompt: "a", logprobs: true }, "invalid_request", "logprobs"],
    [{ prompt: "a", logprobs: 21 }, "invalid_request", "logprobs"],
  ])("refuses %j", async (payload, code, param) => {
    const { response } = await post(COMPLETIONS, payload);
    expect(response.statusCode).toBe(400);
    expect(response.json().error).toMatchObject({ code, param });
  });
});
