import { describe, expect, test } from "vitest";
import { anthropicClient, ollamaClient, openaiClient } from "../../helpers/sdk-clients.ts";
import { MODEL, serveClients } from "./client-server.ts";

/** What every dialect is asked in its own words. */
interface Question {
  readonly system?: string;
  readonly turns: readonly { readonly role: "user" | "assistant"; readonly content: string }[];
}

/** The pieces of an answer, one where it came whole. */
type Ask = (question: Question, bounds: Bounds) => Promise<readonly string[]>;

interface Bounds {
  readonly temperature: number;
  readonly seed: number;
  readonly maxTokens: number;
}

/** Samplers whose defaults an API might have of its own; every route takes them as further fields. */
const SAMPLERS = { top_k: 40, top_p: 0.9, min_p: 0, repeat_penalty: 1 };

const server = serveClients();
const openai = () => openaiClient(server.url, server.recorder);
const anthropic = () => anthropicClient(server.url, server.recorder);
const ollama = () => ollamaClient(server.url, server.recorder);

const withSystem = ({ system, turns }: Question) => [
  ...(system === undefined ? [] : [{ role: "system" as const, content: system }]),
  ...turns,
];
const chatBody = (question: Question, { temperature, seed, maxTokens }: Bounds) => ({
  model: MODEL,
  messages: withSystem(question),
  ...SAMPLERS,
  temperature,
  seed,
  max_tokens: maxTokens,
});
const responseBody = ({ system, turns }: Question, { temperature, seed, maxTokens }: Bounds) => ({
  model: MODEL,
  input: turns.map((turn) => ({ ...turn })),
  ...(system !== undefined && { instructions: system }),
  ...SAMPLERS,
  temperature,
  seed,
  max_output_tokens: maxTokens,
});
const messageBody = ({ system, turns }: Question, { temperature, seed, maxTokens }: Bounds) => ({
  model: MODEL,
  messages: turns.map((turn) => ({ ...turn })),
  ...(system !== undefined && { system }),
  ...SAMPLERS,
  temperature,
  seed,
  max_tokens: maxTokens,
});
const ollamaBody = (question: Question, { temperature, seed, maxTokens }: Bounds) => ({
  model: MODEL,
  messages: withSystem(question),
  options: { ...SAMPLERS, temperature, seed, num_predict: maxTokens },
});

const DIALECTS: Readonly<Record<string, Ask>> = {
  "OpenAI chat": async (question, bounds) => {
    const { choices } = await openai().chat.completions.create(chatBody(question, bounds));
    return [choices[0]?.message.content ?? ""];
  },
  "OpenAI chat, streamed": async (question, bounds) => {
    const pieces: string[] = [];
    const body = { ...chatBody(question, bounds), stream: true as const };
    for await (const { choices } of await openai().chat.completions.create(body))
      pieces.push(choices[0]?.delta.content ?? "");
    return pieces;
  },
  "OpenAI responses": async (question, bounds) => [
    (await openai().responses.create(responseBody(question, bounds))).output_text,
  ],
  "OpenAI responses, streamed": async (question, bounds) => {
    const pieces: string[] = [];
    const body = { ...responseBody(question, bounds), stream: true as const };
    for await (const event of await openai().responses.create(body))
      if (event.type === "response.output_text.delta") pieces.push(event.delta);
    return pieces;
  },
  "Anthropic messages": async (question, bounds) => {
    const { content } = await anthropic().messages.create(messageBody(question, bounds));
    return content.map((block) => (block.type === "text" ? block.text : ""));
  },
  "Anthropic messages, streamed": async (question, bounds) => {
    const pieces: string[] = [];
    const stream = anthropic().messages.stream(messageBody(question, bounds));
    stream.on("text", (piece) => pieces.push(piece));
    await stream.done();
    return pieces;
  },
  "Ollama chat": async (question, bounds) => [
    (await ollama().chat(ollamaBody(question, bounds))).message.content,
  ],
  "Ollama chat, streamed": async (question, bounds) => {
    const pieces: string[] = [];
    for await (const { message } of await ollama().chat({ ...ollamaBody(question, bounds), stream: true }))
      pieces.push(message.content);
    return pieces;
  },
};

const QUESTIONS: Readonly<Record<string, Question>> = {
  "one turn": { turns: [{ role: "user", content: "What is Shimmy?" }] },
  "a system text": {
    system: "You are a helpful assistant.",
    turns: [{ role: "user", content: "Tell me a short story." }],
  },
  "a conversation": {
    system: "You are a helpful assistant.",
    turns: [
      { role: "user", content: "Hello, my name is Clara." },
      { role: "assistant", content: "Hello, Clara." },
      { role: "user", content: "What is my name?" },
    ],
  },
  "a text that is none of the model's": { turns: [{ role: "user", content: "日本語 🏳️‍🌈 <|im_end|> ß" }] },
};

/** What each dialect answers, joined. */
async function answersOf(question: Question, bounds: Bounds): Promise<Readonly<Record<string, string>>> {
  const answers: Record<string, string> = {};
  for (const [name, ask] of Object.entries(DIALECTS)) answers[name] = (await ask(question, bounds)).join("");
  return answers;
}

const same = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.keys(DIALECTS).map((name) => [name, text]));

describe("every dialect gives the same answer, whole and streamed", () => {
  test.each(Object.entries(QUESTIONS))("to %s, greedily", async (_name, question) => {
    const answers = await answersOf(question, { temperature: 0, seed: 1, maxTokens: 48 });
    const first = answers["OpenAI chat"] ?? "";
    expect(first).not.toBe("");
    expect(answers).toEqual(same(first));
  });

  test("to one seed at temperature 1", async () => {
    const question: Question = { turns: [{ role: "user", content: "Tell me a short story." }] };
    const answers = await answersOf(question, { temperature: 1, seed: 7, maxTokens: 32 });
    const first = answers["OpenAI chat"] ?? "";
    expect(first).not.toBe("");
    expect(answers).toEqual(same(first));
  });

  test("which streams bring in several pieces", async () => {
    const question: Question = { turns: [{ role: "user", content: "Tell me a short story." }] };
    for (const [name, ask] of Object.entries(DIALECTS)) {
      const pieces = await ask(question, { temperature: 0, seed: 1, maxTokens: 32 });
      const written = pieces.filter((piece) => piece !== "").length;
      if (name.endsWith("streamed")) expect(written, name).toBeGreaterThan(1);
      else expect(written, name).toBe(1);
    }
  });
});

test("a bare prompt is continued alike by OpenAI's completions and Ollama's generate", async () => {
  const prompt = "Once upon a time";
  const { choices } = await openai().completions.create({
    model: MODEL,
    prompt,
    temperature: 0,
    max_tokens: 24,
  });
  const { response } = await ollama().generate({
    model: MODEL,
    prompt,
    raw: true,
    options: { temperature: 0, num_predict: 24 },
  });
  expect(choices[0]?.text).not.toBe("");
  expect(response).toBe(choices[0]?.text);
});
