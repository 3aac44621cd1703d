import { expect, test } from "vitest";
import type { Companion, DiscoveredModel } from "./inspect-model.ts";
import { pairAdapters } from "./pair-adapters.ts";

function model(path: string, name?: string, architecture = "llama"): DiscoveredModel {
  const facts = { parameterCount: 1, quantization: "F32", contextLength: 1, hasChatTemplate: true };
  const summary = { architecture, name, ...facts, writesText: true };
  return { path, realPath: path, sizeBytes: 1, modifiedAt: new Date(0), summary };
}

const adapter = (path: string, ...bases: readonly string[]): Companion => ({
  path,
  realPath: path,
  kind: "adapter",
  architecture: "llama",
  bases,
});

function basesOf(one: Companion, models: readonly DiscoveredModel[]): readonly string[] {
  return pairAdapters([one], models).flatMap(({ bases }) => bases.map(({ path }) => path));
}

test("metadata name the base, wherever it lies and however it is spelled: every quantization of it", () => {
  const models = [
    model("/a/x-Q4_K_M.gguf", "Meta Llama 3 8B Instruct"),
    model("/b/Meta-Llama-3-8B-Instruct.Q8_0.gguf"),
    model("/a/style.gguf", "Other"),
  ];
  expect(basesOf(adapter("/c/style-lora.gguf", "Meta-Llama-3-8B-Instruct"), models)).toEqual([
    "/a/x-Q4_K_M.gguf",
    "/b/Meta-Llama-3-8B-Instruct.Q8_0.gguf",
  ]);
});

test("a base that metadata name, and that is of another architecture, is none", () => {
  expect(basesOf(adapter("/c/l.gguf", "m"), [model("/c/m.gguf", "m", "qwen2")])).toEqual([]);
});

test("without metadata the longest name of a model nearby counts that the adapter's begins with", () => {
  const models = [
    model("/m/llama-3-Q4_0.gguf"),
    model("/m/llama-3-8b-Q4_0.gguf"),
    model("/m/llama-3-8b-Q8_0.gguf"),
    model("/elsewhere/llama-3-8b-style.gguf"),
    model("/m/other.gguf"),
  ];
  const found = ["/m/llama-3-8b-Q4_0.gguf", "/m/llama-3-8b-Q8_0.gguf"];
  expect(basesOf(adapter("/m/llama-3-8b-style-lora.gguf"), models)).toEqual(found);
  expect(basesOf(adapter("/m/lora/llama-3-8b-style.gguf"), models)).toEqual(found);
  expect(basesOf(adapter("/m/llama-30.gguf"), models)).toEqual([]);
  expect(basesOf(adapter("/m/style.gguf"), models)).toEqual([]);
});
