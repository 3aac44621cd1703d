import { Ollama } from "ollama";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { ollamaClient } from "../../helpers/sdk-clients.ts";
import { ENDLESS_MODEL, MODEL, SERVER_KEY, serveClients } from "./client-server.ts";
import {
  ANSWER_WITH_RESULT,
  PERSON,
  PERSON_QUESTION,
  QUESTION,
  WEATHER_CALL,
  WEATHER_RESULT_TEXT,
  WEATHER_SCHEMA,
  WEATHER_TOOL,
} from "./weather.ts";

const server = serveClients();
const client = (): Ollama => ollamaClient(server.url, server.recorder);

const options = { temperature: 0, num_predict: 64 };
const ask = { model: MODEL, messages: [{ role: "user", content: "What is Shimmy?" }], options };
const weather = { type: "function", function: { ...WEATHER_TOOL, parameters: WEATHER_SCHEMA } };
const withTool = { ...ask, messages: [{ role: "user", content: QUESTION }], tools: [weather] };

/** Ollama's clients may see a tag where none was given. */
const untagged = (name: string): string => name.replace(/:latest$/, "");
const listed = async (): Promise<readonly string[]> =>
  (await client().list()).models.map(({ name }) => untagged(name));

describe("chat", () => {
  test("streams what it answers whole, and counts the same", async () => {
    const whole = await client().chat(ask);
    expect(whole).toMatchObject({ done: true, done_reason: "stop", message: { role: "assistant" } });
    let text = "";
    let count = 0;
    for await (const part of await client().chat({ ...ask, stream: true })) {
      text += part.message.content;
      if (part.done) count = part.eval_count;
    }
    expect(text).toBe(whole.message.content);
    expect(text).not.toBe("");
    expect(count).toBe(whole.eval_count);
  });

  test("ends at its bound", async () => {
    const answer = await client().chat({ ...ask, options: { ...options, num_predict: 3 } });
    expect(answer).toMatchObject({ done_reason: "length", eval_count: 3 });
  });

  test("goes on in a conversation", async () => {
    const { message } = await client().chat({
      ...ask,
      messages: [
        { role: "system", content: "You are a helpful assistant." },
        { role: "user", content: "Hello, my name is Clara." },
        { role: "assistant", content: "Hello, Clara." },
        { role: "user", content: "What is my name?" },
      ],
    });
    expect(message.content).toContain("Clara");
  });

  test.each([
    ["a schema", z.toJSONSchema(PERSON), PERSON],
    ["json", "json", z.looseObject({})],
  ])("answers in the form of %s", async (_name, format, schema) => {
    const { message } = await client().chat({
      ...ask,
      messages: [{ role: "user", content: PERSON_QUESTION }],
      format,
      options: { ...options, num_predict: 100 },
    });
    expect(schema.safeParse(JSON.parse(message.content)).success).toBe(true);
  });

  test("loads the model when there is nothing to say, and unloads it when told", async () => {
    expect(await client().chat({ model: MODEL, messages: [] })).toMatchObject({
      done: true,
      done_reason: "load",
    });
    expect((await client().ps()).models.map(({ name }) => untagged(name))).toContain(MODEL);
    const unloaded = await client().chat({ model: MODEL, messages: [], keep_alive: 0 });
    expect(unloaded).toMatchObject({ done: true, done_reason: "unload" });
    expect((await client().ps()).models.map(({ name }) => untagged(name))).not.toContain(MODEL);
  });
});

describe("tools", () => {
  test("are called, whole and streamed, and get their results fed back", async () => {
    const { message } = await client().chat(withTool);
    const call = { function: { name: "get_weather", arguments: WEATHER_CALL } };
    expect(message.tool_calls).toMatchObject([call]);
    const streamed: unknown[] = [];
    for await (const part of await client().chat({ ...withTool, stream: true }))
      streamed.push(...(part.message.tool_calls ?? []));
    expect(streamed).toMatchObject([call]);
    const result = { role: "tool", tool_name: "get_weather", content: WEATHER_RESULT_TEXT };
    const messages = [...withTool.messages, message, result];
    expect((await client().chat({ ...withTool, messages })).message.content).toMatch(ANSWER_WITH_RESULT);
  });
});

describe("generate", () => {
  const raw = { model: MODEL, prompt: "Once upon a time", raw: true, options };

  test("streams what it answers whole", async () => {
    const whole = await client().generate(raw);
    let text = "";
    for await (const part of await client().generate({ ...raw, stream: true })) text += part.response ?? "";
    expect(text).toBe(whole.response);
    expect(text).not.toBe("");
  });

  test("puts the system text before the prompt of a turn", async () => {
    const answer = await client().generate({
      model: MODEL,
      prompt: "What is Shimmy?",
      system: "You are a helpful assistant.",
      options,
    });
    const messages = [{ role: "system", content: "You are a helpful assistant." }, ...ask.messages];
    expect(answer.response).toBe((await client().chat({ ...ask, messages })).message.content);
  });

  test("answers in the form of a schema", async () => {
    const format = z.toJSONSchema(PERSON);
    const { response } = await client().generate({
      model: MODEL,
      prompt: PERSON_QUESTION,
      format,
      options: { ...options, num_predict: 100 },
    });
    expect(PERSON.safeParse(JSON.parse(response ?? "")).success).toBe(true);
  });
});

describe("models", () => {
  test("are listed, shown and told of while they run", async () => {
    await client().generate({ model: MODEL, prompt: "x", options: { num_predict: 1 } });
    expect(await listed()).toEqual(expect.arrayContaining([MODEL, ENDLESS_MODEL]));
    const running = (await client().ps()).models.map(({ name }) => untagged(name));
    expect(running).toContain(MODEL);
    const shown = await client().show({ model: MODEL });
    expect(shown.details).toMatchObject({ format: "gguf", family: "llama" });
    expect(shown.capabilities).toEqual(expect.arrayContaining(["completion", "tools"]));
    expect(shown.model_info).toMatchObject({ "general.architecture": "llama" });
    expect(shown.template).toContain("<|im_start|>");
  });

  test("are copied and deleted", async () => {
    expect(await client().copy({ source: MODEL, destination: "copied" })).toEqual({ status: "success" });
    expect(await listed()).toContain("copied");
    const said = (await client().chat({ ...ask, model: "copied" })).message.content;
    expect(said).toBe((await client().chat(ask)).message.content);
    expect(await client().delete({ model: "copied" })).toEqual({ status: "success" });
    expect(await listed()).not.toContain("copied");
  });

  test("are created from others, as one answer and as a stream", async () => {
    const wish = { from: MODEL, system: "You are a helpful assistant.", parameters: { temperature: 0 } };
    expect(await client().create({ ...wish, model: "made" })).toMatchObject({ status: "success" });
    let last: string | undefined;
    for await (const { status } of await client().create({ ...wish, model: "made-again", stream: true }))
      last = status;
    expect(last).toBe("success");
    expect((await client().show({ model: "made" })).system).toBe(wish.system);
    for (const model of ["made", "made-again"]) await client().delete({ model });
    expect(await listed()).not.toContain("made");
  });

  test("embed texts, in the newer form and the older", async () => {
    const { embeddings } = await client().embed({ model: MODEL, input: ["one", "two"] });
    expect(embeddings).toHaveLength(2);
    expect((await client().embeddings({ model: MODEL, prompt: "one" })).embedding).toHaveLength(
      embeddings[0]?.length ?? 0,
    );
  });

  test("belong to a server with a version", async () => {
    expect((await client().version()).version).not.toBe("");
  });
});

describe("errors", () => {
  test("an unknown model is not found on every route", async () => {
    const model = "llama3";
    const missing = { name: "ResponseError", status_code: 404 };
    await expect(client().chat({ ...ask, model })).rejects.toMatchObject(missing);
    await expect(client().chat({ ...ask, model, stream: true })).rejects.toMatchObject(missing);
    await expect(client().generate({ model, prompt: "x" })).rejects.toMatchObject(missing);
    await expect(client().embed({ model, input: "x" })).rejects.toMatchObject(missing);
    await expect(client().show({ model })).rejects.toMatchObject(missing);
    await expect(client().copy({ source: model, destination: "x" })).rejects.toMatchObject(missing);
    await expect(client().delete({ model })).rejects.toMatchObject(missing);
  });

  test.each([
    ["temperature", { options: { temperature: -1 } }],
    ["images", { messages: [{ role: "user", content: "x", images: ["AA=="] }] }],
    ["format", { format: "xml" }],
  ])("a wrong or unsupported %s is a bad request that names it", async (name, field) => {
    await expect(client().chat({ ...ask, ...field })).rejects.toMatchObject({
      name: "ResponseError",
      status_code: 400,
      message: expect.stringContaining(name),
    });
  });

  test("a wrong key is refused, the right one is let in", async () => {
    const of = (key: string): Ollama =>
      new Ollama({
        host: server.lockedUrl,
        headers: { Authorization: `Bearer ${key}` },
        fetch: server.recorder.fetch,
      });
    await expect(of("another").list()).rejects.toMatchObject({ name: "ResponseError", status_code: 401 });
    expect((await of(SERVER_KEY).list()).models).not.toEqual([]);
  });

  test("a body that is too large is refused as such", async () => {
    const failure = client().embed({ model: MODEL, input: "x".repeat(33 * 1024 * 1024) });
    await expect(failure).rejects.toMatchObject({ status_code: 413 });
  });
});

describe("a client that leaves", () => {
  const endless = { model: ENDLESS_MODEL, options: { num_predict: -1 } };

  test("its stream frees the slot", async () => {
    await server.expectCancelled(async () => {
      const stream = await client().chat({ ...endless, messages: ask.messages, stream: true });
      await expect(async () => {
        for await (const { message } of stream) if (message.content !== "") stream.abort();
      }).rejects.toThrow(/abort/);
    });
  });

  test("all its streams frees their slots", async () => {
    await server.expectCancelled(async () => {
      const one = client();
      const stream = await one.generate({ ...endless, prompt: "x", stream: true });
      await expect(async () => {
        for await (const { response } of stream) if (response !== "") one.abort();
      }).rejects.toThrow(/abort/);
    });
  });
});
