import OpenAI from "openai";
import { zodResponsesFunction, zodTextFormat } from "openai/helpers/zod";
import type { ResponseInputItem } from "openai/resources/responses/responses";
import { describe, expect, test } from "vitest";
import { openaiClient } from "../../helpers/sdk-clients.ts";
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
const client = (): OpenAI => openaiClient(server.url, { fetch });

const ask = { model: MODEL, input: "What is Shimmy?", temperature: 0, max_output_tokens: 64 };
const weather = {
  type: "function" as const,
  ...WEATHER_TOOL,
  parameters: WEATHER_SCHEMA,
  strict: true,
};
const withTool = { ...ask, input: QUESTION, tools: [weather], max_output_tokens: 64 };

describe("responses", () => {
  test("stream what they answer whole", async () => {
    const whole = await client().responses.create(ask);
    expect(whole).toMatchObject({ status: "completed", error: null });
    expect(whole.output_text).not.toBe("");
    let text = "";
    let last: string | undefined;
    for await (const event of await client().responses.create({ ...ask, stream: true })) {
      if (event.type === "response.output_text.delta") text += event.delta;
      last = event.type;
    }
    expect(text).toBe(whole.output_text);
    expect(last).toBe("response.completed");
  });

  test("satisfy the stream helper", async () => {
    const stream = client().responses.stream(ask);
    let snapshot = "";
    stream.on("response.output_text.delta", (event) => {
      snapshot = event.snapshot;
    });
    const final = await stream.finalResponse();
    expect(final.output_text).toBe(snapshot);
    expect(final.usage?.output_tokens).toBeGreaterThan(0);
  });

  test("that are cut off by their bound are incomplete, whole and streamed", async () => {
    const short = { ...ask, max_output_tokens: 4 };
    const expected = { status: "incomplete", incomplete_details: { reason: "max_output_tokens" } };
    expect(await client().responses.create(short)).toMatchObject(expected);
    expect(await client().responses.stream(short).finalResponse()).toMatchObject(expected);
  });

  test("take instructions, and turns as items", async () => {
    const { output_text } = await client().responses.create({
      ...ask,
      instructions: "You are a helpful assistant.",
      input: [
        { role: "user", content: [{ type: "input_text", text: "Hello, my name is Clara." }] },
        { role: "assistant", content: "Hello, Clara." },
        { role: "user", content: "What is my name?" },
      ],
    });
    expect(output_text).toContain("Clara");
  });

  test("parse into the object that was asked for, whole and streamed", async () => {
    const wish = {
      ...ask,
      input: PERSON_QUESTION,
      text: { format: zodTextFormat(PERSON, "person") },
      max_output_tokens: 80,
    };
    const whole = await client().responses.parse(wish);
    expect(PERSON.parse(whole.output_parsed)).toEqual(whole.output_parsed);
    const streamed = await client().responses.stream(wish).finalResponse();
    expect(streamed.output_parsed).toEqual(whole.output_parsed);
  });
});

describe("stored responses", () => {
  test("are counted beforehand, with what they continue", async () => {
    const count = (body: OpenAI.Responses.InputTokenCountParams) =>
      client().responses.inputTokens.count({ model: MODEL, ...body });
    const first = await client().responses.create(withTool);
    const counted = await count({ input: QUESTION, tools: [weather] });
    expect(counted).toEqual({ object: "response.input_tokens", input_tokens: first.usage?.input_tokens });
    const goesOn = { input: "Thanks.", instructions: "Be kind.", previous_response_id: first.id };
    const second = await client().responses.create({ ...ask, ...goesOn });
    expect((await count(goesOn)).input_tokens).toBe(second.usage?.input_tokens);
    await expect(count({ input: "Hi", conversation: "conv_1" })).rejects.toBeInstanceOf(
      OpenAI.BadRequestError,
    );
    await expect(count({ input: "Hi", model: "gpt-5" })).rejects.toBeInstanceOf(OpenAI.NotFoundError);
  });

  test("are retrieved, gone on from and deleted", async () => {
    const first = await client().responses.create({ ...ask, input: "Hello, my name is Clara.", store: true });
    expect(await client().responses.retrieve(first.id)).toMatchObject({ id: first.id, output: first.output });
    const second = await client().responses.create({
      ...ask,
      input: "What is my name?",
      previous_response_id: first.id,
    });
    expect(second.previous_response_id).toBe(first.id);
    expect(second.output_text).toContain("Clara");
    const items: unknown[] = [];
    for await (const item of client().responses.inputItems.list(first.id)) items.push(item);
    expect(items).toHaveLength(1);
    await client().responses.delete(first.id);
    await expect(client().responses.retrieve(first.id)).rejects.toBeInstanceOf(OpenAI.NotFoundError);
    await expect(client().responses.delete(first.id)).rejects.toBeInstanceOf(OpenAI.NotFoundError);
  });

  test("are not kept when that is not wanted", async () => {
    const { id } = await client().responses.create({ ...ask, store: false });
    await expect(client().responses.retrieve(id)).rejects.toBeInstanceOf(OpenAI.NotFoundError);
  });

  test("that end cannot be cancelled, and none that never was", async () => {
    const { id } = await client().responses.create(ask);
    await expect(client().responses.cancel(id)).rejects.toBeInstanceOf(OpenAI.BadRequestError);
    await expect(client().responses.cancel("resp_none")).rejects.toBeInstanceOf(OpenAI.NotFoundError);
  });
});

describe("tools", () => {
  test("are called when required or named, whole and streamed", async () => {
    const whole = await client().responses.create({ ...withTool, tool_choice: "required" });
    expect(whole.output).toMatchObject([{ type: "function_call", name: "get_weather", status: "completed" }]);
    const stream = client().responses.stream({
      ...withTool,
      tool_choice: { type: "function", name: WEATHER_TOOL.name },
    });
    let snapshot = "";
    stream.on("response.function_call_arguments.delta", (event) => {
      snapshot = event.snapshot;
    });
    const { output } = await stream.finalResponse();
    expect(output).toMatchObject([{ type: "function_call", name: "get_weather" }]);
    expect(JSON.parse(snapshot)).toEqual(WEATHER_CALL);
  });

  test("parse their arguments", async () => {
    const { output } = await client().responses.parse({
      ...withTool,
      tools: [zodResponsesFunction({ ...WEATHER_TOOL, parameters: WEATHER_INPUT })],
      tool_choice: "required",
    });
    expect(output[0]?.type === "function_call" && output[0].parsed_arguments).toEqual(WEATHER_CALL);
  });

  test.each([
    ["as items of one conversation", false],
    ["by the id of the response before", true],
  ])("get their results fed back %s", async (_how, isById) => {
    const first = await client().responses.create({ ...withTool, tool_choice: "required" });
    const [call] = first.output;
    if (call?.type !== "function_call") throw new Error("there is no call");
    const result: ResponseInputItem = {
      type: "function_call_output",
      call_id: call.call_id,
      output: WEATHER_RESULT_TEXT,
    };
    const second = await client().responses.create(
      isById
        ? { ...withTool, input: [result], previous_response_id: first.id }
        : { ...withTool, input: [{ role: "user", content: QUESTION }, call, result] },
    );
    expect(second.output_text).toMatch(ANSWER_WITH_RESULT);
  });
});

describe("errors", () => {
  test("an unknown model is not found", async () => {
    const failure = client().responses.create({ ...ask, model: "gpt-5" });
    await expect(failure).rejects.toBeInstanceOf(OpenAI.NotFoundError);
    await expect(failure).rejects.toMatchObject({ code: "model_not_found" });
  });

  test("an unknown predecessor is told by its field", async () => {
    const failure = client().responses.create({ ...ask, previous_response_id: "resp_none" });
    await expect(failure).rejects.toMatchObject({ param: "previous_response_id" });
  });

  test.each([
    ["a wrong bound", { max_output_tokens: 0 }, "max_output_tokens"],
    ["a tool of OpenAI's own", { tools: [{ type: "web_search" as const }] }, "tools"],
    ["an image", { input: [image()] }, "input"],
  ])("%s is a bad request", async (_what, field, param) => {
    const failure = client().responses.create({ ...ask, ...field });
    await expect(failure).rejects.toBeInstanceOf(OpenAI.BadRequestError);
    await expect(failure).rejects.toMatchObject({ param: expect.stringContaining(param) });
  });

  test("a wrong key is an authentication error, the right one is let in", async () => {
    const failure = openaiClient(server.lockedUrl, { apiKey: "another", fetch }).responses.create(ask);
    await expect(failure).rejects.toBeInstanceOf(OpenAI.AuthenticationError);
    const answer = await openaiClient(server.lockedUrl, { apiKey: SERVER_KEY, fetch }).responses.create({
      ...ask,
      max_output_tokens: 2,
    });
    expect(answer.object).toBe("response");
  });
});

describe("a client that leaves", () => {
  test("its stream frees the slot", async () => {
    await server.expectCancelled(async () => {
      const stream = await client().responses.create({ model: ENDLESS_MODEL, input: "x", stream: true });
      for await (const event of stream) if (event.type === "response.output_text.delta") break;
    });
  });

  test("the stream helper by abort frees the slot", async () => {
    await server.expectCancelled(async () => {
      const stream = client().responses.stream({ model: ENDLESS_MODEL, input: "x" });
      stream.once("response.output_text.delta", () => stream.abort());
      await expect(stream.done()).rejects.toBeInstanceOf(OpenAI.APIUserAbortError);
    });
  });
});

function image(): ResponseInputItem {
  const part = {
    type: "input_image" as const,
    detail: "auto" as const,
    image_url: "data:image/png;base64,AA==",
  };
  return { role: "user", content: [part] };
}
