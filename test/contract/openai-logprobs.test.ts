import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { z } from "zod";
import type { TokenCandidate, TokenLogprob } from "../../src/core/token-logprob.ts";
import { endedByDone } from "../helpers/every-route.ts";
import { asObject, post, postJson, textAt } from "../helpers/http-client.ts";
import { type RealServer, startRealServer } from "../helpers/real-server.ts";
import { createScriptedApp } from "../helpers/scripted-app.ts";
import { openaiClient } from "../helpers/sdk-clients.ts";

/*
 * Written from OpenAI's published description of its API, apart from the server's own schemas.
 * https://github.com/openai/openai-openapi
 */
const chatCandidate = z.strictObject({
  token: z.string(),
  logprob: z.number().max(0),
  bytes: z.array(z.int().min(0).max(255)).nullable(),
});
const chatLogprobs = z.strictObject({
  content: z.array(chatCandidate.extend({ top_logprobs: z.array(chatCandidate).max(20) })).nullable(),
  refusal: z.array(z.never()).nullable(),
});
const completionLogprobs = z
  .strictObject({
    tokens: z.array(z.string()),
    token_logprobs: z.array(z.number().max(0)),
    top_logprobs: z.array(z.record(z.string(), z.number().max(0))),
    text_offset: z.array(z.int().nonnegative()),
  })
  .refine(({ tokens, ...lists }) => Object.values(lists).every(({ length }) => length === tokens.length));

/** The same with null for what the first token of a prompt does not have, as OpenAI answered `echo` with `logprobs`. */
const echoedLogprobs = z.strictObject({
  tokens: z.array(z.string()),
  token_logprobs: z.array(z.number().max(0).nullable()),
  top_logprobs: z.array(z.record(z.string(), z.number().max(0)).nullable()),
  text_offset: z.array(z.int().nonnegative()),
});

function candidate(text: string, logprob: number): TokenCandidate {
  return { token: text.length, text, bytes: [...Buffer.from(text)], logprob };
}

/** As many tokens as the text has pieces, each with `count` candidates. */
function tokens(count: number, ...texts: readonly string[]): readonly TokenLogprob[] {
  return texts.map((text) => {
    const chosen = candidate(text, -0.25);
    const others = Array.from({ length: 20 }, (_, index) => candidate(`${text}${index}`, -2 - index));
    return { ...chosen, top: [chosen, ...others].slice(0, count) };
  });
}

/** The official client of a server whose engine answers "Grüße!" in four tokens, the second without a text of its own. */
async function clientOfScript() {
  const scripted = await createScriptedApp();
  scripted.service.script = {
    pieces: ({ options }) => {
      const entries = (...texts: readonly string[]) =>
        typeof options.logprobs === "number" ? { logprobs: tokens(options.logprobs, ...texts) } : {};
      return [
        { text: "Gr", ...entries("Gr") },
        { text: "", ...entries("ü") },
        { text: "üße!", ...entries("ße", "!") },
      ];
    },
  };
  const client = openaiClient(await scripted.listen());
  return { client, service: scripted.service };
}

const chat = { model: "tiny", messages: [{ role: "user" as const, content: "Hi" }] };
const completion = { model: "tiny", prompt: "Hi" };

describe("log probabilities of a chat have OpenAI's published form", () => {
  const asked = { ...chat, logprobs: true, top_logprobs: 3, n: 2 };

  test("in one answer", async () => {
    const { client } = await clientOfScript();
    const { choices } = await client.chat.completions.create(asked);
    expect(choices).toHaveLength(2);
    for (const choice of choices) {
      const content = chatLogprobs.parse(choice.logprobs).content ?? [];
      expect(content.map(({ token }) => token).join("")).toBe(choice.message.content);
      expect(content.every(({ top_logprobs }) => top_logprobs.length === 3)).toBe(true);
    }
  });

  test("in the chunks of a stream, which the SDK puts together", async () => {
    const { client } = await clientOfScript();
    for await (const chunk of await client.chat.completions.create({ ...asked, stream: true })) {
      for (const { logprobs, delta } of chunk.choices) {
        if (logprobs) chatLogprobs.parse(logprobs);
        else expect(delta.content ?? "").toBe("");
      }
    }
    const final = await client.chat.completions.stream(asked).finalChatCompletion();
    for (const { logprobs, message } of final.choices) {
      const content = chatLogprobs.parse(logprobs).content ?? [];
      expect(content.map(({ token }) => token).join("")).toBe(message.content);
    }
  });

  test("without alternatives where none are asked for", async () => {
    const { client } = await clientOfScript();
    const { choices } = await client.chat.completions.create({ ...chat, logprobs: true });
    const content = chatLogprobs.parse(choices[0]?.logprobs).content ?? [];
    expect(content.map(({ top_logprobs }) => top_logprobs)).toEqual([[], [], [], []]);
  });

  test("are refused with alternatives alone", async () => {
    const { client } = await clientOfScript();
    const failure = client.chat.completions.create({ ...chat, top_logprobs: 3 });
    await expect(failure).rejects.toMatchObject({ status: 400, param: "top_logprobs" });
  });
});

describe("log probabilities of a completion have the published older form", () => {
  test("in one answer", async () => {
    const { client } = await clientOfScript();
    const { choices } = await client.completions.create({ ...completion, logprobs: 2 });
    const logprobs = completionLogprobs.parse(choices[0]?.logprobs);
    expect(logprobs).toEqual({
      tokens: ["Gr", "ü", "ße", "!"],
      token_logprobs: [-0.25, -0.25, -0.25, -0.25],
      top_logprobs: ["Gr", "ü", "ße", "!"].map((text) => ({ [text]: -0.25, [`${text}0`]: -2 })),
      text_offset: [0, 2, 3, 5],
    });
  });

  test("in the chunks of a stream, whose places go on", async () => {
    const { client } = await clientOfScript();
    const offsets: number[] = [];
    for await (const chunk of await client.completions.create({ ...completion, logprobs: 0, stream: true })) {
      const { logprobs } = chunk.choices[0] ?? {};
      if (logprobs) offsets.push(...completionLogprobs.parse(logprobs).text_offset);
    }
    expect(offsets).toEqual([0, 2, 3, 5]);
  });

  test("are refused together with echo in a stream", async () => {
    const { client } = await clientOfScript();
    const failure = client.completions.create({ ...completion, logprobs: 1, echo: true, stream: true });
    await expect(failure).rejects.toMatchObject({ code: "unsupported_parameter", param: "stream" });
  });
});

describe("log probabilities of an echoed prompt", () => {
  let server: RealServer;
  beforeAll(async () => {
    server = await startRealServer({ modelPath: inject("tinyModelPath") });
  });
  afterAll(() => server.close());
  const ask = async (prompt: string | string[] | number[], n = 1) => {
    const asked = { model: "tiny", prompt, n, temperature: 0, max_tokens: 4, logprobs: 2, echo: true };
    const { choices, usage } = await openaiClient(server.url).completions.create(asked);
    return choices.map(({ text, logprobs }) => ({ text, usage, ...echoedLogprobs.parse(logprobs) }));
  };

  test("come before the answer's, the first one null", async () => {
    const [answer] = await ask("once upon");
    const { text, usage, ...lists } = answer ?? expect.unreachable();
    expect(text.startsWith("once upon")).toBe(true);
    // the begin token and the space before the first word are no part of the text
    expect(lists.tokens.slice(0, 4)).toEqual(["<s>", " ", "o", "n"]);
    expect(lists.text_offset.slice(0, 4)).toEqual([0, 0, 0, 1]);
    expect(lists.tokens.slice(2).join("")).toBe(text);
    for (const [index, token] of lists.tokens.entries()) {
      if (index >= 2) expect(text.startsWith(token, lists.text_offset[index])).toBe(true);
    }
    expect(lists.tokens).toHaveLength(usage?.total_tokens ?? 0);
    expect([lists.token_logprobs.indexOf(null), lists.token_logprobs.lastIndexOf(null)]).toEqual([0, 0]);
    expect([lists.top_logprobs.indexOf(null), lists.top_logprobs.lastIndexOf(null)]).toEqual([0, 0]);
  });

  test("are the same for its token ids, and for each of several answers and prompts", async () => {
    const { tokens } = await postJson(`${server.url}/tokenize`, { content: "once upon", add_special: true });
    const [byText, again, other] = await ask(["once upon", "a"], 2);
    // computed in other steps, and so rounded otherwise
    const near = byText?.token_logprobs.map((logprob) => logprob && expect.closeTo(logprob, 1));
    expect(again).toMatchObject({ text: byText?.text, tokens: byText?.tokens, token_logprobs: near });
    expect(other?.tokens.slice(0, 3)).toEqual(["<s>", " ", "a"]);
    const [byTokens] = await ask(z.array(z.int()).parse(tokens));
    expect(byTokens).toMatchObject({ tokens: byText?.tokens, token_logprobs: near });
    expect(byTokens?.text).toBe(` ${byText?.text}`);
  });
});

describe("a prompt without an answer, as evaluation harnesses ask for", () => {
  let server: RealServer;
  beforeAll(async () => {
    server = await startRealServer({ modelPath: inject("tinyModelPath") });
  });
  afterAll(() => server.close());
  const ask = (fields: object) =>
    postJson(`${server.url}/v1/completions`, {
      prompt: "once upon",
      max_tokens: 0,
      temperature: 0,
      ...fields,
    });

  test("is given back with the log probabilities of its tokens alone", async () => {
    const scored = await ask({ echo: true, logprobs: 2 });
    const longer = await ask({ echo: true, logprobs: 2, max_tokens: 1 });
    const listsOf = (answer: object) =>
      z
        .object({ choices: z.array(z.object({ text: z.string(), logprobs: echoedLogprobs })) })
        .parse(answer)
        .choices.map(({ logprobs }) => logprobs);
    expect(scored).toMatchObject({
      choices: [{ text: "once upon", finish_reason: "length" }],
      usage: { prompt_tokens: 11, completion_tokens: 0, total_tokens: 11 },
    });
    expect(listsOf(scored)[0]?.tokens).toHaveLength(11);
    // one of them more was computed beside, and so rounded otherwise
    expect(listsOf(longer)[0]?.tokens.slice(0, -1)).toEqual(listsOf(scored)[0]?.tokens);
    expect(listsOf(longer)[0]?.token_logprobs.slice(1, -1)).toEqual(
      listsOf(scored)[0]
        ?.token_logprobs.slice(1)
        .map((logprob) => expect.closeTo(logprob ?? 0, 1)),
    );
  });

  test("has an empty text without echo, in a stream too, and for each of several prompts", async () => {
    expect(await ask({ prompt: "once", n: 2 })).toMatchObject({
      choices: [
        { text: "", finish_reason: "length", logprobs: null },
        { text: "", finish_reason: "length", logprobs: null },
      ],
    });
    const { text } = await post(`${server.url}/v1/completions`, {
      prompt: "once",
      max_tokens: 0,
      echo: true,
      stream: true,
    });
    const chunks = endedByDone(text).map(asObject);
    expect(chunks.map((chunk) => textAt(chunk, "choices", 0, "text")).join("")).toBe("once");
    expect(chunks.at(-1)).toMatchObject({ choices: [{ finish_reason: "length" }] });
  });

  test("is computed for the answers to come", async () => {
    const prompt = "once upon a time there was a prompt that was known";
    await ask({ prompt });
    const answer = await ask({ prompt, max_tokens: 1 });
    expect(answer).toMatchObject({ usage: { prompt_tokens_details: { cached_tokens: 51 } } });
  });
});

test("the SDK's forms of the answer reach the engine", async () => {
  const { client, service } = await clientOfScript();
  const schema = { type: "object", properties: { a: { type: "integer" } }, required: ["a"] };
  await client.chat.completions.create({
    ...chat,
    response_format: { type: "json_schema", json_schema: { name: "answer", strict: true, schema } },
  });
  await client.chat.completions.create({ ...chat, response_format: { type: "json_object" } });
  await client.chat.completions.create({ ...chat, logit_bias: { "5": -100 } });
  expect(service.requests.map(({ options }) => options.outputFormat)).toEqual([
    { kind: "json-schema", schema },
    { kind: "json-object" },
    undefined,
  ]);
  expect(service.requests[2]?.options.logitBias).toEqual([{ token: 5, bias: -100 }]);
});
