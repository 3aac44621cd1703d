import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test, vi } from "vitest";
import { ggufValue } from "../../../test/helpers/gguf-writer.ts";
import { greedy } from "../../../test/helpers/greedy.ts";
import { openEngine } from "../../../test/helpers/open-engine.ts";
import { temporaryFolder } from "../../../test/helpers/temporary-folder.ts";
import { writeTinyModel } from "../../../test/helpers/tiny-model.ts";
import { type PartialGenerationOptions, resolveGenerationOptions } from "../../core/generation-options.ts";
import { SAMPLER_NAMES } from "../../core/sampler-name.ts";
import { builtinModelPath } from "../../models/builtin-model.ts";
import { loadLibrary } from "../llama/library.ts";

interface SamplingCase {
  readonly name: string;
  /** Without the bans that the other cases have. */
  readonly bare?: boolean;
  readonly options: PartialGenerationOptions;
  readonly grammar?: string;
}

const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../../test/helpers/${name}`, import.meta.url), "utf8"));
const cases = read("sampling-cases.json") as readonly SamplingCase[];
const reference = read("sampling-reference.json") as {
  readonly prompt: string;
  readonly maxTokens: number;
  readonly seed: number;
  readonly texts: Readonly<Record<string, string>>;
};

const BYTE_BANS = Array.from({ length: 256 }, (_, byte) => ({ token: 3 + byte, bias: null }));

let opened: ReturnType<typeof openEngine>;
beforeAll(() => {
  opened = openEngine(inject("tinyModelPath"), { contextLength: 512 });
});
afterAll(() => opened.engine.close());

describe("samplers answer as llama.cpp's server does", () => {
  test.each(cases)("$name", async ({ name, bare = false, options, grammar }) => {
    const bans = bare ? {} : { ignoreEos: true, logitBias: [...BYTE_BANS, ...(options.logitBias ?? [])] };
    const { text } = await opened.run({
      prompt: reference.prompt,
      seed: reference.seed,
      options: resolveGenerationOptions({
        maxTokens: reference.maxTokens,
        temperature: 0,
        repeatPenalty: 1,
        topP: 0.95,
        ...options,
        ...bans,
      }),
      ...(grammar !== undefined && { grammar }),
    });
    expect(text).toBe(reference.texts[name]);
  });
});

test("samplers are told no more of a long prompt than they look at", async () => {
  const accept = vi.spyOn(loadLibrary().llama, "llama_sampler_accept");
  onTestFinished(() => accept.mockRestore());
  const prompt = "once upon a time ".repeat(20);
  await opened.run({ prompt, options: greedy(4, { dryMultiplier: 1, dryPenaltyLastN: 8 }) });
  expect(accept).toHaveBeenCalledTimes(8);
  const samplers = ["temperature", "top_k", "penalties"] as const;
  const penalties = { temperature: 1, topK: 5, repeatPenalty: 1.3, repeatLastN: 3, samplers };
  await opened.run({ prompt, options: greedy(4, penalties) });
  expect(accept).toHaveBeenCalledTimes(8 + 3);
});

test("the same seed gives the same text, whatever the options", async () => {
  const unit = fc.double({ min: 0, max: 1, noNaN: true });
  const options = fc.record({
    temperature: fc.constantFrom(0, 0.3, 1, 5),
    topK: fc.constantFrom(0, 1, 20),
    topP: unit,
    minP: unit,
    typicalP: unit,
    topNSigma: fc.constantFrom(0, 0.5, 3),
    xtcProbability: unit,
    xtcThreshold: unit,
    repeatPenalty: fc.constantFrom(0.8, 1, 1.3),
    frequencyPenalty: fc.constantFrom(-1, 0, 1),
    dryMultiplier: fc.constantFrom(0, 1.5),
    dryAllowedLength: fc.nat(3),
    mirostat: fc.nat(2),
    mirostatTau: fc.constantFrom(0, 3),
    dynamicTemperatureRange: fc.constantFrom(0, 0.5),
    samplers: fc.shuffledSubarray([...SAMPLER_NAMES]),
    ignoreEos: fc.boolean(),
    minTokens: fc.nat(12),
    logprobs: fc.constantFrom(null, 2),
  });
  const grammar = fc.constantFrom(undefined, "root ::= [a-z ]+", 'root ::= ("ab" | "cd")+');
  await fc.assert(
    fc.asyncProperty(options, grammar, fc.nat(1000), async (given, text, seed) => {
      const resolved = resolveGenerationOptions({ ...given, maxTokens: 8 });
      const request = { options: resolved, seed, ...(text !== undefined && { grammar: text }) };
      const first = await opened.run(request);
      expect((await opened.run(request)).text).toBe(first.text);
    }),
    { numRuns: 25 },
  );
});

test("an answer keeps to its grammar though the samplers leave out all that fits", async () => {
  for (let seed = 740; seed < 750; seed++) {
    const options = resolveGenerationOptions({
      ...{ temperature: 1, xtcProbability: 1, xtcThreshold: 0, samplers: ["xtc"], maxTokens: 8 },
    });
    const { text } = await opened.run({ options, seed, grammar: 'root ::= ("ab" | "cd")+' });
    expect(text).toMatch(/^(?:ab|cd)+[ac]?$/u);
  }
});

test("keeps an answer from ending before its fewest tokens", async () => {
  // control tokens have a logit of zero here: without a bias one never ends a greedy answer
  const logitBias = [{ token: 2, bias: 100 }];
  expect((await opened.run({ options: greedy(9, { logitBias }) })).end).toMatchObject({
    finishReason: "stop",
    completionTokens: 1,
  });
  expect((await opened.run({ options: greedy(9, { logitBias, minTokens: 5 }) })).end).toMatchObject({
    finishReason: "stop",
    completionTokens: 6,
  });
  expect((await opened.run({ options: greedy(9, { logitBias, ignoreEos: true }) })).end).toMatchObject({
    finishReason: "length",
    completionTokens: 9,
  });
});

test("ends where every token is banned", async () => {
  const logitBias = Array.from({ length: opened.engine.info.vocabularySize }, (_, token) => ({
    token,
    bias: null,
  }));
  for (const temperature of [0, 1]) {
    for (const mirostat of [0, 1, 2]) {
      const options = resolveGenerationOptions({ temperature, mirostat, typicalP: 0.5, logitBias });
      const { end, text } = await opened.run({ options });
      expect(end).toMatchObject({ finishReason: "stop", completionTokens: 0, generationMs: 0 });
      expect(text).toBe("");
    }
  }
});

test("a ban is no more to typical sampling and mirostat than a probability next to nothing", async () => {
  // llama.cpp's own sums become NaN at a ban, and the candidates are then taken in any order
  const common = { temperature: 1, topK: 0, topP: 1, repeatPenalty: 1, maxTokens: 12 };
  for (const more of [{ typicalP: 0.5 }, { mirostat: 1, mirostatTau: 2 }]) {
    const texts: string[] = [];
    for (const bias of [null, -60]) {
      const logitBias = [2, 262, 267, 272].map((token) => ({ token, bias }));
      const options = resolveGenerationOptions({ ...common, ...more, logitBias });
      texts.push((await opened.run({ options, seed: 3 })).text);
    }
    expect(texts[0]).toBe(texts[1]);
    expect(texts[0]).not.toBe("");
  }
});

test("refuses a bias for a token that the model does not have", async () => {
  const options = greedy(4, { logitBias: [{ token: 290_000, bias: 1 }] });
  await expect(opened.run({ options })).rejects.toMatchObject({
    code: "invalid_request",
    param: "logitBias",
  });
});

test("never writes a token that the model's file wants suppressed", async () => {
  const likeliest = await opened.run({ prompt: "hello", options: greedy(8) });
  const path = join(temporaryFolder(), "suppressing.gguf");
  const suppressed = [...Array(20).keys()].map((index) => 260 + index);
  await writeTinyModel(path, {
    metadata: { "tokenizer.ggml.suppress_tokens": ggufValue.numbers("int32", suppressed) },
  });
  const { engine, run } = openEngine(path);
  onTestFinished(() => engine.close());
  const { text } = await run({ prompt: "hello", options: greedy(8) });
  expect(likeliest.text).toMatch(/[a-y]/);
  expect(text).not.toMatch(/[etaoinshrdlucmfwypvb]/);
});

test("takes any text for a sequence breaker or a bias", async () => {
  const { engine, run } = openEngine(builtinModelPath());
  onTestFinished(() => engine.close());
  const texts = ["🙂🙂🙂", "é", "\n\n", "a\0b", "\uD83D", "x".repeat(64), "日本語".repeat(20)];
  const options = greedy(16, {
    dryMultiplier: 1,
    drySequenceBreakers: texts,
    logitBias: texts.map((token) => ({ token, bias: -1 })),
  });
  const { end } = await run({ prompt: "one two one two one two", options });
  expect(end.completionTokens).toBeGreaterThan(0);
});
