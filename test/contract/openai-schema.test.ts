import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { z } from "zod";
import { endedByDone } from "../helpers/every-route.ts";
import { asObject, getJson, type JsonObject, post, postJson } from "../helpers/http-client.ts";
import { type RealServer, startRealServer } from "../helpers/real-server.ts";

/*
 * Written from OpenAI's published description of its API, apart from the server's own schemas.
 * https://github.com/openai/openai-openapi. Fields beyond it are allowed, as OpenAI adds its own.
 */
const count = z.int().nonnegative();
const unixSeconds = z.int().min(1_000_000_000).max(9_999_999_999);

const model = z.object({
  id: z.string().min(1),
  object: z.literal("model"),
  created: unixSeconds,
  owned_by: z.string().min(1),
});
const modelList = z.object({ object: z.literal("list"), data: z.array(model) });

const usage = z
  .object({
    prompt_tokens: count,
    completion_tokens: count,
    total_tokens: count,
    prompt_tokens_details: z.object({ cached_tokens: count }).optional(),
    completion_tokens_details: z.object({ reasoning_tokens: count.optional() }).optional(),
  })
  .refine((counts) => counts.total_tokens === counts.prompt_tokens + counts.completion_tokens);

const chatReason = z.enum(["stop", "length", "tool_calls", "content_filter", "function_call"]);
const chatCompletion = z.object({
  id: z.string().startsWith("chatcmpl-"),
  object: z.literal("chat.completion"),
  created: unixSeconds,
  model: z.literal("tiny"),
  system_fingerprint: z.string().optional(),
  choices: z
    .array(
      z.object({
        index: z.literal(0),
        finish_reason: chatReason,
        logprobs: z.null(),
        message: z.object({
          role: z.literal("assistant"),
          content: z.string().nullable(),
          refusal: z.string().nullable(),
        }),
      }),
    )
    .length(1),
  usage,
});

const chunkHead = {
  id: z.string().startsWith("chatcmpl-"),
  object: z.literal("chat.completion.chunk"),
  created: unixSeconds,
  model: z.literal("tiny"),
  system_fingerprint: z.string().optional(),
};
const chatChunk = z.object({
  ...chunkHead,
  choices: z
    .array(
      z.object({
        index: z.literal(0),
        delta: z.strictObject({ role: z.literal("assistant").optional(), content: z.string().optional() }),
        finish_reason: chatReason.nullable(),
        logprobs: z.null().optional(),
      }),
    )
    .length(1),
  usage: z.null().optional(),
});
const chatUsageChunk = z.object({ ...chunkHead, choices: z.array(z.never()), usage });

const completionHead = {
  id: z.string().startsWith("cmpl-"),
  object: z.literal("text_completion"),
  created: unixSeconds,
  model: z.literal("tiny"),
  system_fingerprint: z.string().optional(),
};
const completionReason = z.enum(["stop", "length", "content_filter"]);
const completionChoice = z.object({
  index: z.literal(0),
  text: z.string(),
  logprobs: z.null(),
  finish_reason: completionReason,
});
const completion = z.object({ ...completionHead, choices: z.array(completionChoice).length(1), usage });
const completionChunk = z.object({
  ...completionHead,
  choices: z.array(completionChoice.extend({ finish_reason: completionReason.nullable() })).length(1),
  usage: z.null().optional(),
});
const completionUsageChunk = z.object({ ...completionHead, choices: z.array(z.never()), usage });

const error = z.object({
  error: z.object({
    message: z.string().min(1),
    type: z.string().min(1),
    param: z.string().nullable(),
    code: z.string().nullable(),
  }),
});

let server: RealServer;
beforeAll(async () => {
  server = await startRealServer({ modelPath: inject("tinyModelPath") });
});
afterAll(() => server.close());

const chatRequest = { messages: [{ role: "user", content: "hello" }], max_tokens: 6 };
const textRequest = { prompt: "once upon", max_tokens: 6 };
const withUsage = { stream: true, stream_options: { include_usage: true } };

async function chunksOf(path: string, body: object): Promise<readonly JsonObject[]> {
  return endedByDone((await post(server.url + path, body)).text).map(asObject);
}

function sameAnswer(chunks: readonly JsonObject[]): void {
  expect(new Set(chunks.map(({ id, created }) => `${id} ${created}`)).size).toBe(1);
}

describe("answers have OpenAI's published form", () => {
  test("models", async () => {
    const list = modelList.parse(await getJson(`${server.url}/v1/models`));
    expect(list.data).toHaveLength(1);
    expect(model.parse(await getJson(`${server.url}/v1/models/tiny`))).toEqual(list.data[0]);
  });

  test("a chat completion", async () => {
    const answer = chatCompletion.parse(await postJson(`${server.url}/v1/chat/completions`, chatRequest));
    expect(answer.usage.completion_tokens).toBe(6);
  });

  test("a completion", async () => {
    const answer = completion.parse(await postJson(`${server.url}/v1/completions`, textRequest));
    expect(answer.usage.completion_tokens).toBe(6);
  });
});

describe("every chunk of a stream has OpenAI's published form", () => {
  test("chat", async () => {
    const chunks = await chunksOf("/v1/chat/completions", { ...chatRequest, stream: true });
    const choices = chunks.map((chunk) => chatChunk.parse(chunk).choices[0]);
    expect(choices[0]?.delta).toEqual({ role: "assistant", content: "" });
    expect(choices.map((choice) => choice?.finish_reason ?? null).indexOf("length")).toBe(choices.length - 1);
    expect(chunks.every((chunk) => !("usage" in chunk))).toBe(true);
    sameAnswer(chunks);
  });

  test("chat with usage", async () => {
    const chunks = await chunksOf("/v1/chat/completions", { ...chatRequest, ...withUsage });
    const parsed = chunks.slice(0, -1).map((chunk) => chatChunk.parse(chunk));
    expect(parsed.every((chunk) => chunk.usage === null)).toBe(true);
    expect(chatUsageChunk.parse(chunks.at(-1)).usage.completion_tokens).toBe(6);
    sameAnswer(chunks);
  });

  test("completion, with and without usage", async () => {
    const chunks = await chunksOf("/v1/completions", { ...textRequest, ...withUsage });
    const parsed = chunks.slice(0, -1).map((chunk) => completionChunk.parse(chunk));
    expect(parsed.at(-1)?.choices[0]?.finish_reason).toBe("length");
    expect(completionUsageChunk.parse(chunks.at(-1)).usage.completion_tokens).toBe(6);
    sameAnswer(chunks);
    const plain = await chunksOf("/v1/completions", { ...textRequest, stream: true });
    expect(plain.map((chunk) => completionChunk.parse(chunk).usage)).not.toContain(null);
  });
});

describe("failures have OpenAI's published form", () => {
  test.each([
    ["a wrong field", 400, "/v1/chat/completions", { ...chatRequest, max_tokens: "many" }],
    ["an unsupported field", 400, "/v1/completions", { ...textRequest, best_of: 2 }],
    ["a too long prompt", 400, "/v1/completions", { prompt: "a".repeat(600) }],
    ["no JSON", 400, "/v1/completions", "{"],
    ["an unknown model", 404, "/v1/completions", { ...textRequest, model: "none" }],
    ["an unknown address", 404, "/v1/nothing", {}],
    ["a wrong method", 405, "/v1/models", {}],
  ])("%s", async (_what, status, path, body) => {
    const answer = await post(server.url + path, body);
    expect(answer.status).toBe(status);
    const { type, code } = error.parse(asObject(answer.text)).error;
    expect(type).toBe("invalid_request_error");
    expect(code).toMatch(/^[a-z_]+$/);
  });
});
