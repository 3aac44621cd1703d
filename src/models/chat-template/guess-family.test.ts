import { expect, test } from "vitest";
import { guessFamily } from "./guess-family.ts";

function guess(architecture: string, ...tokens: string[]): string | undefined {
  return guessFamily({ architecture, hasToken: (text) => tokens.includes(text) });
}

test.each([
  ["chatml", ["<|im_start|>", "<|im_end|>"]],
  ["llama3", ["<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>"]],
  ["gemma", ["<start_of_turn>", "<end_of_turn>"]],
  ["openchat", ["<|end_of_turn|>"]],
  ["phi3", ["<|assistant|>", "<|end|>"]],
  ["mistral", ["[INST]", "[/INST]"]],
])("%s is seen by its tokens", (family, tokens) => {
  expect(guess("llama", ...tokens)).toBe(family);
});

test("an architecture with one format of its own is enough", () => {
  expect(guess("gemma2")).toBe("gemma");
  expect(guess("phi3")).toBe("phi3");
});

test("tokens speak louder than the architecture", () => {
  expect(guess("phi3", "<|im_start|>", "<|im_end|>")).toBe("chatml");
});

test("half a sign is none, and a model without any has no family", () => {
  expect(guess("llama", "<|assistant|>")).toBeUndefined();
  expect(guess("llama")).toBeUndefined();
});
