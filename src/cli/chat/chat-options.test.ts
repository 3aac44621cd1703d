import { describe, expect, it } from "vitest";
import { GENERATION_NUMBER_RULES } from "../../core/generation-options.ts";
import { OLLAMA_CHAT_REQUEST, translateOllamaChat } from "../../http/ollama/chat-request.ts";
import { type ChatOptions, describeOptions, readThinking, setOption } from "./chat-options.ts";
import { toRequestFields } from "./request-fields.ts";

const none: ChatOptions = { generation: {} };
const OPTIONS = Object.keys(GENERATION_NUMBER_RULES).filter((name) => name !== "logprobs");

describe("setOption", () => {
  it.each(["temperature 0.2", "temperature=0.2", "Temperature   .2"])("takes %j", (argument) => {
    expect(setOption(none, argument).generation).toEqual({ temperature: 0.2 });
  });

  it.each(["top_p 0.5", "top-p 0.5", "topP 0.5"])("takes a name in any form: %j", (argument) => {
    expect(setOption(none, argument).generation).toEqual({ topP: 0.5 });
  });

  it("knows Ollama's name of the length, collects stop texts, and undoes each", () => {
    expect(setOption(none, "num_predict 5").generation).toEqual({ maxTokens: 5 });
    const stops = setOption(setOption(none, "stop END OF TEXT"), "stop ###");
    expect(stops.generation).toEqual({ stop: ["END OF TEXT", "###"] });
    expect(setOption(stops, "stop default").generation).toEqual({});
    expect(setOption(setOption(none, "seed 1"), "seed default")).toEqual(none);
  });

  it("sets how much is thought", () => {
    expect(setOption(none, "think off").reasoning).toEqual({ enabled: false });
    expect(setOption(none, "think high").reasoning).toEqual({ enabled: true, effort: "high" });
    expect(setOption(setOption(none, "think on"), "think default")).toEqual(none);
    expect(() => readThinking("much")).toThrow(
      'think must be one of on, off, low, medium, high, not "much".',
    );
  });

  it.each([
    ["temperature", "/set needs a value: /set temperature VALUE"],
    ["temperature hot", 'temperature must be a number from 0 to 100, not "hot".'],
    ["top_k 1.5", "top_k must be a whole number from 0 to 1000000"],
    ["temperatur 1", "Did you mean temperature?"],
    ["colour red", "There are max_tokens, temperature"],
  ])("refuses %j with the reason", (argument, message) => {
    expect(() => setOption(none, argument)).toThrow(message);
  });

  it("takes every number that the rules know, at its bounds", () => {
    for (const [name, { min, max }] of Object.entries(GENERATION_NUMBER_RULES)) {
      if (name === "logprobs") continue;
      for (const value of [min, max]) {
        expect(setOption(none, `${name} ${value}`).generation).toEqual({ [name]: value });
      }
    }
  });
});

describe("describeOptions", () => {
  it("writes them as /set takes them", () => {
    const options: ChatOptions = { generation: { topP: 0.5, maxTokens: 9 }, reasoning: { enabled: false } };
    const lines = describeOptions(options);
    expect(lines).toEqual(["top_p 0.5", "max_tokens 9", "think off"]);
    expect(lines.reduce(setOption, none)).toEqual(options);
    expect(describeOptions({ generation: {}, reasoning: { enabled: true, effort: "low" } })).toEqual([
      "think low",
    ]);
  });
});

describe("toRequestFields", () => {
  it.each(OPTIONS)("gives a server %s as it gives it to the library", (name) => {
    const value = name === "maxTokens" ? 7 : 1;
    const fields = toRequestFields({ generation: { [name]: value } });
    const body = OLLAMA_CHAT_REQUEST.parse({ messages: [{ role: "user", content: "a" }], ...fields });
    expect(translateOllamaChat(body).options).toMatchObject({ [name]: value });
  });

  it("gives lists, thinking, and an answer without a bound", () => {
    const generation = {
      maxTokens: null,
      stop: ["a"],
      samplers: ["temperature" as const],
      logitBias: [{ token: 5, bias: null }],
      drySequenceBreakers: ["b"],
      ignoreEos: true,
    };
    const fields = toRequestFields({ generation, reasoning: { enabled: true, effort: "low" } });
    const body = OLLAMA_CHAT_REQUEST.parse({ messages: [{ role: "user", content: "a" }], ...fields });
    expect(translateOllamaChat(body).options).toMatchObject(generation);
    expect(body.think).toBe("low");
    expect(toRequestFields({ generation: {}, reasoning: { enabled: false } })).toEqual({ think: false });
  });
});
