import path from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { temporaryFolder } from "../../test/helpers/temporary-folder.ts";
import { type TinyModelOptions, writeTinyModel } from "../../test/helpers/tiny-model.ts";
import type { ChatMessage } from "../core/chat-message.ts";
import type { Conversation } from "../core/conversation.ts";
import type { EndEvent, GenerationEvent } from "../core/generation-event.ts";
import type { Tool, ToolCall, ToolChoice } from "../core/tool.ts";
import type { GenerateOptions, UniversalModel } from "../core/universal-model.ts";
import { builtinModelPath } from "../models/builtin-model.ts";
import { ShimmyUniversalEngine } from "./universal-engine.ts";

/** The built-in model was trained on these two. */
const WEATHER: Tool = {
  name: "get_weather",
  description: "Current weather in a city.",
  parameters: {
    type: "object",
    properties: {
      city: { type: "string", description: "Name of the city" },
      unit: { type: "string", enum: ["celsius", "fahrenheit"] },
    },
    required: ["city"],
  },
};
const TIMER: Tool = {
  name: "set_timer",
  description: "Sets a timer.",
  parameters: {
    type: "object",
    properties: { minutes: { type: "integer", minimum: 1, maximum: 600 } },
    required: ["minutes"],
  },
};
const TOOLS = [WEATHER, TIMER];
const QUESTION: ChatMessage = { role: "user", content: "What is the weather in Oslo?" };
const GREEDY = { temperature: 0, maxTokens: 120 } as const;

interface Answer {
  readonly text: string;
  readonly calls: readonly ToolCall[];
  readonly end: EndEvent;
  readonly events: readonly GenerationEvent[];
}

let model: UniversalModel;
beforeAll(async () => {
  model = await new ShimmyUniversalEngine().load({
    name: "shimmy-tiny",
    threads: 1,
    contextLength: 1024,
    backend: { kind: "gguf", basePath: builtinModelPath() },
  });
});
afterAll(() => model.unload());

async function ask(
  conversation: Partial<Conversation>,
  options: GenerateOptions = GREEDY,
  asked: UniversalModel = model,
): Promise<Answer> {
  const events: GenerationEvent[] = [];
  const calls: { id: string; name: string; arguments: string }[] = [];
  let text = "";
  let end: EndEvent | undefined;
  const input = { kind: "messages", messages: [QUESTION], tools: TOOLS, ...conversation } as const;
  for await (const event of asked.stream(input, options)) {
    events.push(event);
    if (event.type === "text") text += event.text;
    if (event.type === "end") end = event;
    if (event.type === "tool-call") calls.push({ id: event.id, name: event.name, arguments: "" });
    if (event.type === "tool-arguments") {
      const call = calls[event.index];
      if (call === undefined) throw new Error("arguments of no call");
      call.arguments += event.text;
    }
  }
  if (end === undefined) throw new Error("no end");
  return { text, calls, end, events };
}

const ajv = new Ajv2020({ strict: false });

/** Whether a call's arguments are JSON that its tool's schema takes. */
function isValid({ name, arguments: json }: ToolCall): boolean {
  const parameters = TOOLS.find((tool) => tool.name === name)?.parameters;
  return parameters !== undefined && ajv.validate(parameters, JSON.parse(json));
}

describe("a conversation with tools", () => {
  test("gets a call where the model wants one, and is told that its result is waited for", async () => {
    const { text, calls, end } = await ask({});
    expect(text).toBe("");
    expect(calls.map(({ name }) => name)).toEqual(["get_weather"]);
    expect(JSON.parse(calls[0]?.arguments ?? "")).toMatchObject({ city: "Oslo" });
    expect(calls[0]?.id).toMatch(/^call_[A-Za-z0-9]{24}$/);
    expect(end.finishReason).toBe("tool-calls");
  });

  test("gets text where the model wants to speak, or no tool may be called", async () => {
    const said = await ask({ messages: [{ role: "user", content: "Hello!" }] });
    expect([said.text !== "", said.calls, said.end.finishReason]).toEqual([true, [], "stop"]);
    const none = await ask({ toolChoice: { kind: "none" } });
    expect([none.text !== "", none.calls, none.end.finishReason]).toEqual([true, [], "stop"]);
  });

  test("gets the call that it demands, also of a model that would rather speak", async () => {
    const messages: ChatMessage[] = [{ role: "user", content: "Hello!" }];
    const required = await ask({ messages, toolChoice: { kind: "required" } });
    expect(required.calls.length).toBeGreaterThan(0);
    expect([required.text, required.end.finishReason]).toEqual(["", "tool-calls"]);
    const named = await ask({ toolChoice: { kind: "named", name: "set_timer" } });
    expect(named.calls[0]?.name).toBe("set_timer");
    expect(named.calls.every(isValid)).toBe(true);
  });

  test("gets arguments that fit whatever the dice say, one call at most where that was asked", async () => {
    const choices: readonly ToolChoice[] = [
      { kind: "required" },
      { kind: "named", name: "set_timer" },
      { kind: "auto" },
    ];
    let finished = 0;
    for (let seed = 0; seed < 24; seed++) {
      const toolChoice = choices[seed % choices.length] ?? { kind: "required" };
      const options = { temperature: 2, topK: 0, topP: 1, maxTokens: 250, seed };
      const { calls, text, end } = await ask({ toolChoice, parallelToolCalls: false }, options);
      expect(calls.length).toBeLessThanOrEqual(1);
      if (end.finishReason !== "tool-calls") continue;
      finished++;
      expect(calls.every(isValid), JSON.stringify(calls)).toBe(true);
      if (toolChoice.kind !== "auto") expect(text).toBe("");
    }
    expect(finished).toBeGreaterThan(4);
  });

  test("goes on with the result of a call", async () => {
    const { calls } = await ask({});
    const id = calls[0]?.id ?? "";
    const messages: ChatMessage[] = [
      QUESTION,
      { role: "assistant", content: "", toolCalls: calls },
      { role: "tool", content: '{"temperature": 7, "condition": "rain"}', toolCallId: id },
    ];
    const { text, end } = await ask({ messages });
    expect(text).toMatch(/7|rain/);
    expect(end.finishReason).toBe("stop");
    expect(model.render({ kind: "messages", messages, tools: TOOLS })).toContain("get_weather");
  });

  test("shows the prompt that is answered", async () => {
    const prompt = model.render({ kind: "messages", messages: [QUESTION], tools: TOOLS });
    expect(prompt).toContain('"set_timer"');
    const raw = await model.generate({ kind: "prompt", text: prompt, parseSpecial: true }, GREEDY);
    const { calls, end } = await ask({});
    expect(raw.replaceAll(/\s/g, "")).toContain(calls[0]?.arguments.replaceAll(/\s/g, ""));
    expect(raw).toMatch(/^<tool_call>/);
    expect(end.usage.promptTokens).toBe(await promptTokens(prompt));
  });

  async function promptTokens(text: string): Promise<number> {
    for await (const event of model.stream({ kind: "prompt", text, parseSpecial: true }, { maxTokens: 1 })) {
      if (event.type === "start") return event.promptTokens;
    }
    return 0;
  }

  test("gives only what is said to who asks for a text", async () => {
    const pieces: string[] = [];
    const input = { kind: "messages", messages: [QUESTION], tools: TOOLS } as const;
    const answer = await model.generate(input, { ...GREEDY, logprobs: 0 }, (text) => pieces.push(text));
    expect([answer, pieces]).toEqual(["", []]);
    const hello = { ...input, messages: [{ role: "user", content: "Hello!" }] } as const;
    const said = await model.generate(hello, GREEDY, (text) => pieces.push(text));
    expect(pieces.join("")).toBe(said);
    expect((await ask({ messages: hello.messages })).text).toBe(said);
  });

  test("keeps every token's log probability, of calls and of text", async () => {
    for (const messages of [[QUESTION], [{ role: "user", content: "Hello!" }] as const]) {
      const { events, end, text, calls } = await ask({ messages }, { ...GREEDY, logprobs: 1 });
      const plain = await ask({ messages });
      expect([text, calls.map(({ arguments: json }) => json)]).toEqual([
        plain.text,
        plain.calls.map(({ arguments: json }) => json),
      ]);
      const logprobs = events.flatMap((event) => (event.type === "text" ? (event.logprobs ?? []) : []));
      // all but the token that ends the answer
      expect(logprobs).toHaveLength(end.usage.completionTokens - 1);
    }
  });

  test("is cut off anywhere in a call without more than what came", async () => {
    const whole = await ask({});
    const total = whole.end.usage.completionTokens;
    let begun = 0;
    for (let maxTokens = 1; maxTokens < total; maxTokens++) {
      const { calls, end, text } = await ask({}, { ...GREEDY, maxTokens });
      expect(end.finishReason).toBe("length");
      const [call] = calls;
      // a call whose name has not come is no call yet, and no text either but for half a mark
      if (call === undefined) expect("<tool_call>".slice(0, -1).startsWith(text)).toBe(true);
      else {
        begun++;
        expect(whole.calls[0]?.arguments.startsWith(call.arguments)).toBe(true);
        expect([text, call.name]).toEqual(["", "get_weather"]);
      }
    }
    expect(begun).toBeGreaterThan(5);
  });

  test("ends at a stop string, in a call too", async () => {
    const { end, calls } = await ask({}, { ...GREEDY, stop: ["Oslo"] });
    expect([end.finishReason, end.stopSequence]).toEqual(["stop", "Oslo"]);
    expect(calls[0]?.arguments).not.toContain("Oslo");
  });

  test("takes a form of the answer beside calls that may come, and none beside one that must", async () => {
    const outputFormat = { kind: "choice", choices: ["yes", "no"] } as const;
    const said = await ask({ messages: [{ role: "user", content: "Hello!" }] }, { ...GREEDY, outputFormat });
    if (said.calls.length === 0) expect(["yes", "no"]).toContain(said.text);
    else expect(said.text).toBe("");
    const demanded = ask({ toolChoice: { kind: "required" } }, { ...GREEDY, outputFormat });
    await expect(demanded).rejects.toMatchObject({ code: "unsupported_parameter", param: "outputFormat" });
  });

  test("is checked", async () => {
    const unknown = ask({ toolChoice: { kind: "named", name: "fly" } });
    await expect(unknown).rejects.toMatchObject({ code: "invalid_request", param: "toolChoice" });
    const wrong: Tool = { name: "f", parameters: { type: "objekt" } };
    await expect(ask({ tools: [wrong] })).rejects.toMatchObject({ code: "invalid_request", param: "tools" });
  });
});

test("a conversation without tools is answered as its prompt is", async () => {
  const messages: ChatMessage[] = [{ role: "user", content: "Who are you?" }];
  const input = { kind: "messages", messages } as const;
  const text = model.render(input);
  const events: GenerationEvent[] = [];
  for await (const event of model.stream(input, GREEDY)) events.push(event);
  const said = events.map((event) => (event.type === "text" ? event.text : "")).join("");
  expect(said).toBe(await model.generate({ kind: "prompt", text, parseSpecial: true }, GREEDY));
  expect(events.at(-1)).toMatchObject({ finishReason: "stop", usage: { reasoningTokens: 0 } });
});

describe("a model of random weights", () => {
  const load = async (options: TinyModelOptions): Promise<UniversalModel> => {
    const basePath = path.join(temporaryFolder(), "tiny.gguf");
    await writeTinyModel(basePath, options);
    const backend = { kind: "gguf", basePath } as const;
    const tiny = await new ShimmyUniversalEngine().load({
      name: "tiny",
      threads: 1,
      contextLength: 1024,
      backend,
    });
    onTestFinished(() => tiny.unload());
    return tiny;
  };
  const messages: ChatMessage[] = [{ role: "user", content: "go" }];
  const toolChoice = { kind: "named", name: "set_timer" } as const;
  const tools = [TIMER];

  test("makes valid calls in the generic form, where its template knows no tools", async () => {
    const tiny = await load({ contextLength: 1024 });
    const ended: Answer[] = [];
    for (let seed = 0; seed < 4; seed++) {
      const options = { temperature: 1.5, maxTokens: null, seed };
      const answer = await ask({ messages, tools, toolChoice, parallelToolCalls: false }, options, tiny);
      if (answer.end.finishReason === "tool-calls") ended.push(answer);
    }
    expect(ended.length).toBeGreaterThan(0);
    for (const { calls, text } of ended) {
      expect([calls.map(({ name }) => name), calls.every(isValid), text]).toEqual([["set_timer"], true, ""]);
    }
  });

  test("makes valid calls whose marks are control tokens", async () => {
    const chatTemplate = "{{ tools }}<tool_call></tool_call>{{ messages[-1].content }}:";
    const tiny = await load({ chatTemplate, controlTokens: ["<tool_call>", "</tool_call>"] });
    const demanded = await ask({ messages, tools, toolChoice, parallelToolCalls: false }, GREEDY, tiny);
    expect([demanded.calls.every(isValid), demanded.calls.length, demanded.text]).toEqual([true, 1, ""]);
    const likely = { ...GREEDY, logitBias: [{ token: 290, bias: 100 }], logprobs: 0 };
    const chosen = await ask({ messages, tools, parallelToolCalls: false }, likely, tiny);
    expect(chosen.calls.every(isValid)).toBe(true);
    expect([chosen.calls.length, chosen.text, chosen.end.finishReason]).toEqual([1, "", "tool-calls"]);
    // without tools they are no text
    const plain = await ask({ messages, tools: [] }, { ...likely, maxTokens: 3 }, tiny);
    expect(plain.text).toBe("");
  });
});
