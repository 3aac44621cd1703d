import { expect, test } from "vitest";
import { toEnginePrompt } from "./to-engine-prompt.ts";

const render = (messages: readonly unknown[]): string => `${messages.length} messages`;

test("puts every kind of input in the engine's terms", () => {
  expect(toEnginePrompt("text", render)).toEqual({ prompt: "text", parseSpecial: false });
  expect(toEnginePrompt({ kind: "prompt", text: "<s>", parseSpecial: true }, render)).toEqual({
    prompt: "<s>",
    parseSpecial: true,
  });
  expect(toEnginePrompt({ kind: "messages", messages: [] }, render)).toEqual({
    prompt: "0 messages",
    parseSpecial: true,
  });
  expect(toEnginePrompt({ kind: "tokens", tokens: [1, 2] }, render)).toEqual({
    prompt: [1, 2],
    parseSpecial: false,
  });
  expect(toEnginePrompt({ kind: "infill", prefix: "a", suffix: "b" }, render)).toEqual({
    prompt: "",
    parseSpecial: false,
    infill: { prefix: "a", suffix: "b", files: [] },
  });
});
