import Anthropic from "@anthropic-ai/sdk";
import { betaZodTool } from "@anthropic-ai/sdk/helpers/beta/zod";
import { zodOutputFormat } from "@anthropic-ai/sdk/helpers/zod";
import { describe, expect, test } from "vitest";
import { anthropicClient } from "../../helpers/sdk-clients.ts";
import { ENDLESS_MODEL, MODEL, SERVER_KEY, serveClients } from "./client-server.ts";
import {
  ANSWER_WITH_RESULT,
  PERSON,
  PERSON_QUESTION,
  QUESTION,
  WEATHER_CALL,
  WEATHER_INPUT,
  WEATHER_RESULT_TEXT,
  WEATHER_SCHEMA,
  WEATHER_TOOL,
} from "./weather.ts";

const server = serveClients();
const { fetch } = server.recorder;
const client = (): Anthropic => anthropicClient(server.url, { fetch });

const ask = {
  model: MODEL,
  messages: [{ role: "user" as const, content: "What is Shimmy?" }],
  temperature: 0,
  max_tokens: 64,
};
const weather = { ...WEATHER_TOOL, input_schema: WEATHER_SCHEMA };
const question = { role: "user" as const, content: QUESTION };
const withTool = { ...ask, messages: [question], tools: [weather], max_tokens: 64 };

const textOf = ({ content }: Pick<Anthropic.Message, "content">): string =>
  content.map((block) => (block.type === "text" ? block.text : "")).join("");

describe("messages", () => {
  test("stream what they answer whole", async () => {
    const whole = await client().messages.create(ask);
    expect(whole.stop_reason).toBe("end_turn");
    let text = "";
    for await (const event of await client().messages.create({ ...ask, stream: true })) {
      if (event.type === "content_block_delta" && event.delta.type === "text_delta") text += event.delta.text;
    }
    expect(text).toBe(textOf(whole));
    expect(text).not.toBe("");
  });

  test("satisfy the stream helper and each of its events", async () => {
    const stream = client().messages.stream(ask);
    const seen = new Set<string>();
    let snapshot = "";
    stream.on("connect", () => seen.add("connect"));
    stream.on("streamEvent", ({ type }) => seen.add(type));
    stream.on("text", (_delta, whole) => {
      snapshot = whole;
    });
    stream.on("contentBlock", () => seen.add("contentBlock"));
    stream.on("message", () => seen.add("message"));
    stream.on("end", () => seen.add("end"));
    const message = await stream.finalMessage();
    expect(await stream.finalText()).toBe(snapshot);
    expect(message.usage.output_tokens).toBeGreaterThan(0);
    expect([...seen]).toEqual(
      expect.arrayContaining(["connect", "message_start", "contentBlock", "message_stop", "message", "end"]),
    );
  });

  test("count the same tokens whole, streamed and beforehand", async () => {
    const { input_tokens } = await client().messages.countTokens({ model: MODEL, messages: ask.messages });
    const whole = await client().messages.create(ask);
    const streamed = await client().messages.stream(ask).finalMessage();
    const inputOf = ({ usage }: Anthropic.Message): number =>
      usage.input_tokens + (usage.cache_read_input_tokens ?? 0) + (usage.cache_creation_input_tokens ?? 0);
    expect(inputOf(whole)).toBe(input_tokens);
    expect(inputOf(streamed)).toBe(input_tokens);
    expect(streamed.usage.output_tokens).toBe(whole.usage.output_tokens);
  });

  test("end at their bound and at a stop sequence, which they name", async () => {
    const whole = textOf(await client().messages.create(ask));
    const short = await client().messages.create({ ...ask, max_tokens: 2 });
    expect(short).toMatchObject({ stop_reason: "max_tokens", stop_sequence: null });
    const stop = whole.slice(4, 8);
    const stopped = { stop_reason: "stop_sequence", stop_sequence: stop };
    const request = { ...ask, stop_sequences: [stop] };
    expect(await client().messages.create(request)).toMatchObject(stopped);
    const streamed = await client().messages.stream(request).finalMessage();
    expect(streamed).toMatchObject(stopped);
    expect(textOf(streamed)).toBe(whole.slice(0, whole.indexOf(stop)));
  });

  test("take a system text in blocks, and turns in blocks", async () => {
    const message = await client().messages.create({
      ...ask,
      system: [{ type: "text", text: "You are a helpful assistant.", cache_control: { type: "ephemeral" } }],
      messages: [
        { role: "user", content: [{ type: "text", text: "Hello, my name is Clara." }] },
        { role: "assistant", content: [{ type: "text", text: "Hello, Clara." }] },
        { role: "user", content: "What is my name?" },
      ],
      metadata: { user_id: "someone" },
    });
    expect(textOf(message)).toContain("Clara");
  });

  test("parse into the object that was asked for, whole and streamed", async () => {
    const wish = {
      ...ask,
      messages: [{ role: "user" as const, content: PERSON_QUESTION }],
      output_config: { format: zodOutputFormat(PERSON) },
      max_tokens: 80,
    };
    const whole = await client().messages.parse(wish);
    expect(PERSON.parse(whole.parsed_output)).toEqual(whole.parsed_output);
    const streamed = await client().messages.stream(wish).finalMessage();
    expect(streamed.parsed_output).toEqual(whole.parsed_output);
  });
});

describe("models", () => {
  test("are listed and retrieved", async () => {
    const names: string[] = [];
    for await (const { id } of client().models.list()) names.push(id);
    expect(names).toEqual(expect.arrayContaining([MODEL, ENDLESS_MODEL]));
    expect(await client().models.retrieve(MODEL)).toMatchObject({ id: MODEL, type: "model" });
  });

  test("come page by page", async () => {
    const names: string[] = [];
    for await (const { id } of client().models.list({ limit: 1 })) names.push(id);
    expect(names).toEqual(expect.arrayContaining([MODEL, ENDLESS_MODEL]));
  });
});

describe("tools", () => {
  test.each([
    ["any must be", { type: "any" as const }],
    ["named", { type: "tool" as const, name: WEATHER_TOOL.name, disable_parallel_tool_use: true }],
  ])("are called when %s", async (_how, tool_choice) => {
    const message = await client().messages.create({ ...withTool, tool_choice });
    expect(message.stop_reason).toBe("tool_use");
    expect(message.content.filter(({ type }) => type === "tool_use")).toMatchObject([
      { name: "get_weather", input: WEATHER_CALL },
    ]);
  });

  test("stream the same call", async () => {
    const stream = client().messages.stream({ ...withTool, tool_choice: { type: "any" } });
    const pieces: string[] = [];
    stream.on("inputJson", (piece) => pieces.push(piece));
    const message = await stream.finalMessage();
    expect(JSON.parse(pieces.join(""))).toEqual(WEATHER_CALL);
    expect(message.content.at(-1)).toMatchObject({ type: "tool_use", input: WEATHER_CALL });
    expect(message.stop_reason).toBe("tool_use");
  });

  test("are not called when none may be", async () => {
    const message = await client().messages.create({ ...withTool, tool_choice: { type: "none" } });
    expect(message.content.map(({ type }) => type)).toEqual(["text"]);
  });

  test("get their results fed back", async () => {
    const first = await client().messages.create({ ...withTool, tool_choice: { type: "any" } });
    const call = first.content.find((block) => block.type === "tool_use");
    const second = await client().messages.create({
      ...withTool,
      messages: [
        question,
        { role: "assistant", content: first.content },
        {
          role: "user",
          content: [{ type: "tool_result", tool_use_id: call?.id ?? "", content: WEATHER_RESULT_TEXT }],
        },
      ],
    });
    expect(textOf(second)).toMatch(ANSWER_WITH_RESULT);
  });

  test.each([false, true])("run in the loop of the tool runner, streamed: %s", async (stream) => {
    const asked: unknown[] = [];
    const runnable = betaZodTool({
      ...WEATHER_TOOL,
      inputSchema: WEATHER_INPUT,
      run: (input) => {
        asked.push(input);
        return WEATHER_RESULT_TEXT;
      },
    });
    const runner = client().beta.messages.toolRunner({ ...withTool, tools: [runnable], stream });
    const last = await runner.runUntilDone();
    expect(last.content.map((block) => (block.type === "text" ? block.text : "")).join("")).toMatch(
      ANSWER_WITH_RESULT,
    );
    expect(asked).toEqual([WEATHER_CALL]);
  });

  test("count as tokens", async () => {
    const plain = await client().messages.countTokens({ model: MODEL, messages: [question] });
    const tooled = await client().messages.countTokens({
      model: MODEL,
      messages: [question],
      tools: [weather],
    });
    expect(tooled.input_tokens).toBeGreaterThan(plain.input_tokens);
  });
});

describe("errors", () => {
  test("an unknown model is not found", async () => {
    const failure = client().messages.create({ ...ask, model: "claude-sonnet-5" });
    await expect(failure).rejects.toBeInstanceOf(Anthropic.NotFoundError);
    await expect(failure).rejects.toMatchObject({ type: "not_found_error" });
    await expect(client().models.retrieve("none")).rejects.toBeInstanceOf(Anthropic.NotFoundError);
  });

  test.each([
    ["temperature", { temperature: -1 }],
    ["max_tokens", { max_tokens: 0 }],
    ["tools", { tools: [{ type: "web_search_20250305" as const, name: "web_search" as const }] }],
    ["image", { messages: [{ role: "user" as const, content: [image()] }] }],
  ])("a wrong or unsupported %s is a bad request that names it", async (name, field) => {
    const failure = client().messages.create({ ...ask, ...field });
    await expect(failure).rejects.toBeInstanceOf(Anthropic.BadRequestError);
    await expect(failure).rejects.toMatchObject({
      type: "invalid_request_error",
      message: expect.stringContaining(name),
    });
  });

  test("a wrong key is an authentication error, the right one is let in by either header", async () => {
    const failure = anthropicClient(server.lockedUrl, { apiKey: "another", fetch }).messages.create(ask);
    await expect(failure).rejects.toBeInstanceOf(Anthropic.AuthenticationError);
    const count = { model: MODEL, messages: ask.messages };
    expect(
      await anthropicClient(server.lockedUrl, { apiKey: SERVER_KEY, fetch }).messages.countTokens(count),
    ).toBeDefined();
    const bearer = new Anthropic({
      baseURL: server.lockedUrl,
      apiKey: null,
      authToken: SERVER_KEY,
      maxRetries: 0,
      fetch,
    });
    expect(await bearer.messages.countTokens(count)).toBeDefined();
  });

  test("a body that is too large is refused as such", async () => {
    const content = "x".repeat(33 * 1024 * 1024);
    const failure = client().messages.create({ ...ask, messages: [{ role: "user", content }] });
    await expect(failure).rejects.toMatchObject({ status: 413, type: "request_too_large" });
  });

  test("a prompt beyond the context is a bad request", async () => {
    const content = "word ".repeat(5000);
    const failure = client().messages.create({ ...ask, messages: [{ role: "user", content }] });
    await expect(failure).rejects.toBeInstanceOf(Anthropic.BadRequestError);
  });
});

describe("a client that leaves", () => {
  const endless = { ...ask, model: ENDLESS_MODEL, max_tokens: 8000 };

  test("its stream frees the slot", async () => {
    await server.expectCancelled(async () => {
      const stream = await client().messages.create({ ...endless, stream: true });
      for await (const { type } of stream) if (type === "content_block_delta") break;
    });
  });

  test("the stream helper by abort frees the slot", async () => {
    await server.expectCancelled(async () => {
      const stream = client().messages.stream(endless);
      stream.once("text", () => stream.abort());
      await expect(stream.done()).rejects.toBeInstanceOf(Anthropic.APIUserAbortError);
    });
  });

  test("before a whole message is there frees the slot", async () => {
    const controller = new AbortController();
    await server.expectCancelled(async () => {
      const answer = client().messages.create(endless, { signal: controller.signal });
      const failure = expect(answer).rejects.toBeInstanceOf(Anthropic.APIUserAbortError);
      await server.begun();
      controller.abort();
      await failure;
    });
    // nothing of that answer crossed the wire
    await client().models.list();
  });
});

function image(): Anthropic.ImageBlockParam {
  return { type: "image", source: { type: "base64", media_type: "image/png", data: "AA==" } };
}
