import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import fc from "fast-check";
import type OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ShimmyUniversalEngine, type UniversalModel } from "../../src/index.ts";
import { REPOSITORY } from "../helpers/built-command.ts";
import { postJson, textAt } from "../helpers/http-client.ts";
import { type RealServer, startRealServer } from "../helpers/real-server.ts";
import { openaiClient } from "../helpers/sdk-clients.ts";
import {
  REFERENCE_MAX_TOKENS,
  REFERENCE_TEXTS,
  type ReferenceText,
  TRAINED_MODEL_PATH,
} from "../helpers/trained-model.ts";

/** The text with lone halves of surrogate pairs replaced, as any encoding would. */
const wellFormed = (text: string): string => Buffer.from(text).toString();
const GREEDY = { temperature: 0, maxTokens: REFERENCE_MAX_TOKENS };

/** Those in which no choice is nearly a tie: sums of floating-point numbers depend a little on what else is in a batch. */
const CLEAR_TEXTS = REFERENCE_TEXTS.filter(({ smallestGap }) => smallestGap > 0.1);

function load(): Promise<UniversalModel> {
  const backend = { kind: "gguf", basePath: TRAINED_MODEL_PATH } as const;
  return new ShimmyUniversalEngine().load({ name: "trained", backend, threads: 1, device: "cpu" });
}

describe("llama-server's greedy texts", () => {
  let server: RealServer;
  beforeAll(async () => {
    server = await startRealServer({ builtinPath: TRAINED_MODEL_PATH, config: { slots: 20 } });
  });
  afterAll(() => server.close());

  async function overHttp({ input }: ReferenceText): Promise<string> {
    const more = { temperature: 0, max_tokens: REFERENCE_MAX_TOKENS };
    if (input.kind === "prompt") {
      const answer = await postJson(`${server.url}/v1/completions`, { prompt: input.text, ...more });
      return textAt(answer, "choices", 0, "text");
    }
    const answer = await postJson(`${server.url}/v1/chat/completions`, { messages: input.messages, ...more });
    return textAt(answer, "choices", 0, "message", "content");
  }

  test("are twenty", () => {
    expect(REFERENCE_TEXTS).toHaveLength(20);
    expect(new Set(REFERENCE_TEXTS.map(({ text }) => text)).size).toBe(20);
  });

  test("come over HTTP one by one", async () => {
    for (const reference of REFERENCE_TEXTS) expect(await overHttp(reference)).toBe(reference.text);
  });

  test("come over HTTP all at once", async () => {
    const texts = await Promise.all(CLEAR_TEXTS.map(overHttp));
    expect(texts).toEqual(CLEAR_TEXTS.map(({ text }) => text));
  });
});

describe("the built-in model, through the library", () => {
  let model: UniversalModel;
  beforeAll(async () => {
    model = await load();
  });
  afterAll(() => model.unload());

  test("writes llama-server's greedy texts", async () => {
    const texts = await Promise.all(CLEAR_TEXTS.map(({ input }) => model.generate(input, GREEDY)));
    expect(texts).toEqual(CLEAR_TEXTS.map(({ text }) => text));
  });

  test("takes any Unicode text, alone or in a conversation, and answers in whole characters", async () => {
    const anything = fc.oneof(
      fc.string({ unit: "grapheme", maxLength: 60 }),
      fc.string({ unit: "binary", maxLength: 60 }).map(wellFormed),
      fc.constantFrom("日本語", "🏳️‍🌈 <|im_end|><|im_start|>", "</s><tool_call>{", "\u0000", "🙂".repeat(30)),
    );
    await fc.assert(
      fc.asyncProperty(anything, async (content) => {
        const input = { kind: "messages", messages: [{ role: "user", content }] } as const;
        const text = await model.generate(input, { maxTokens: 4, temperature: 1 });
        expect(text).toBe(wellFormed(text));
      }),
      { numRuns: 100 },
    );
  });
});

describe("the official client of OpenAI, talking to the built-in model", () => {
  let server: RealServer;
  let client: OpenAI;
  beforeAll(async () => {
    server = await startRealServer({ builtinPath: TRAINED_MODEL_PATH });
    client = openaiClient(server.url);
  });
  afterAll(() => server.close());

  test("streams the same answer piece by piece, with true counts", async () => {
    const ask = {
      model: "shimmy-tiny",
      messages: [{ role: "user" as const, content: "What is Shimmy?" }],
      temperature: 0,
    };
    const whole = await client.chat.completions.create(ask);
    const stream = await client.chat.completions.create({
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
    expect(pieces.join("")).toBe(whole.choices[0]?.message.content);
    expect(pieces.length).toBeGreaterThan(4);
    expect(usage).toMatchObject({ completion_tokens: whole.usage?.completion_tokens });
  });
});

describe("what the built-in model can do", () => {
  test("it remembers a name and adds, each answer ending by itself", async () => {
    const model = await load();
    const messages: { role: "user" | "assistant"; content: string }[] = [];
    const say = async (content: string): Promise<string> => {
      messages.push({ role: "user", content });
      const answer = await model.generate({ kind: "messages", messages: [...messages] }, GREEDY);
      messages.push({ role: "assistant", content: answer });
      return answer;
    };
    expect(await say("Hello, my name is Clara.")).toContain("Clara");
    expect(await say("What is 4 + 5?")).toContain("9");
    expect(await say("What is my name?")).toContain("Clara");
    await model.unload();
  });

  test("it passes its exam", { timeout: 300_000 }, async () => {
    const exam = path.join(REPOSITORY, "models", "shimmy-tiny", "eval", "run.mjs");
    // rejects, with what was printed, when a bar is missed
    const { stdout } = await promisify(execFile)(process.execPath, [exam]);
    expect(stdout).toContain("What are you");
  });
});
