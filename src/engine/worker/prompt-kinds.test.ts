import { join } from "node:path";
import { expect, inject, onTestFinished, test } from "vitest";
import { ggufValue } from "../../../test/helpers/gguf-writer.ts";
import { greedy } from "../../../test/helpers/greedy.ts";
import { openEngine } from "../../../test/helpers/open-engine.ts";
import { temporaryFolder } from "../../../test/helpers/temporary-folder.ts";
import { writeTinyModel } from "../../../test/helpers/tiny-model.ts";
import type { Vocabulary } from "../llama/vocabulary.ts";
import { infillTokens } from "./infill-tokens.ts";

const open = (modelPath: string) => {
  const opened = openEngine(modelPath, { contextLength: 128 });
  onTestFinished(() => opened.engine.close());
  return opened;
};

test("takes token ids as they are", async () => {
  const { run } = open(inject("tinyModelPath"));
  const text = await run({ prompt: "hello" });
  // begin-of-sequence, the leading space, five letters
  const tokens = [1, 259, 267, 260, 270, 270, 263];
  expect(text.end.promptTokens).toBe(tokens.length);
  const ids = await run({ prompt: tokens });
  expect([ids.text, ids.end.promptTokens]).toEqual([text.text, tokens.length]);
  expect((await run({ prompt: [5] })).end.promptTokens).toBe(1);
});

test("refuses ids that the vocabulary lacks, none at all, and more than fit", async () => {
  const { run } = open(inject("tinyModelPath"));
  for (const prompt of [[1, 290], [-1], [1.5], []]) {
    await expect(run({ prompt })).rejects.toMatchObject({ code: "invalid_request", param: "prompt" });
  }
  await expect(run({ prompt: new Array<number>(128).fill(5) })).rejects.toMatchObject({
    code: "context_length_exceeded",
    details: { promptTokens: 128, contextLength: 128 },
  });
});

const special = { begin: 1, prefix: 91, suffix: 92, middle: 93, repository: undefined, file: undefined };
const letters = (more: Partial<ReturnType<Vocabulary["infillTokens"]>> = {}) => ({
  tokenize: (text: string) => Int32Array.from(Buffer.from(text)),
  infillTokens: () => ({ ...special, ...more }),
});

test("puts a gap's prompt together as llama.cpp's server does", () => {
  const codes = (text: string): number[] => [...Buffer.from(text)];
  const gap = { prefix: "ab", suffix: "cd" };
  expect([...infillTokens(gap, letters())]).toEqual([1, 91, ...codes("ab"), 92, ...codes("cd"), 93]);
  const files = [
    { name: "x.ts", text: "one" },
    { name: "y.ts", text: "two" },
  ];
  const withNames = letters({ begin: undefined, repository: 94, file: 95 });
  expect([...infillTokens({ ...gap, files }, withNames)]).toEqual([
    94,
    ...codes("myproject\n"),
    95,
    ...codes("x.ts\none"),
    95,
    ...codes("y.ts\ntwo"),
    95,
    ...codes("filename\n"),
    91,
    ...codes("ab"),
    92,
    ...codes("cd"),
    93,
  ]);
  expect([...infillTokens({ prefix: "", suffix: "", files: files.slice(0, 1) }, letters())]).toEqual([
    ...codes("\n\n--- snippet ---\n\none"),
    1,
    91,
    92,
    93,
  ]);
});

test("fills a gap with a model that has the tokens for it, and cuts nothing", async () => {
  const path = join(temporaryFolder(), "infill.gguf");
  await writeTinyModel(path, {
    metadata: {
      "tokenizer.ggml.fim_pre_token_id": ggufValue.uint32(288),
      "tokenizer.ggml.fim_suf_token_id": ggufValue.uint32(289),
      "tokenizer.ggml.fim_mid_token_id": ggufValue.uint32(0),
    },
  });
  const { run } = open(path);
  const infill = { prefix: "the cat", suffix: "on the mat" };
  const filled = await run({ prompt: "", infill });
  const same = await run({
    prompt: "<s><|im_start|>the cat<|im_end|>on the mat<unk>",
    parseSpecial: true,
    options: greedy(24),
  });
  expect(filled.end.promptTokens).toBe(same.end.promptTokens);
  expect(filled.text).toBe(same.text);
  const long = { prefix: "a".repeat(60), suffix: "b".repeat(70) };
  await expect(run({ prompt: "", infill: long })).rejects.toMatchObject({ code: "context_length_exceeded" });
  const huge = { prefix: "", suffix: "", files: [{ name: "x", text: "a".repeat(1_000_000) }] };
  await expect(run({ prompt: "", infill: huge })).rejects.toMatchObject({
    code: "context_length_exceeded",
    message: expect.stringContaining("at least"),
  });
});

test("says so where a model has no tokens for a gap", async () => {
  const { run } = open(inject("tinyModelPath"));
  await expect(run({ prompt: "", infill: { prefix: "a", suffix: "b" } })).rejects.toMatchObject({
    code: "unsupported_parameter",
    param: "suffix",
  });
});
