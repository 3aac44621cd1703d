import { describe, expect, it } from "vitest";
import type { ModelAlias } from "../models/registry/model-alias.ts";
import { applyAlias } from "./apply-alias.ts";
import type { GenerationRequest } from "./shimmy-service.ts";

const ALIAS: ModelAlias = {
  name: "mario",
  base: "tiny",
  createdAt: new Date(0),
  system: "Be Mario.",
  messages: [
    { role: "user", content: "Who?" },
    { role: "assistant", content: "Mario!" },
  ],
  options: { temperature: 0.1, topK: 5 },
};

function request(input: GenerationRequest["input"], options: GenerationRequest["options"] = {}) {
  return { model: "mario", input, options, requestId: "1", signal: new AbortController().signal };
}

const user = { role: "user", content: "Hi" } as const;

describe("applyAlias", () => {
  it("leaves a request for a model itself as it is", () => {
    const asked = request({ kind: "messages", messages: [user] });
    expect(applyAlias(asked, undefined)).toBe(asked);
  });

  it("puts the instruction and the turns before the conversation", () => {
    const { input } = applyAlias(request({ kind: "messages", messages: [user] }), ALIAS);
    expect(input).toEqual({
      kind: "messages",
      messages: [{ role: "system", content: "Be Mario." }, ...(ALIAS.messages ?? []), user],
    });
  });

  it("leaves the instruction to a conversation that brings one", () => {
    const own = { role: "system", content: "Be Luigi." } as const;
    const { input } = applyAlias(request({ kind: "messages", messages: [own, user] }), ALIAS);
    expect(input).toMatchObject({ messages: [own, ...(ALIAS.messages ?? []), user] });
  });

  it("keeps tools and thinking of the conversation", () => {
    const tools = [{ name: "f" }];
    const { input } = applyAlias(request({ kind: "messages", messages: [user], tools }), ALIAS);
    expect(input).toMatchObject({ tools });
  });

  it("puts no turns behind what a conversation goes on from", () => {
    const { input } = applyAlias(request({ kind: "messages", messages: [user], after: [1] }), ALIAS);
    expect(input).toMatchObject({ messages: [{ role: "system", content: "Be Mario." }, user], after: [1] });
  });

  it("makes a conversation of a prompt for every model where it has something to say before it", () => {
    const prompt = { kind: "messages", messages: [user], untemplated: "Hi" } as const;
    expect(applyAlias(request(prompt), ALIAS).input).not.toHaveProperty("untemplated");
    const { system: _, ...turns } = ALIAS;
    expect(applyAlias(request(prompt), turns).input).not.toHaveProperty("untemplated");
    const { messages: __, ...silent } = turns;
    expect(applyAlias(request(prompt), silent).input).toEqual(prompt);
    expect(applyAlias(request({ ...prompt, after: [1] }), turns).input).toEqual({ ...prompt, after: [1] });
  });

  it("gives its adapters to a request that names none", () => {
    const adapters = [{ name: "style.gguf", scale: 0.5 }];
    const alias = { ...ALIAS, adapters };
    const prompt = { kind: "prompt", text: "a" } as const;
    expect(applyAlias(request(prompt), alias).options.adapters).toEqual(adapters);
    expect(applyAlias(request(prompt, { adapters: [] }), alias).options.adapters).toEqual([]);
  });

  it("leaves an open-ended answer open where neither request nor alias bounds it", () => {
    const input = { kind: "prompt", text: "a" } as const;
    const bound = { ...ALIAS, options: { maxTokens: 3 } };
    const asked = { ...request(input), openEnded: true };
    expect(applyAlias(asked, undefined).options).toEqual({ maxTokens: null });
    expect(applyAlias(asked, ALIAS).options.maxTokens).toBeNull();
    expect(applyAlias(asked, bound).options.maxTokens).toBe(3);
    expect(
      applyAlias({ ...request(input, { maxTokens: 5 }), openEnded: true }, bound).options.maxTokens,
    ).toBe(5);
  });

  it("gives options that the request leaves open, and no others", () => {
    const asked = request(
      { kind: "prompt", text: "a" },
      { temperature: 1, topK: undefined, maxTokens: null },
    );
    const { options, input } = applyAlias(asked, ALIAS);
    expect(options).toEqual({ temperature: 1, topK: 5, maxTokens: null });
    expect(input).toEqual({ kind: "prompt", text: "a" });
  });
});
