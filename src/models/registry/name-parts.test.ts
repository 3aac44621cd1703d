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
  expect(parseName(name)).toMatchObject({ base, quantization });
});

test.each([
  ["llama3:8b", "llama3"],
  ["llama3:8b-instruct-q4_0", "llama3"],
  ["team/llama3:8b", "team/llama3"],
  ["registry.ollama.ai/library/llama3:8b", "llama3"],
  ["library/llama3:8b", "llama3"],
  ["ollama:llama3", "llama3"],
  ["llama-3-Q4_K_M", "llama-3"],
  ["host:80/a", "host:80/a"],
])("%s without its tag is %s", (name, family) => {
  expect(parseName(name).family).toBe(family);
});

test("a name of megabytes costs no more than a long one", () => {
  expect(parseName("a-".repeat(1_000_000)).base).toHaveLength(512);
});
