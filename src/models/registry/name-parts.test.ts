import { expect, test } from "vitest";
import { parseName } from "./name-parts.ts";

test.each([
  ["Llama-3", "llama-3", undefined],
  ["llama-3.gguf", "llama-3", undefined],
  ["llama-3:latest", "llama-3", undefined],
  ["Llama-3-Q4_K_M.gguf", "llama-3", "q4_k_m"],
  ["llama-3.Q8_0", "llama-3", "q8_0"],
  ["llama-3:iq2_xxs", "llama-3", "iq2_xxs"],
  ["llama-3-UD-Q4_K_XL", "llama-3", "ud-q4_k_xl"],
  ["llama-3-F16", "llama-3", "f16"],
  ["qwen2.5-0.5b", "qwen2.5-0.5b", undefined],
  ["llama3:8b", "llama3:8b", undefined],
  ["Q8_0", "q8_0", undefined],
  ["", "", undefined],
])("%s", (name, base, quantization) => {
  expect(parseName(name)).toEqual({ base, quantization });
});

test("a name of megabytes costs no more than a long one", () => {
  expect(parseName("a-".repeat(1_000_000)).base).toHaveLength(512);
});
