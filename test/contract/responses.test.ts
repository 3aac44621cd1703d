import type OpenAI from "openai";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { asObject, at, getJson, post, postJson, textAt } from "../helpers/http-client.ts";
import { type RealServer, startRealServer } from "../helpers/real-server.ts";
import { checkResponseStream, readResponseStream } from "../helpers/response-stream.ts";
import { openaiClient } from "../helpers/sdk-clients.ts";

let server: RealServer;
let responses: OpenAI.Responses;
beforeAll(async () => {
  server = await startRealServer({ modelPath: inject("tinyModelPath") });
  responses = openaiClient(server.url).responses;
});
afterAll(() => server.close());

const input = "hello there";
const greedy = { temperature: 0, max_output_tokens: 12 };

test("a response says what a chat completion says, streamed or not", async () => {
  const chat = await postJson(`${server.url}/v1/chat/completions`, {
    messages: [{ role: "user", content: input }],
    temperature: 0,
    max_tokens: 12,
  });
  const said = textAt(chat, "choices", 0, "message", "content");
  const response = await responses.create({ model: "tiny", input, ...greedy });
  expect(response).toMatchObject({ output_text: said, status: "incomplete" });
  expect(response.usage?.output_tokens).toBe(12);
  expect(response.usage?.input_tokens).toBe(at(chat, "usage", "prompt_tokens"));
  const { text } = await post(`${server.url}/v1/responses`, { input, ...greedy, stream: true });
  const streamed = checkResponseStream(readResponseStream(text));
  expect(at(streamed, "output", 0, "content", 0, "text")).toBe(said);
});

test("a response that goes on has the whole conversation before it", async () => {
  const first = await responses.create({ model: "tiny", input, ...greedy });
  const next = await responses.create({
    model: "tiny",
    input: "and then",
    previous_response_id: first.id,
    ...greedy,
  });
  const spelled = await responses.create({
    model: "tiny",
    input: [
      { role: "user", content: input },
      { role: "assistant", content: first.output_text },
      { role: "user", content: "and then" },
    ],
    ...greedy,
  });
  expect(next.usage?.input_tokens).toBe(spelled.usage?.input_tokens);
  expect(next.output_text).toBe(spelled.output_text);
});

test("log probabilities and a form of the answer hold for responses too", async () => {
  const response = await responses.create({
    model: "tiny",
    input,
    ...greedy,
    top_logprobs: 2,
    include: ["message.output_text.logprobs"],
  });
  expect(at(response, "output", 0, "content", 0, "logprobs")).toHaveLength(12);
  const body = { input, regex: "ab+c", temperature: 0, max_output_tokens: 40 };
  const formed = await postJson(`${server.url}/v1/responses`, body);
  expect(textAt(formed, "output", 0, "content", 0, "text")).toMatch(/^ab+/u);
});

test("a conversation that is too long is refused, and is shortened where the client wants that", async () => {
  const turns = Array.from({ length: 40 }, () => ({ role: "user", content: "once upon a time there was" }));
  const refused = await post(`${server.url}/v1/responses`, { input: turns, ...greedy });
  expect([refused.status, at(asObject(refused.text), "error", "code")]).toEqual([
    400,
    "context_length_exceeded",
  ]);
  const cut = await postJson(`${server.url}/v1/responses`, { input: turns, ...greedy, truncation: "auto" });
  expect(cut).toMatchObject({ object: "response", truncation: "auto", usage: { output_tokens: 12 } });
});

test("a response in the background ends while nobody waits for it", async () => {
  const { id } = await responses.create({ model: "tiny", input, ...greedy, background: true });
  const response = await responses.stream({ response_id: id }).finalResponse();
  expect(response.status).toBe("incomplete");
  expect(await getJson(`${server.url}/v1/responses/${id}`)).toMatchObject({ id, status: "incomplete" });
});

test("a server that stops lets a response in the background end, and shows it until it is gone", async () => {
  const stopping = await startRealServer({ modelPath: inject("tinyModelPath") });
  try {
    const ask = { input, ...greedy, background: true };
    const id = textAt(await postJson(`${stopping.url}/v1/responses`, ask), "id");
    const stream = await fetch(`${stopping.url}/v1/responses/${id}?stream=true`);
    const reader = stream.body?.getReader();
    let text = "";
    const read = async (): Promise<boolean> => {
      const { done, value } = (await reader?.read()) ?? { done: true };
      text += new TextDecoder().decode(value);
      return !done;
    };
    while (!text.includes("response.output_text.delta") && (await read()));
    const drained = stopping.service.drain();
    while (await read());
    await drained;
    expect(checkResponseStream(readResponseStream(text))).toMatchObject({ status: "incomplete" });
    expect(await getJson(`${stopping.url}/v1/responses/${id}`)).toMatchObject({ status: "incomplete" });
    const refused = await post(`${stopping.url}/v1/responses`, ask);
    expect([refused.status, at(asObject(refused.text), "error", "code")]).toEqual([503, "shutting_down"]);
  } finally {
    await stopping.close();
  }
});

test("the answers are as the OpenAPI document describes them", async () => {
  const document = await getJson(`${server.url}/openapi.json`);
  const operations = at(document, "paths", "/v1/responses/{id}");
  expect(Object.keys(typeof operations === "object" ? (operations ?? {}) : {}).sort()).toEqual([
    "delete",
    "get",
  ]);
  const body = at(
    document,
    "paths",
    "/v1/responses",
    "post",
    "requestBody",
    "content",
    "application/json",
    "schema",
  );
  expect(at(body, "properties", "input", "type")).toEqual(["string", "array", "null"]);
  expect(at(body, "properties", "tool_choice", "type")).toEqual(["string", "object", "null"]);
  expect(at(body, "required") ?? []).toEqual([]);
});
