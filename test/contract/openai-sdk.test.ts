import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { eventually } from "../helpers/eventually.ts";
import { getJson, numberAt } from "../helpers/http-client.ts";
import { type RealServer, startRealServer } from "../helpers/real-server.ts";
import { openaiClient } from "../helpers/sdk-clients.ts";
import { writeTinyModel } from "../helpers/tiny-model.ts";

/** Many seconds of work, so that what ends such an answer early is never the answer itself. */
const LONG_CONTEXT = 65_536;

const folder = mkdtempSync(join(tmpdir(), "shimmy-contract-"));
let server: RealServer;
let client: OpenAI;

beforeAll(async () => {
  await writeTinyModel(join(folder, "long.gguf"), { contextLength: LONG_CONTEXT });
  server = await startRealServer({
    modelPath: inject("tinyModelPath"),
    models: { long: join(folder, "long.gguf") },
    config: { maxContextLength: LONG_CONTEXT, slots: 2 },
  });
  client = openaiClient(server.url);
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

const messages = [{ role: "user" as const, content: "hello there" }];
const ask = { model: "tiny", messages, temperature: 0, max_tokens: 12 };
const prompt = { model: "tiny", prompt: "once upon a time", temperature: 0, max_tokens: 12 };
const endless = { model: "long", messages, stream: true as const };

async function greedyAnswer(): Promise<string> {
  const { choices } = await client.chat.completions.create(ask);
  return choices[0]?.message.content ?? "";
}

describe("models", () => {
  test("are listed and retrieved", async () => {
    const names: string[] = [];
    for await (const model of client.models.list()) names.push(model.id);
    expect(names).toEqual(["long", "tiny"]);
    expect(await client.models.retrieve("tiny")).toMatchObject({ id: "tiny", object: "model" });
  });
});

describe("chat completions", () => {
  test("answer with text, a true reason and true counts", async () => {
    const completion = await client.chat.completions.create(ask);
    const text = completion.choices[0]?.message.content ?? "";
    expect(completion.choices[0]?.finish_reason).toBe("length");
    // Every token of the tiny model that is no control token is one letter.
    expect(text).toHaveLength(12);
    const { usage } = completion;
    expect(usage?.completion_tokens).toBe(12);
    expect(usage?.total_tokens).toBe(12 + (usage?.prompt_tokens ?? 0));
    const longer = await client.chat.completions.create({
      ...ask,
      messages: [{ role: "user", content: "hello there abcd" }],
    });
    expect(longer.usage?.prompt_tokens).toBe((usage?.prompt_tokens ?? 0) + " abcd".length);
  });

  test("stream the same text, with the counts last when asked for", async () => {
    const stream = await client.chat.completions.create({
      ...ask,
      stream: true,
      stream_options: { include_usage: true },
    });
    let text = "";
    const reasons: unknown[] = [];
    const counts: unknown[] = [];
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta.content ?? "";
      if (chunk.choices[0]?.finish_reason) reasons.push(chunk.choices[0].finish_reason);
      counts.push(chunk.usage?.completion_tokens ?? null);
    }
    expect(text).toBe(await greedyAnswer());
    expect(reasons).toEqual(["length"]);
    expect(counts.pop()).toBe(12);
    expect(new Set(counts)).toEqual(new Set([null]));
  });

  test("satisfy the SDK's own reader of streams", async () => {
    const runner = client.chat.completions.stream({ ...ask, stream_options: { include_usage: true } });
    const final = await runner.finalChatCompletion();
    expect(final.choices[0]).toMatchObject({
      finish_reason: "length",
      message: { role: "assistant", content: await greedyAnswer() },
    });
    expect(final.usage?.completion_tokens).toBe(12);
  });

  test("heed a stop text, which is no part of the answer", async () => {
    const whole = await greedyAnswer();
    const stop = whole.slice(4, 7);
    const { choices } = await client.chat.completions.create({ ...ask, stop: [stop, "never written"] });
    expect(choices[0]?.message.content).toBe(whole.slice(0, whole.indexOf(stop)));
    expect(choices[0]?.finish_reason).toBe("stop");
  });

  test("repeat themselves for a seed, and only for it", async () => {
    const random = { ...ask, temperature: 2, top_p: 1, max_tokens: 32 };
    const answer = async (seed?: number) =>
      (await client.chat.completions.create({ ...random, seed: seed ?? null })).choices[0]?.message.content;
    expect(await answer(5)).toBe(await answer(5));
    expect(await answer(5)).not.toBe(await answer(6));
    expect(await answer()).not.toBe(await answer());
  });

  test("take the newer name of the bound", async () => {
    const { usage } = await client.chat.completions.create({
      ...ask,
      max_tokens: null,
      max_completion_tokens: 5,
    });
    expect(usage?.completion_tokens).toBe(5);
  });

  test("run to the end of the context without a bound", async () => {
    const { choices, usage } = await client.chat.completions.create({ ...ask, max_tokens: null });
    expect(usage?.total_tokens).toBe(512);
    expect(choices[0]?.finish_reason).toBe("length");
  });
});

describe("completions", () => {
  test("continue a text, as JSON and as a stream", async () => {
    const { choices, usage } = await client.completions.create(prompt);
    expect(choices[0]).toMatchObject({ finish_reason: "length", index: 0 });
    // The begin token and a space come before the letters.
    expect(usage).toMatchObject({ prompt_tokens: 18, completion_tokens: 12, total_tokens: 30 });

    const stream = await client.completions.create({
      ...prompt,
      stream: true,
      stream_options: { include_usage: true },
    });
    let text = "";
    let streamed: unknown;
    for await (const chunk of stream) {
      text += chunk.choices[0]?.text ?? "";
      streamed = chunk.usage ?? streamed;
    }
    expect(text).toBe(choices[0]?.text);
    // the second finds the first one's prompt computed
    const { prompt_tokens_details: details, ...counts } = usage ?? {};
    expect(streamed).toMatchObject(counts);
    expect(details?.cached_tokens).toBeLessThan(2);
  });
});

describe("several answers", () => {
  const wish = { ...ask, temperature: 2, top_p: 1, max_tokens: 24, seed: 11 };

  test("differ, and count the prompt once", async () => {
    const { choices, usage } = await client.chat.completions.create({ ...wish, n: 3 });
    const alone = await client.chat.completions.create(wish);
    expect(choices.map(({ index }) => index)).toEqual([0, 1, 2]);
    expect(new Set(choices.map(({ message }) => message.content)).size).toBe(3);
    expect(usage?.prompt_tokens).toBe(alone.usage?.prompt_tokens);
    expect(usage?.completion_tokens).toBe(72);
  });

  test("satisfy the SDK's own reader of streams", async () => {
    const final = await client.chat.completions.stream({ ...ask, n: 2 }).finalChatCompletion();
    const answer = await greedyAnswer();
    expect(final.choices.map(({ message }) => message.content)).toEqual([answer, answer]);
  });

  test("of more than there are slots come all the same", async () => {
    const { choices } = await client.chat.completions.create({ ...ask, n: 16, max_tokens: 4 });
    expect(new Set(choices.map(({ message }) => message.content?.length))).toEqual(new Set([4]));
    expect(choices).toHaveLength(16);
  });

  test("to several prompts keep their order, with the prompts before them when echoed", async () => {
    const prompts = ["once upon a time", "hello there"];
    const { choices, usage } = await client.completions.create({
      ...prompt,
      prompt: prompts,
      n: 2,
      echo: true,
    });
    expect(choices.map(({ index }) => index)).toEqual([0, 1, 2, 3]);
    const alone = await Promise.all(
      prompts.map((text) => client.completions.create({ ...prompt, prompt: text })),
    );
    const texts = alone.map((answer, index) => `${prompts[index]}${answer.choices[0]?.text}`);
    expect(choices.map(({ text }) => text)).toEqual([texts[0], texts[0], texts[1], texts[1]]);
    const promptTokens = alone.map((answer) => answer.usage?.prompt_tokens ?? 0);
    expect(usage?.prompt_tokens).toBe((promptTokens[0] ?? 0) + (promptTokens[1] ?? 0));
  });

  test("are all refused when one prompt is too long", async () => {
    const failure = client.completions.create({ ...prompt, prompt: ["a", "a".repeat(600)] });
    await expect(failure).rejects.toMatchObject({ code: "context_length_exceeded" });
  });

  test("are all given up when the client leaves", async () => {
    const running = async () => numberAt(await getJson(`${server.url}/api/models/long/status`), "running");
    const stream = await client.chat.completions.create({ ...endless, n: 2 });
    const seen = new Set<number>();
    for await (const chunk of stream) {
      for (const { index, delta } of chunk.choices) if (delta.content) seen.add(index);
      if (seen.size === 2) break;
    }
    expect(await eventually(running, (count) => count === 0)).toBe(0);
  });
});

describe("errors", () => {
  test("a prompt longer than the context is a bad request with both counts", async () => {
    const failure = client.completions.create({ ...prompt, prompt: "a".repeat(600) });
    await expect(failure).rejects.toBeInstanceOf(OpenAI.BadRequestError);
    await expect(failure).rejects.toMatchObject({
      status: 400,
      code: "context_length_exceeded",
      type: "invalid_request_error",
      param: "prompt",
      message: expect.stringMatching(/602.*512/s),
    });
  });

  test("an unknown model is not found", async () => {
    const failure = client.chat.completions.create({ ...ask, model: "tinny" });
    await expect(failure).rejects.toBeInstanceOf(OpenAI.NotFoundError);
    await expect(failure).rejects.toMatchObject({
      code: "model_not_found",
      param: "model",
      message: expect.stringContaining('Did you mean "tiny"?'),
    });
    await expect(client.models.retrieve("tinny")).rejects.toBeInstanceOf(OpenAI.NotFoundError);
  });

  test("a value out of range names its field", async () => {
    const failure = client.chat.completions.create({ ...ask, temperature: -1 });
    await expect(failure).rejects.toBeInstanceOf(OpenAI.BadRequestError);
    await expect(failure).rejects.toMatchObject({ code: "invalid_request", param: "temperature" });
  });

  test.each([
    ["functions", { functions: [{ name: "f" }] }],
    ["function_call", { function_call: { name: "f" } }],
    ["verbosity", { verbosity: "low" as const }],
  ])("%s is refused by name rather than ignored", async (param, field) => {
    const failure = client.chat.completions.create({ ...ask, ...field });
    await expect(failure).rejects.toBeInstanceOf(OpenAI.BadRequestError);
    await expect(failure).rejects.toMatchObject({ code: "unsupported_parameter", param });
  });

  test("a wrong key is an authentication error, the right one is let in", async () => {
    const locked = await startRealServer({
      modelPath: inject("tinyModelPath"),
      config: { apiKey: "the-key-of-this-server" },
    });
    try {
      const failure = openaiClient(locked.url, { apiKey: "another-key" }).chat.completions.create(ask);
      await expect(failure).rejects.toBeInstanceOf(OpenAI.AuthenticationError);
      await expect(failure).rejects.toMatchObject({ status: 401, code: "unauthorized" });
      const { choices } = await openaiClient(locked.url, {
        apiKey: "the-key-of-this-server",
      }).chat.completions.create(ask);
      expect(choices[0]?.message.content).toHaveLength(12);
    } finally {
      await locked.close();
    }
  });
});

describe("a client that goes away", () => {
  const running = async (): Promise<number> =>
    numberAt(await getJson(`${server.url}/api/models/long/status`), "running");
  const slotIsFree = () => eventually(running, (count) => count === 0);

  test("by its abort controller frees the slot", async () => {
    const controller = new AbortController();
    const stream = await client.chat.completions.create(endless, { signal: controller.signal });
    let chunks = 0;
    for await (const _chunk of stream) {
      chunks += 1;
      if (chunks === 3) {
        expect(await running()).toBe(1);
        controller.abort();
      }
    }
    expect(await slotIsFree()).toBe(0);
  });

  test("by leaving the loop frees the slot", async () => {
    for await (const _chunk of await client.chat.completions.create(endless)) {
      expect(await running()).toBe(1);
      break;
    }
    expect(await slotIsFree()).toBe(0);
  });

  test("before an unstreamed answer is ready frees the slot", async () => {
    const controller = new AbortController();
    const answer = client.chat.completions.create(
      { ...endless, stream: false },
      { signal: controller.signal },
    );
    const failure = expect(answer).rejects.toBeInstanceOf(OpenAI.APIUserAbortError);
    await eventually(running, (count) => count === 1);
    controller.abort();
    await failure;
    expect(await slotIsFree()).toBe(0);
  });

  test("while it waits leaves the queue, and those with a slot go on", async () => {
    const streams = await Promise.all([0, 1].map(() => client.chat.completions.create(endless)));
    const controller = new AbortController();
    const waiting = client.chat.completions.create(endless, { signal: controller.signal });
    const failure = expect(waiting).rejects.toBeInstanceOf(OpenAI.APIUserAbortError);
    const queued = async () => numberAt(await getJson(`${server.url}/api/models/long/status`), "queued");
    await eventually(queued, (count) => count === 1);
    controller.abort();
    await failure;
    await eventually(queued, (count) => count === 0);
    expect(await running()).toBe(2);
    for (const stream of streams) stream.controller.abort();
    expect(await slotIsFree()).toBe(0);
  });
});

test("an engine that dies in the midst of a stream is an error in it, and the next request works", async () => {
  const stream = await client.chat.completions.create(endless);
  const read = async (): Promise<void> => {
    let killed = false;
    for await (const _chunk of stream) {
      if (killed) continue;
      killed = true;
      process.kill(numberAt(await getJson(`${server.url}/api/models/long/status`), "pid"), "SIGKILL");
    }
  };
  const failure = read();
  await expect(failure).rejects.toBeInstanceOf(OpenAI.APIError);
  await expect(failure).rejects.toMatchObject({ code: "engine_crashed", type: "server_error" });
  const { choices } = await client.chat.completions.create({ ...ask, model: "long" });
  expect(choices[0]?.message.content).toHaveLength(12);
});
