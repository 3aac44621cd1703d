import { createAnthropic } from "@ai-sdk/anthropic";
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import Anthropic from "@anthropic-ai/sdk";
import { generateText, type LanguageModel, streamText, tool } from "ai";
import OpenAI from "openai";
import { describe, expect, test } from "vitest";
import { ShimmyError } from "../../../src/core/errors.ts";
import type { AnswerPart, EndEvent } from "../../../src/core/generation-event.ts";
import { at } from "../../helpers/http-client.ts";
import { createScriptedApp } from "../../helpers/scripted-app.ts";
import { anthropicClient, ollamaClient, openaiClient } from "../../helpers/sdk-clients.ts";
import { recordClients } from "./client-server.ts";
import { WEATHER_INPUT, WEATHER_RESULT, WEATHER_SCHEMA, WEATHER_TOOL } from "./weather.ts";

/*
 * Answers that the trained model never gives, since it does not think: thoughts, a text and two calls; and answers that fail
 * on the way.
 */
const PARTS: readonly AnswerPart[] = [
  { type: "reasoning", text: "They ask " },
  { type: "reasoning", text: "for two." },
  { type: "text", text: "I " },
  { type: "text", text: "look." },
  { type: "tool-call", index: 0, id: "call_a1", name: "get_weather" },
  { type: "tool-arguments", index: 0, text: '{"city":' },
  { type: "tool-arguments", index: 0, text: ' "Rome"}' },
  { type: "tool-call", index: 1, id: "call_b2", name: "get_weather" },
  { type: "tool-arguments", index: 1, text: '{"city": "Oslo"}' },
];
const THOUGHTS = "They ask for two.";
const TEXT = "I look.";
const INPUTS = [{ city: "Rome" }, { city: "Oslo" }];
const END: EndEvent = {
  type: "end",
  finishReason: "tool-calls",
  usage: { promptTokens: 20, cachedTokens: 7, completionTokens: 11, reasoningTokens: 3 },
  timings: { queueMs: 0, promptMs: 1, generationMs: 2, draftTokens: 0, draftAcceptedTokens: 0 },
  seed: 1,
};

// what a provider does without for an unknown model is no fault of the server's
globalThis.AI_SDK_LOG_WARNINGS = false;

const recorder = recordClients();

/** Clients of a server whose every answer has these parts, and then ends or fails. */
async function clients(parts: readonly AnswerPart[], failure?: ShimmyError) {
  const scripted = await createScriptedApp();
  const { service } = scripted;
  const generate = service.generate.bind(service);
  service.generate = async (request) => ({ ...(await generate(request)), events: play(parts, failure) });
  const url = await scripted.listen();
  const baseURL = `${url}/v1`;
  const { fetch } = recorder;
  const shared = { apiKey: "any", fetch };
  return {
    openai: openaiClient(url, shared),
    anthropic: anthropicClient(url, shared),
    ollama: ollamaClient(url, shared),
    openaiCompatible: createOpenAICompatible({ name: "shimmy", baseURL, ...shared })("tiny"),
    aiAnthropic: createAnthropic({ baseURL, ...shared })("tiny"),
  };
}

async function* play(
  parts: readonly AnswerPart[],
  failure: ShimmyError | undefined,
): AsyncGenerator<AnswerPart | EndEvent, void, undefined> {
  yield* parts;
  if (failure !== undefined) throw failure;
  yield END;
}

const messages = [{ role: "user" as const, content: "The weather in Rome and Oslo?" }];
const functionTool = { type: "function" as const, function: { ...WEATHER_TOOL, parameters: WEATHER_SCHEMA } };
const chat = { model: "tiny", messages, tools: [functionTool] };
const responses = {
  model: "tiny",
  input: "The weather?",
  tools: [{ type: "function" as const, ...WEATHER_TOOL, parameters: WEATHER_SCHEMA, strict: true }],
};
const anthropicAsk = {
  model: "tiny",
  messages,
  max_tokens: 2048,
  thinking: { type: "enabled" as const, budget_tokens: 1024 },
  tools: [{ ...WEATHER_TOOL, input_schema: WEATHER_SCHEMA }],
};
const ollamaAsk = { model: "tiny", messages, tools: [functionTool], think: true };

describe("thoughts, a text and two calls", () => {
  test("in chat completions, whole and streamed", async () => {
    const { openai } = await clients(PARTS);
    const whole = await openai.chat.completions.create(chat);
    const final = await openai.chat.completions.stream(chat).finalChatCompletion();
    for (const { choices } of [whole, final]) {
      const [choice] = choices;
      expect(choice?.finish_reason).toBe("tool_calls");
      expect(choice?.message.content).toBe(TEXT);
      const calls = (choice?.message.tool_calls ?? []).filter((call) => call.type === "function");
      expect(calls.map((call) => JSON.parse(call.function.arguments))).toEqual(INPUTS);
      expect(calls.map(({ id }) => id)).toEqual(["call_a1", "call_b2"]);
    }
    expect(at(whole, "choices", 0, "message", "reasoning_content")).toBe(THOUGHTS);
    let thoughts = "";
    for await (const chunk of await openai.chat.completions.create({ ...chat, stream: true }))
      thoughts += at(chunk, "choices", 0, "delta", "reasoning_content") ?? "";
    expect(thoughts).toBe(THOUGHTS);
    expect(whole.usage?.completion_tokens_details?.reasoning_tokens).toBe(3);
  });

  test("in responses, whole and streamed", async () => {
    const { openai } = await clients(PARTS);
    const whole = await openai.responses.create(responses);
    const stream = openai.responses.stream(responses);
    let thoughts = "";
    stream.on("response.reasoning_text.delta", ({ delta }) => {
      thoughts += delta;
    });
    const final = await stream.finalResponse();
    const call = { type: "function_call", name: "get_weather", status: "completed" };
    for (const { output, output_text, usage } of [whole, final]) {
      expect(output).toMatchObject([
        { type: "reasoning", content: [{ type: "reasoning_text", text: THOUGHTS }] },
        { type: "message", content: [{ type: "output_text", text: TEXT }] },
        { ...call, call_id: "call_a1", arguments: '{"city": "Rome"}' },
        { ...call, call_id: "call_b2", arguments: '{"city": "Oslo"}' },
      ]);
      expect(output_text).toBe(TEXT);
      expect(usage?.output_tokens_details.reasoning_tokens).toBe(3);
    }
    expect(thoughts).toBe(THOUGHTS);
  });

  test("in messages, whole and streamed", async () => {
    const { anthropic } = await clients(PARTS);
    const whole = await anthropic.messages.create(anthropicAsk);
    const stream = anthropic.messages.stream(anthropicAsk);
    let thoughts = "";
    let signature = "";
    stream.on("thinking", (_delta, snapshot) => {
      thoughts = snapshot;
    });
    stream.on("signature", (given) => {
      signature = given;
    });
    const final = await stream.finalMessage();
    for (const { content, stop_reason } of [whole, final]) {
      expect(content).toMatchObject([
        { type: "thinking", thinking: THOUGHTS, signature },
        { type: "text", text: TEXT },
        { type: "tool_use", input: INPUTS[0] },
        { type: "tool_use", input: INPUTS[1] },
      ]);
      expect(stop_reason).toBe("tool_use");
    }
    expect(thoughts).toBe(THOUGHTS);
    expect(signature).not.toBe("");
  });

  test("in Ollama's chat, whole and streamed", async () => {
    const { ollama } = await clients(PARTS);
    const calls = INPUTS.map((input) => ({ function: { name: "get_weather", arguments: input } }));
    const { message } = await ollama.chat(ollamaAsk);
    expect(message).toMatchObject({ content: TEXT, thinking: THOUGHTS, tool_calls: calls });
    const joined = { content: "", thinking: "", tool_calls: [] as unknown[] };
    for await (const part of await ollama.chat({ ...ollamaAsk, stream: true })) {
      joined.content += part.message.content;
      joined.thinking += part.message.thinking ?? "";
      joined.tool_calls.push(...(part.message.tool_calls ?? []));
    }
    expect(joined).toMatchObject({ content: TEXT, thinking: THOUGHTS, tool_calls: calls });
  });

  test.each(["openaiCompatible", "aiAnthropic"] as const)(
    "in the AI SDK by %s, whole and streamed",
    async (of) => {
      const model: LanguageModel = (await clients(PARTS))[of];
      const ask = {
        model,
        messages,
        tools: { get_weather: tool({ inputSchema: WEATHER_INPUT, execute: () => WEATHER_RESULT }) },
        maxRetries: 0,
        providerOptions: { anthropic: { thinking: { type: "enabled" as const, budgetTokens: 1024 } } },
      };
      const whole = await generateText(ask);
      expect(whole).toMatchObject({ text: TEXT, reasoningText: THOUGHTS, finishReason: "tool-calls" });
      expect(whole.toolCalls.map(({ input }) => input)).toEqual(INPUTS);
      const streamed = streamText(ask);
      expect(await streamed.reasoningText).toBe(THOUGHTS);
      expect(await streamed.text).toBe(TEXT);
      expect((await streamed.toolCalls).map(({ input }) => input)).toEqual(INPUTS);
    },
  );
});

describe("an engine that dies on the way is an error of the client's own kind", () => {
  const crash = (): ShimmyError => new ShimmyError("engine_crashed", "The engine died.");
  const begun = PARTS.slice(2, 3);

  test("in chat completions", async () => {
    const { openai } = await clients(begun, crash());
    const dead = { code: "engine_crashed", message: expect.stringContaining("The engine died.") };
    const whole = openai.chat.completions.create(chat);
    await expect(whole).rejects.toBeInstanceOf(OpenAI.InternalServerError);
    await expect(whole).rejects.toMatchObject({ status: 502, ...dead });
    const streamed = openai.chat.completions.stream(chat).finalChatCompletion();
    await expect(streamed).rejects.toBeInstanceOf(OpenAI.OpenAIError);
    await expect(streamed).rejects.toThrow("The engine died.");
  });

  test("in responses, where a stream tells it as an event", async () => {
    const { openai } = await clients(begun, crash());
    await expect(openai.responses.create(responses)).rejects.toBeInstanceOf(OpenAI.InternalServerError);
    const events = [];
    for await (const event of await openai.responses.create({ ...responses, stream: true }))
      events.push(event);
    expect(["response.failed", "error"]).toContain(events.at(-1)?.type);
    expect(JSON.stringify(events.at(-1))).toContain("The engine died.");
  });

  test("in messages", async () => {
    const { anthropic } = await clients(begun, crash());
    const dead = { type: "api_error", message: expect.stringContaining("The engine died.") };
    const whole = anthropic.messages.create(anthropicAsk);
    await expect(whole).rejects.toBeInstanceOf(Anthropic.InternalServerError);
    await expect(whole).rejects.toMatchObject(dead);
    const streamed = anthropic.messages.stream(anthropicAsk).finalMessage();
    await expect(streamed).rejects.toBeInstanceOf(Anthropic.APIError);
    await expect(streamed).rejects.toMatchObject(dead);
  });

  test("in Ollama's chat", async () => {
    const { ollama } = await clients(begun, crash());
    await expect(ollama.chat(ollamaAsk)).rejects.toMatchObject({
      status_code: 502,
      message: "The engine died.",
    });
    const stream = await ollama.chat({ ...ollamaAsk, stream: true });
    const read = async (): Promise<void> => {
      for await (const _part of stream);
    };
    await expect(read()).rejects.toThrow("The engine died.");
  });

  test.each(["openaiCompatible", "aiAnthropic"] as const)("in the AI SDK by %s", async (of) => {
    const model: LanguageModel = (await clients(begun, crash()))[of];
    const errors: unknown[] = [];
    const { fullStream } = streamText({
      model,
      messages,
      maxRetries: 0,
      onError: ({ error }) => void errors.push(error),
    });
    const types: string[] = [];
    for await (const { type } of fullStream) types.push(type);
    expect(types).toContain("error");
    expect(JSON.stringify(errors) + String(errors[0])).toContain("The engine died.");
  });
});
