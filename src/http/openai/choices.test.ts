import { describe, expect, it } from "vitest";
import { z } from "zod";
import { createScriptedApp, readSse } from "../../../test/helpers/scripted-app.ts";
import { untilAborted } from "../../../test/helpers/scripted-service.ts";
import { ShimmyError } from "../../core/errors.ts";
import type { TokenLogprob } from "../../core/token-logprob.ts";
import { CHAT_RESPONSE } from "./chat-response.ts";
import { COMPLETION_RESPONSE } from "./completion-response.ts";

const MESSAGES = [{ role: "user", content: "Hi" }];
const CHAT = "/v1/chat/completions";
const COMPLETIONS = "/v1/completions";

const CHUNK_CHOICE = z.object({
  index: z.number(),
  delta: z.object({ content: z.string().optional() }).default({}),
  text: z.string().default(""),
  finish_reason: z.string().nullable(),
  logprobs: z
    .object({
      content: z.array(z.object({ token: z.string() })).default([]),
      text_offset: z.array(z.number()).default([]),
    })
    .nullable(),
});

async function post(url: string, payload: object) {
  const scripted = await createScriptedApp();
  const response = await scripted.app.inject({ method: "POST", url, payload });
  return { ...scripted, response };
}

/** The choices of all chunks of a stream. */
function choicesOf(body: string): z.output<typeof CHUNK_CHOICE>[] {
  return readSse(body).events.flatMap(({ choices }) => z.array(CHUNK_CHOICE).parse(choices));
}

/** A token of the answer with one alternative, as an engine reports it. */
function token(text: string, logprob: number): TokenLogprob {
  const entry = { token: 7, text, bytes: [...Buffer.from(text)], logprob };
  return { ...entry, top: [entry, { token: 8, text: "z", bytes: [122], logprob: logprob - 1 }] };
}

/** Three tokens, of which the second gives no text of its own. */
const PIECES_WITH_LOGPROBS = [
  { text: "H", logprobs: [token("H", -0.1)] },
  { text: "", logprobs: [token("i", -0.2)] },
  { text: "" },
  { text: "i!", logprobs: [token("!", -0.3)] },
];

describe("several answers", () => {
  it("come as choices of one answer, the prompt counted once", async () => {
    const { response, service } = await post(CHAT, { messages: MESSAGES, n: 3, seed: 8 });
    const body = CHAT_RESPONSE.strict().parse(response.json());
    expect(body.choices.map(({ index }) => index)).toEqual([0, 1, 2]);
    expect(body.choices.every(({ message }) => message.content === "Hello world")).toBe(true);
    expect(body.usage).toMatchObject({ prompt_tokens: 5, completion_tokens: 6, total_tokens: 11 });
    expect(body.seed).toBe(8);
    expect(service.requests.map(({ options }) => options.seed)).toEqual([8, 9, 10]);
  });

  it("interleave in a stream, each with its index, role and reason, the counts once", async () => {
    const payload = { messages: MESSAGES, n: 2, stream: true, stream_options: { include_usage: true } };
    const { body } = (await post(CHAT, payload)).response;
    const { events, done } = readSse(body);
    expect(done).toBe(true);
    expect(
      choicesOf(body).map(({ index, delta, finish_reason }) => [index, delta.content, finish_reason]),
    ).toEqual([
      [0, "", null],
      [1, "", null],
      [0, "Hello", null],
      [1, "Hello", null],
      [0, " world", null],
      [1, " world", null],
      [0, undefined, "stop"],
      [1, undefined, "stop"],
    ]);
    expect(events.at(-1)).toMatchObject({
      choices: [],
      usage: { prompt_tokens: 5, completion_tokens: 4, total_tokens: 9 },
    });
    expect(events.filter(({ usage }) => usage)).toHaveLength(1);
  });

  it("end with one error frame when one of them fails", async () => {
    const { app, service } = await createScriptedApp();
    service.script = {
      pieces: async function* (request) {
        yield "Hel";
        if (request.requestId.endsWith(".1")) throw new ShimmyError("engine_crashed", "It crashed.");
        await untilAborted(request);
      },
    };
    const payload = { messages: MESSAGES, n: 3, stream: true };
    const { events, done } = readSse((await app.inject({ method: "POST", url: CHAT, payload })).body);
    expect(done).toBe(false);
    expect(events.at(-1)).toMatchObject({ error: { code: "engine_crashed" } });
    expect(events.filter((event) => "error" in event)).toHaveLength(1);
    expect(service.cancelled).toHaveLength(3);
  });

  it("are given to each of several prompts, which are echoed where asked for", async () => {
    const { app, service } = await createScriptedApp();
    service.script = {
      pieces: ({ input }) => [input.kind === "prompt" ? input.text.toUpperCase() : "?"],
    };
    const payload = { prompt: ["a", "b"], n: 2, echo: true };
    const body = (await app.inject({ method: "POST", url: COMPLETIONS, payload })).json();
    expect(
      COMPLETION_RESPONSE.strict()
        .parse(body)
        .choices.map(({ text }) => text),
    ).toEqual(["aA", "aA", "bB", "bB"]);
    expect(body.usage).toMatchObject({ prompt_tokens: 10, completion_tokens: 4 });
    const stream = await app.inject({
      method: "POST",
      url: COMPLETIONS,
      payload: { ...payload, stream: true },
    });
    const texts = ["", "", "", ""];
    for (const { index, text } of choicesOf(stream.body)) texts[index] += text;
    expect(texts).toEqual(["aA", "aA", "bB", "bB"]);
  });

  it("are given to prompts of token ids", async () => {
    const { response, service } = await post(COMPLETIONS, {
      prompt: [
        [1, 2],
        [3, 4],
      ],
    });
    expect(response.statusCode).toBe(200);
    expect(service.requests.map(({ input }) => input)).toEqual([
      { kind: "tokens", tokens: [1, 2] },
      { kind: "tokens", tokens: [3, 4] },
    ]);
  });
});

describe("log probabilities", () => {
  const asked = { messages: MESSAGES, logprobs: true, top_logprobs: 2 };

  it("stand beside a chat's answer", async () => {
    const { app, service } = await createScriptedApp();
    service.script = { pieces: () => PIECES_WITH_LOGPROBS };
    const body = (await app.inject({ method: "POST", url: CHAT, payload: asked })).json();
    const [choice] = CHAT_RESPONSE.strict().parse(body).choices;
    expect(choice?.message.content).toBe("Hi!");
    expect(choice?.logprobs?.content.map(({ token: text, logprob }) => [text, logprob])).toEqual([
      ["H", -0.1],
      ["i", -0.2],
      ["!", -0.3],
    ]);
    expect(choice?.logprobs?.content[0]).toEqual({
      token: "H",
      logprob: -0.1,
      bytes: [72],
      top_logprobs: [
        { token: "H", logprob: -0.1, bytes: [72] },
        { token: "z", logprob: -1.1, bytes: [122] },
      ],
    });
  });

  it("come with the chunks of a chat's stream, and no chunk comes for nothing", async () => {
    const { app, service } = await createScriptedApp();
    service.script = { pieces: () => PIECES_WITH_LOGPROBS };
    const payload = { ...asked, stream: true };
    const { body } = await app.inject({ method: "POST", url: CHAT, payload });
    const choices = choicesOf(body).slice(1, -1);
    expect(choices.map(({ delta, logprobs }) => [delta.content, logprobs?.content[0]?.token])).toEqual([
      ["H", "H"],
      ["", "i"],
      ["i!", "!"],
    ]);
  });

  it("have the older form in completions, streamed and not", async () => {
    const { app, service } = await createScriptedApp();
    service.script = { pieces: () => PIECES_WITH_LOGPROBS };
    const payload = { prompt: "a", logprobs: 2 };
    const body = (await app.inject({ method: "POST", url: COMPLETIONS, payload })).json();
    const { logprobs } = COMPLETION_RESPONSE.strict().parse(body).choices[0] ?? {};
    expect(logprobs).toEqual({
      tokens: ["H", "i", "!"],
      token_logprobs: [-0.1, -0.2, -0.3],
      top_logprobs: [
        { H: -0.1, z: -1.1 },
        { i: -0.2, z: -1.2 },
        { "!": -0.3, z: -1.3 },
      ],
      text_offset: [0, 1, 2],
    });
    const stream = await app.inject({
      method: "POST",
      url: COMPLETIONS,
      payload: { ...payload, stream: true },
    });
    const choices = choicesOf(stream.body);
    expect(choices.flatMap(({ logprobs: entry }) => entry?.text_offset ?? [])).toEqual([0, 1, 2]);
    expect(choices.at(-1)?.logprobs).toBeNull();
  });

  it("are null where nobody asked for them", async () => {
    expect((await post(CHAT, { messages: MESSAGES })).response.json().choices[0].logprobs).toBeNull();
    expect((await post(COMPLETIONS, { prompt: "a" })).response.json().choices[0].logprobs).toBeNull();
  });
});
