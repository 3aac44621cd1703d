import { describe, expect, it } from "vitest";
import { createScriptedApp, readSse } from "../../../test/helpers/scripted-app.ts";
import { ShimmyError } from "../../core/errors.ts";
import { INFILL_RESPONSE } from "./infill-response.ts";

const url = "/infill";
const gap = { input_prefix: "def f(", input_suffix: "):" };
const entry = { token: 7, text: "H", bytes: [72], logprob: -0.5, top: [] };
const written = { id: 7, token: "H", bytes: [72], logprob: -0.5, top_logprobs: [] };

describe("POST /infill", () => {
  it("answers in the form of llama-server's completion", async () => {
    const { app, service } = await createScriptedApp();
    const payload = { ...gap, model: "tiny" };
    const response = await app.inject({ method: "POST", url, payload });
    const body = INFILL_RESPONSE.strict().parse(response.json());
    expect(body).toMatchObject({
      index: 0,
      content: "Hello world",
      tokens: [],
      stop: true,
      model: "tiny",
      tokens_predicted: 2,
      tokens_evaluated: 5,
      tokens_cached: 2,
      generation_settings: { seed: 42 },
      has_new_line: false,
      truncated: false,
      stop_type: "eos",
      stopping_word: "",
      timings: {
        cache_n: 2,
        prompt_n: 3,
        prompt_ms: 10,
        prompt_per_second: 300,
        predicted_n: 2,
        predicted_ms: 20,
        predicted_per_token_ms: 20,
        predicted_per_second: 50,
        draft_n: 6,
        draft_n_accepted: 4,
      },
    });
    expect(service.requests[0]).toMatchObject({
      input: { kind: "infill", prefix: "def f(", suffix: "):", files: [] },
      options: { maxTokens: null },
    });
  });

  it("computes the gap's surroundings ahead where nothing is to be written, as editors ask for", async () => {
    const { app, service } = await createScriptedApp();
    const response = await app.inject({ method: "POST", url, payload: { ...gap, n_predict: 0 } });
    expect(response.statusCode).toBe(200);
    expect(service.requests[0]?.options.maxTokens).toBe(0);
  });

  it("puts the prompt behind the prefix, and names files that have no name", async () => {
    const { app, service } = await createScriptedApp();
    const payload = {
      ...gap,
      prompt: "a, ",
      input_extra: [{ filename: "x.py", text: "one" }, { text: "two" }],
      n_predict: 5,
    };
    await app.inject({ method: "POST", url, payload });
    expect(service.requests[0]).toMatchObject({
      input: {
        prefix: "def f(a, ",
        files: [
          { name: "x.py", text: "one" },
          { name: "tmp", text: "two" },
        ],
      },
      options: { maxTokens: 5 },
    });
  });

  it("tells whether the bound or the context ended the answer", async () => {
    const { app, service } = await createScriptedApp();
    service.script = { pieces: () => ["a\n", "b"], finishReason: "length" };
    const bounded = await app.inject({ method: "POST", url, payload: { ...gap, n_predict: 2 } });
    expect(bounded.json()).toMatchObject({ stop_type: "limit", truncated: false, has_new_line: true });
    const open = await app.inject({ method: "POST", url, payload: { ...gap, n_predict: -1 } });
    expect(open.json()).toMatchObject({ stop_type: "limit", truncated: true });
  });

  it("streams frames that end with everything but the content", async () => {
    const { app, service } = await createScriptedApp();
    service.script = { pieces: () => ["a\n", { text: "H", logprobs: [entry] }] };
    const payload = { ...gap, stream: true, return_tokens: true, n_probs: 1 };
    const response = await app.inject({ method: "POST", url, payload });
    expect(response.headers["content-type"]).toBe("text/event-stream; charset=utf-8");
    const { events, done } = readSse(response.body);
    expect(done).toBe(false);
    const shared = { index: 0, stop: false, tokens_evaluated: 5 };
    expect(events.slice(0, -1)).toEqual([
      { ...shared, content: "a\n", tokens: [] },
      { ...shared, content: "H", tokens: [7], completion_probabilities: [written] },
    ]);
    expect(INFILL_RESPONSE.strict().parse(events.at(-1))).toMatchObject({
      content: "",
      stop: true,
      has_new_line: true,
    });
  });

  it("tells ids and log probabilities where they are asked for", async () => {
    const { app, service } = await createScriptedApp();
    service.script = { pieces: () => [{ text: "H", logprobs: [entry] }] };
    const ids = await app.inject({ method: "POST", url, payload: { ...gap, return_tokens: true } });
    expect(ids.json()).toMatchObject({ tokens: [7] });
    expect(ids.json()).not.toHaveProperty("completion_probabilities");
    const probabilities = await app.inject({ method: "POST", url, payload: { ...gap, n_probs: 2 } });
    expect(probabilities.json()).toMatchObject({ tokens: [], completion_probabilities: [written] });
    expect(service.requests.map(({ options }) => options.logprobs)).toEqual([0, 2]);
  });

  it("names the suffix as the client did where the model has no infill tokens", async () => {
    const { app, service } = await createScriptedApp();
    service.script = {
      accept: () => {
        throw new ShimmyError("unsupported_parameter", "This model cannot fill a gap.", { param: "suffix" });
      },
    };
    const response = await app.inject({ method: "POST", url, payload: gap });
    expect(response.json().error).toMatchObject({ code: "unsupported_parameter", param: "input_suffix" });
  });

  it("ends a failed stream with the error", async () => {
    const { app, service } = await createScriptedApp();
    service.script = {
      pieces: async function* () {
        yield "a";
        throw new ShimmyError("engine_crashed", "It crashed.");
      },
    };
    const response = await app.inject({ method: "POST", url, payload: { ...gap, stream: true } });
    expect(readSse(response.body).events.at(-1)).toMatchObject({ error: { code: "engine_crashed" } });
  });

  it.each([
    [{ input_suffix: "" }, "input_prefix"],
    [{ input_prefix: "" }, "input_suffix"],
    [{ ...gap, input_prefix: 5 }, "input_prefix"],
    [{ ...gap, prompt: ["a"] }, "prompt"],
    [{ ...gap, input_extra: {} }, "input_extra"],
    [{ ...gap, input_extra: [{}] }, "input_extra[0].text"],
    [{ ...gap, input_extra: [{ filename: 123, text: "a" }] }, "input_extra[0].filename"],
    [{ ...gap, n_predict: 1.5 }, "n_predict"],
  ])("refuses %j, naming the field", async (payload, param) => {
    const { app } = await createScriptedApp();
    const response = await app.inject({ method: "POST", url, payload });
    expect(response.statusCode).toBe(400);
    expect(response.json().error).toMatchObject({ code: "invalid_request", param });
  });
});
