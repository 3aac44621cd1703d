import OpenAI from "openai";
import { zodFunction, zodResponseFormat } from "openai/helpers/zod";
import type { ChatCompletionMessageParam } from "openai/resources/chat/completions";
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
  WEATHER_RESULT,
  WEATHER_RESULT_TEXT,
  WEATHER_SCHEMA,
  WEATHER_TOOL,
} from "./weather.ts";

const server = serveClients();
const { fetch } = server.recorder;
const client = (): OpenAI => openaiClient(server.url, { fetch });

const ask = {
  model: MODEL,
  messages: [{ role: "user" as const, content: "What is Shimmy?" }],
  temperature: 0,
  max_completion_tokens: 24,
};
const weather = {
  type: "function" as const,
  function: { ...WEATHER_TOOL, parameters: WEATHER_SCHEMA, strict: true },
};
const question: ChatCompletionMessageParam[] = [{ role: "user", content: QUESTION }];
const withTool = { ...ask, messages: question, tools: [weather], max_completion_tokens: 64 };
const named = { type: "function" as const, function: { name: WEATHER_TOOL.name } };

describe("models", () => {
  test("are listed and retrieved", async () => {
    const names: string[] = [];
    for await (const { id } of client().models.list()) names.push(id);
    expect(names).toContain(MODEL);
    expect(await client().models.retrieve(MODEL)).toMatchObject({ id: MODEL });
  });
});

describe("chat completions", () => {
  test("stream what they answer whole, with the counts last", async () => {
    const whole = await client().chat.completions.create(ask);
    const stream = await client().chat.completions.create({
      ...ask,
      stream: true,
      stream_options: { include_usage: true },
    });
    const pieces: string[] = [];
    let usage: OpenAI.CompletionUsage | null | undefined;
    for await (const chunk of stream) {
      pieces.push(chunk.choices[0]?.delta.content ?? "");
      usage = chunk.usage ?? usage;
    }
    expect(pieces.filter((piece) => piece !== "").length).toBeGreaterThan(1);
    expect(pieces.join("")).toBe(whole.choices[0]?.message.content);
    expect(usage?.completion_tokens).toBe(whole.usage?.completion_tokens);
  });

  test("satisfy the stream helper", async () => {
    const stream = client().chat.completions.stream({ ...ask, stream_options: { include_usage: true } });
    const deltas: string[] = [];
    stream.on("content.delta", ({ delta }) => deltas.push(delta));
    const final = await stream.finalChatCompletion();
    expect(final.choices[0]?.message.content).toBe(deltas.join(""));
    expect(await stream.totalUsage()).toMatchObject({ completion_tokens: final.usage?.completion_tokens });
  });

  test("have log probabilities, whole and streamed", async () => {
    const probable = { ...ask, logprobs: true, top_logprobs: 2, max_completion_tokens: 4 };
    const whole = await client().chat.completions.create(probable);
    const streamed = await client().chat.completions.stream(probable).finalChatCompletion();
    expect(whole.choices[0]?.logprobs?.content?.length).toBeGreaterThan(0);
    expect(streamed.choices[0]?.logprobs?.content).toEqual(whole.choices[0]?.logprobs?.content);
  });

  test("come several at once", async () => {
    const final = await client()
      .chat.completions.stream({ ...ask, n: 2, max_completion_tokens: 8 })
      .finalChatCompletion();
    expect(final.choices.map(({ index }) => index)).toEqual([0, 1]);
    const whole = await client().chat.completions.create({ ...ask, n: 2, max_completion_tokens: 8 });
    expect(final.choices.map(({ message }) => message.content)).toEqual(
      whole.choices.map(({ message }) => message.content),
    );
  });

  test("parse into the object that was asked for", async () => {
    const { choices } = await client().chat.completions.parse({
      ...ask,
      messages: [{ role: "user", content: PERSON_QUESTION }],
      response_format: zodResponseFormat(PERSON, "person"),
      max_completion_tokens: 80,
    });
    expect(PERSON.parse(choices[0]?.message.parsed)).toEqual(choices[0]?.message.parsed);
  });

  test("stream the object that was asked for", async () => {
    const stream = client().chat.completions.stream({
      ...ask,
      messages: [{ role: "user", content: PERSON_QUESTION }],
      response_format: zodResponseFormat(PERSON, "person"),
      max_completion_tokens: 80,
    });
    const final = await stream.finalChatCompletion();
    expect(PERSON.safeParse(final.choices[0]?.message.parsed).success).toBe(true);
  });
});

describe("tools", () => {
  test.each([
    ["required", "required" as const],
    ["named", named],
  ])("are called when %s", async (_how, tool_choice) => {
    const { choices } = await client().chat.completions.create({ ...withTool, tool_choice });
    const [choice] = choices;
    expect(choice?.finish_reason).toBe("tool_calls");
    expect(choice?.message.tool_calls).toMatchObject([
      { type: "function", function: { name: "get_weather" } },
    ]);
    const [call] = choice?.message.tool_calls ?? [];
    expect(call?.type === "function" && JSON.parse(call.function.arguments)).toEqual(WEATHER_CALL);
  });

  test("stream the same call", async () => {
    const stream = client().chat.completions.stream({ ...withTool, tool_choice: "required" });
    const deltas: string[] = [];
    stream.on("tool_calls.function.arguments.delta", ({ arguments_delta }) => deltas.push(arguments_delta));
    const [choice] = (await stream.finalChatCompletion()).choices;
    expect(choice?.finish_reason).toBe("tool_calls");
    expect(JSON.parse(deltas.join(""))).toEqual(WEATHER_CALL);
    expect(choice?.message.tool_calls?.[0]?.id).toMatch(/^call_/);
  });

  test("are not called when none may be", async () => {
    const { choices } = await client().chat.completions.create({ ...withTool, tool_choice: "none" });
    expect(choices[0]?.message.tool_calls).toBeUndefined();
    expect(choices[0]?.message.content).not.toBe("");
  });

  test("get their results fed back", async () => {
    const first = await client().chat.completions.create({ ...withTool, tool_choice: named });
    const said = first.choices[0]?.message;
    if (said?.tool_calls?.[0] === undefined) throw new Error("there is no call");
    const second = await client().chat.completions.create({
      ...withTool,
      messages: [
        ...question,
        said,
        { role: "tool", tool_call_id: said.tool_calls[0].id, content: WEATHER_RESULT_TEXT },
      ],
    });
    expect(second.choices[0]?.message.content).toMatch(ANSWER_WITH_RESULT);
  });

  test("run in the loop of runTools, whole and streamed", async () => {
    const asked: unknown[] = [];
    const runnable = zodFunction({
      ...WEATHER_TOOL,
      parameters: WEATHER_INPUT,
      function: (input) => {
        asked.push(input);
        return WEATHER_RESULT;
      },
    });
    const { tools: _tools, ...rest } = withTool;
    const whole = client().chat.completions.runTools({ ...rest, tools: [runnable] });
    const text = await whole.finalContent();
    const streamed = client().chat.completions.runTools({ ...rest, tools: [runnable], stream: true });
    expect(await streamed.finalContent()).toBe(text);
    expect(text).toMatch(ANSWER_WITH_RESULT);
    expect(asked).toEqual([WEATHER_CALL, WEATHER_CALL]);
  });

  test("parse their arguments", async () => {
    const { choices } = await client().chat.completions.parse({
      ...withTool,
      tools: [zodFunction({ ...WEATHER_TOOL, parameters: WEATHER_INPUT })],
      tool_choice: "required",
    });
    expect(choices[0]?.message.tool_calls?.[0]?.function.parsed_arguments).toEqual(WEATHER_CALL);
  });
});

describe("completions and embeddings", () => {
  const prompt = { model: MODEL, prompt: "Once upon a time", temperature: 0, max_tokens: 12 };

  test("a completion streams what it answers whole", async () => {
    const whole = await client().completions.create({ ...prompt, logprobs: 1 });
    const stream = await client().completions.create({
      ...prompt,
      stream: true,
      stream_options: { include_usage: true },
    });
    let text = "";
    for await (const chunk of stream) text += chunk.choices[0]?.text ?? "";
    expect(text).toBe(whole.choices[0]?.text);
  });

  test("an embedding is the same in numbers and in base64", async () => {
    const input = ["one", "two"];
    const decoded = await client().embeddings.create({ model: MODEL, input });
    const numbers = await client().embeddings.create({ model: MODEL, input, encoding_format: "float" });
    expect(decoded.data).toEqual(numbers.data);
    expect(decoded.data).toHaveLength(2);
  });
});

describe("errors", () => {
  test("an unknown model is not found", async () => {
    const failure = client().chat.completions.create({ ...ask, model: "gpt-4o" });
    await expect(failure).rejects.toBeInstanceOf(OpenAI.NotFoundError);
    await expect(failure).rejects.toMatchObject({ code: "model_not_found", param: "model" });
  });

  test.each([
    ["temperature", { temperature: -1 }],
    ["messages.0.role", { messages: [{ role: "robot", content: "x" }] as never }],
    [
      "tool_choice",
      { tools: [weather], tool_choice: { type: "function" as const, function: { name: "no" } } },
    ],
  ])("a wrong %s is a bad request that names it", async (param, field) => {
    const failure = client().chat.completions.create({ ...ask, ...field });
    await expect(failure).rejects.toBeInstanceOf(OpenAI.BadRequestError);
    await expect(failure).rejects.toMatchObject({
      type: "invalid_request_error",
      param: expect.stringContaining(param.split(".")[0] ?? ""),
    });
  });

  test.each([
    ["web_search_options", { web_search_options: { search_context_size: "low" as const } }],
    ["audio", { modalities: ["audio" as const], audio: { voice: "alloy", format: "wav" as const } }],
  ])("the unsupported %s is refused by name", async (_name, field) => {
    const failure = client().chat.completions.create({ ...ask, ...field });
    await expect(failure).rejects.toBeInstanceOf(OpenAI.BadRequestError);
    await expect(failure).rejects.toMatchObject({ code: "unsupported_parameter" });
  });

  test("a wrong key is an authentication error, the right one is let in", async () => {
    const failure = openaiClient(server.lockedUrl, { apiKey: "another", fetch }).models.list();
    await expect(failure).rejects.toBeInstanceOf(OpenAI.AuthenticationError);
    expect(
      (await openaiClient(server.lockedUrl, { apiKey: SERVER_KEY, fetch }).models.list()).data,
    ).not.toEqual([]);
  });

  test("a body that is too large is refused as such", async () => {
    const failure = client().embeddings.create({ model: MODEL, input: "x".repeat(33 * 1024 * 1024) });
    await expect(failure).rejects.toMatchObject({ status: 413 });
  });
});

describe("a client that leaves", () => {
  const endless = { ...ask, model: ENDLESS_MODEL, max_completion_tokens: null };

  test("its stream frees the slot", async () => {
    await server.expectCancelled(async () => {
      const stream = await client().chat.completions.create({ ...endless, stream: true });
      for await (const chunk of stream) if (chunk.choices[0]?.delta.content) break;
    });
  });

  test("the stream helper by abort frees the slot", async () => {
    await server.expectCancelled(async () => {
      const stream = client().chat.completions.stream(endless);
      stream.once("content", () => stream.abort());
      await expect(stream.done()).rejects.toBeInstanceOf(OpenAI.APIUserAbortError);
    });
  });

  test("before a whole answer is there frees the slot", async () => {
    const controller = new AbortController();
    await server.expectCancelled(async () => {
      const answer = client().chat.completions.create(endless, { signal: controller.signal });
      const failure = expect(answer).rejects.toBeInstanceOf(OpenAI.APIUserAbortError);
      await server.begun();
      controller.abort();
      await failure;
    });
    // nothing of that answer crossed the wire
    await client().models.list();
  });
});
