import { describe, expect, it } from "vitest";
import { createScriptedApp } from "../../../test/helpers/scripted-app.ts";
import { untilAborted } from "../../../test/helpers/scripted-service.ts";
import { openSocket } from "../../../test/helpers/scripted-socket.ts";
import { ShimmyError } from "../../core/errors.ts";
import type { AnswerPart } from "../../core/generation-event.ts";

describe("GET /ws/generate", () => {
  it("answers any number of requests on one socket, with and without ids", async () => {
    const client = await openSocket(await createScriptedApp());
    for (const id of ["a", 7]) {
      client.send({ id, prompt: "Hi" });
      expect(await client.json()).toEqual({ id, token: "Hello" });
      expect(await client.json()).toEqual({ id, token: " world" });
      expect(await client.json()).toMatchObject({
        id,
        done: true,
        done_reason: "stop",
        usage: { prompt_tokens: 5, completion_tokens: 2 },
        model: "tiny",
      });
    }
    client.send({ prompt: "Hi" });
    expect(await client.json()).toEqual({ token: "Hello" });
  });

  it("runs requests with ids beside each other and stops the one that is cancelled", async () => {
    const scripted = await createScriptedApp();
    const client = await openSocket(scripted);
    scripted.service.script = {
      pieces: async function* (request) {
        yield "x";
        await untilAborted(request);
      },
    };
    client.send({ id: 1, prompt: "a" });
    client.send({ id: 2, prompt: "a" });
    expect([await client.json(), await client.json()]).toEqual(
      expect.arrayContaining([
        { id: 1, token: "x" },
        { id: 2, token: "x" },
      ]),
    );
    client.send({ id: 1, cancel: true });
    expect(await client.json()).toEqual({ id: 1, done: true, done_reason: "cancelled" });
    client.send({ id: 2, prompt: "again" });
    expect(await client.json()).toMatchObject({ id: 2, error: { code: "conflict", param: "id" } });
    client.send({ id: "unknown", cancel: true });
    client.send({ id: 2, cancel: true });
    expect(await client.json()).toEqual({ id: 2, done: true, done_reason: "cancelled" });
    const [upgradeId] = (scripted.service.requests[0]?.requestId ?? "").split(".");
    expect(scripted.service.requests.map(({ requestId }) => requestId)).toEqual([
      `${upgradeId}.1`,
      `${upgradeId}.2`,
    ]);
  });

  it("tells a request that has to wait its place, and a refused one when to come again", async () => {
    const scripted = await createScriptedApp();
    scripted.service.script = {
      accept: (request) => request.onQueued?.({ position: 3, expectedWaitMs: 12_345 }),
      pieces: () => ["x"],
    };
    const client = await openSocket(scripted);
    client.send({ id: 1, prompt: "a" });
    expect(await client.json()).toEqual({ id: 1, queued: { position: 3, expected_wait_seconds: 12.3 } });
    expect(await client.json()).toEqual({ id: 1, token: "x" });
    expect(await client.json()).toMatchObject({ id: 1, done: true });
    scripted.service.script = {
      accept: () => {
        const details = { expectedWaitSeconds: 7.5 };
        throw new ShimmyError("queue_full", "Full.", { retryAfterSeconds: 8, details });
      },
    };
    client.send({ id: 2, prompt: "a" });
    expect(await client.json()).toEqual({
      id: 2,
      error: {
        code: "queue_full",
        message: "Full.",
        details: { expected_wait_seconds: 7.5 },
        retry_after_seconds: 8,
      },
    });
  });

  it("tells how far the load of a model is that a request waits for", async () => {
    const scripted = await createScriptedApp();
    scripted.service.script = {
      accept: (request) => {
        request.onQueued?.({ phase: "waiting", progress: 0 });
        request.onQueued?.({ phase: "loading", progress: 0.256 });
      },
      pieces: () => ["x"],
    };
    const client = await openSocket(scripted);
    client.send({ id: 1, prompt: "a" });
    expect(await client.json()).toEqual({ id: 1, status: "waiting_for_room", progress: 0 });
    expect(await client.json()).toEqual({ id: 1, status: "loading", progress: 0.26 });
    expect(await client.json()).toEqual({ id: 1, token: "x" });
  });

  it("tells nothing of the queue to a client that reads raw tokens", async () => {
    const scripted = await createScriptedApp();
    scripted.service.script = {
      accept: (request) => request.onQueued?.({ position: 3, expectedWaitMs: 12_345 }),
      pieces: () => ["x"],
    };
    const client = await openSocket(scripted, "?format=text");
    client.send({ prompt: "a" });
    expect(await client.next()).toBe("x");
  });

  it("runs requests without ids one after another, and cancels those that wait", async () => {
    const scripted = await createScriptedApp();
    const client = await openSocket(scripted);
    scripted.service.script = {
      pieces: async function* (request) {
        yield "x";
        await untilAborted(request);
      },
    };
    client.send({ prompt: "a" });
    client.send({ prompt: "b" });
    expect(await client.json()).toEqual({ token: "x" });
    client.send({ cancel: true });
    expect(await client.json()).toEqual({ done: true, done_reason: "cancelled" });
    expect(await client.json()).toEqual({ done: true, done_reason: "cancelled" });
    expect(scripted.service.requests).toHaveLength(1);
  });

  it("answers what it cannot use with an error frame and goes on", async () => {
    const scripted = await createScriptedApp();
    const client = await openSocket(scripted);
    client.send("{nonsense");
    expect(await client.json()).toMatchObject({ error: { code: "invalid_request" } });
    client.send({ id: {}, prompt: "a" });
    expect(await client.json()).toMatchObject({ error: { code: "invalid_request", param: "id" } });
    client.send({ id: "x", prompt: "a", top_p: 3 });
    expect(await client.json()).toMatchObject({ id: "x", error: { param: "top_p" } });
    client.send({ id: "y" });
    expect(await client.json()).toMatchObject({ id: "y", error: { param: "prompt" } });
    client.send({ id: "z", model: "nope", prompt: "a" });
    expect(await client.json()).toMatchObject({ id: "z", error: { code: "model_not_found" } });
    scripted.service.script = {
      pieces: async function* () {
        yield "[DONE]";
        throw new ShimmyError("engine_crashed", "It crashed.");
      },
    };
    client.send({ id: "w", prompt: "a" });
    expect(await client.json()).toEqual({ id: "w", token: "[DONE]" });
    expect(await client.json()).toEqual({
      id: "w",
      error: { code: "engine_crashed", message: "It crashed." },
    });
    scripted.service.script = { loseEnd: true };
    client.send({ id: "v", prompt: "a" });
    expect(await client.json()).toMatchObject({ id: "v", error: { code: "internal" } });
  });

  it("loads a model for a request that only names it, and unloads it where nothing is to be kept", async () => {
    const scripted = await createScriptedApp();
    const client = await openSocket(scripted);
    client.send({ id: 1, model: "tiny" });
    expect(await client.json()).toEqual({ id: 1, done: true, done_reason: "load", model: "tiny" });
    expect(scripted.service.status("tiny").activity.state).toBe("ready");
    client.send({ model: "tiny", prompt: "", keep_alive: 0 });
    expect(await client.json()).toEqual({ done: true, done_reason: "unload", model: "tiny" });
    expect(scripted.service.releases).toEqual(["tiny"]);
    client.send({ id: 2, model: "nope" });
    expect(await client.json()).toMatchObject({ id: 2, error: { code: "model_not_found", param: "model" } });
    expect(scripted.service.requests).toEqual([]);
    const text = await openSocket(await createScriptedApp(), "?format=text");
    text.send({ model: "tiny" });
    expect(await text.json()).toEqual({ done: true, done_reason: "load", model: "tiny" });
  });

  it("passes on how long a model is to stay after a request", async () => {
    const scripted = await createScriptedApp();
    const client = await openSocket(scripted);
    client.send({ id: 1, prompt: "a", keep_alive: "5m" });
    expect(await client.json()).toEqual({ id: 1, token: "Hello" });
    expect(scripted.service.requests[0]?.keepAliveMs).toBe(300_000);
    client.send({ id: 2, prompt: "a", keep_alive: "soon" });
    for (;;) {
      const frame = await client.json();
      if (frame.id !== 2) continue;
      expect(frame).toMatchObject({ error: { code: "invalid_request", param: "keep_alive" } });
      break;
    }
  });

  it("bounds the requests in progress on one socket", async () => {
    const scripted = await createScriptedApp();
    scripted.service.script = { accept: untilAborted };
    const client = await openSocket(scripted);
    for (let id = 0; id <= 64; id += 1) client.send({ id, prompt: "a" });
    expect(await client.json()).toMatchObject({ id: 64, error: { code: "rate_limited" } });
  });

  it("sends raw tokens and a last JSON frame when asked for text", async () => {
    const client = await openSocket(await createScriptedApp(), "?format=text");
    client.send({ id: "a", prompt: "Hi" });
    expect([await client.next(), await client.next()]).toEqual(["Hello", " world"]);
    expect(await client.json()).toMatchObject({ id: "a", done: true, done_reason: "stop" });
  });

  it("sends log probabilities with the tokens, and nothing for pieces that bring nothing", async () => {
    const scripted = await createScriptedApp();
    const entry = { token: 7, text: "H", bytes: [72], logprob: -0.5, top: [] };
    scripted.service.script = { pieces: () => [{ text: "", logprobs: [entry] }, { text: "" }, "H"] };
    const client = await openSocket(scripted);
    client.send({ id: 1, prompt: "Hi", logprobs: true });
    const logprobs = [{ token: "H", logprob: -0.5, bytes: [72], top_logprobs: [] }];
    expect(await client.json()).toEqual({ id: 1, token: "", logprobs });
    expect(await client.json()).toEqual({ id: 1, token: "H" });
    expect(await client.json()).toMatchObject({ id: 1, done: true });
    const bare = await openSocket(await createScriptedApp(), "?format=text");
    bare.send({ prompt: "Hi", logprobs: true });
    expect(await bare.json()).toMatchObject({ error: { code: "invalid_request", param: "logprobs" } });
    expect(scripted.service.requests[0]).toMatchObject({ client: "127.0.0.1" });
  });

  it("sends thoughts as they come, and each call as a whole", async () => {
    const scripted = await createScriptedApp();
    const parts: readonly AnswerPart[] = [
      { type: "reasoning", text: "hm" },
      { type: "reasoning", text: "" },
      { type: "text", text: "I look." },
      { type: "tool-call", index: 0, id: "call_a", name: "f" },
      { type: "tool-arguments", index: 0, text: '{"a":' },
      { type: "tool-arguments", index: 0, text: "1}" },
      { type: "tool-call", index: 1, id: "call_b", name: "g" },
      { type: "tool-arguments", index: 1, text: "{}" },
    ];
    scripted.service.script = { pieces: () => parts };
    const client = await openSocket(scripted);
    const messages = [{ role: "user", content: "Hi" }];
    const tools = ["f", "g"].map((name) => ({ type: "function", function: { name } }));
    client.send({ id: 1, messages, tools, think: true });
    expect(await client.json()).toEqual({ id: 1, thinking: "hm" });
    expect(await client.json()).toEqual({ id: 1, token: "I look." });
    expect(await client.json()).toEqual({
      id: 1,
      tool_call: { id: "call_a", function: { index: 0, name: "f", arguments: { a: 1 } } },
    });
    expect(await client.json()).toEqual({
      id: 1,
      tool_call: { id: "call_b", function: { index: 1, name: "g", arguments: {} } },
    });
    expect(await client.json()).toMatchObject({ id: 1, done: true, done_reason: "stop" });
    expect(scripted.service.requests[0]?.input).toMatchObject({
      reasoning: { enabled: true },
      tools: [{}, {}],
    });
  });

  it("sends text alone in text format, and refuses tools there", async () => {
    const scripted = await createScriptedApp();
    scripted.service.script = { pieces: () => [{ type: "reasoning", text: "hm" }, "Hello"] };
    const client = await openSocket(scripted, "?format=text");
    const messages = [{ role: "user", content: "Hi" }];
    client.send({ messages });
    expect(await client.next()).toBe("Hello");
    expect(await client.json()).toMatchObject({ done: true });
    client.send({ messages, tools: [{ type: "function", function: { name: "f" } }] });
    expect(await client.json()).toMatchObject({ error: { code: "invalid_request", param: "tools" } });
  });

  it("cancels everything when the client leaves, and logs one line", async () => {
    const scripted = await createScriptedApp();
    scripted.service.script = { accept: untilAborted };
    const client = await openSocket(scripted);
    const cancelled = scripted.service.nextCancelled();
    const accepted = new Promise<void>((resolve) => {
      scripted.service.script = {
        accept: (request) => {
          resolve();
          return untilAborted(request);
        },
      };
    });
    client.send({ id: 1, prompt: "a" });
    await accepted;
    expect(await scripted.metrics.render()).toContain("shimmy_websockets_open 1");
    client.socket.terminate();
    await cancelled;
    expect(await scripted.metrics.render()).toContain("shimmy_websockets_open 0");
    expect(scripted.logs).toContainEqual(expect.objectContaining({ msg: "websocket", requests: 1 }));
  });

  it("refuses a request without an id in its turn, so that the refusal is not read as its forerunner's", async () => {
    const client = await openSocket(await createScriptedApp());
    client.send({ prompt: "a" });
    client.send("{oops");
    client.send({ prompt: 5 });
    client.send({ prompt: "b" });
    const kinds: string[] = [];
    while (kinds.length < 8) kinds.push(Object.keys(await client.json())[0] ?? "");
    expect(kinds).toEqual(["token", "token", "done", "error", "error", "token", "token", "done"]);
  });
});
