import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from "vitest";
import { greedy } from "../../../test/helpers/greedy.ts";
import { openEngine } from "../../../test/helpers/open-engine.ts";
import { resolveGenerationOptions } from "../../core/generation-options.ts";
import type { LoadTuning } from "../../core/load-tuning.ts";
import { LlamaContext } from "../llama/context.ts";
import { loadLibrary } from "../llama/library.ts";
import { LlamaModel } from "../llama/model.ts";
import { TokenBatch } from "../llama/token-batch.ts";

let opened: ReturnType<typeof openEngine>;
beforeAll(() => {
  opened = openEngine(inject("tinyModelPath"));
});
afterAll(() => opened.engine.close());

/** Logarithms of softmax over the vocabulary after each token but the first, computed the plain way. */
function softmaxAfter(tokens: readonly number[], tuning: LoadTuning = {}): number[][] {
  const model = LlamaModel.load(loadLibrary("cpu"), { path: inject("tinyModelPath"), device: "cpu" });
  const context = new LlamaContext(model, { kvCells: 256, sequences: 1, batchTokens: 1, threads: 1, tuning });
  const batch = new TokenBatch(model.library, 1);
  const rows = tokens.map((token, position) => {
    batch.clear();
    const index = batch.add(token, position, 0, true);
    context.decode(batch);
    const logits = [...context.logits(index)];
    const sum = logits.reduce((total, logit) => total + Math.exp(logit), 0);
    return logits.map((logit) => Math.log(Math.exp(logit) / sum));
  });
  for (const resource of [batch, context, model]) resource.free();
  return rows;
}

const PROMPT = [1, 259, 268, 260];

test("are those of the model itself, whatever the samplers make of them", async () => {
  const shaped = {
    temperature: 1.5,
    repeatPenalty: 1.5,
    dryMultiplier: 1,
    topK: 10,
    logitBias: [
      { token: 264, bias: 8 },
      { token: 259, bias: null },
    ],
  };
  for (const options of [{ temperature: 0 }, shaped]) {
    const { text, logprobs } = await opened.run({
      prompt: PROMPT,
      seed: 5,
      options: resolveGenerationOptions({ ...options, maxTokens: 12, logprobs: 4, ignoreEos: true }),
    });
    expect(logprobs).toHaveLength(12);
    expect(Buffer.from(logprobs.flatMap(({ bytes }) => bytes)).toString()).toBe(text);
    const direct = softmaxAfter([...PROMPT, ...logprobs.map(({ token }) => token)]);
    for (const [index, told] of logprobs.entries()) {
      const row = direct[PROMPT.length - 1 + index] ?? [];
      expect(Math.abs(told.logprob - (row[told.token] ?? 0))).toBeLessThan(1e-5);
      const likeliest = [...row].sort((a, b) => b - a).slice(0, 4);
      expect(told.top).toHaveLength(4);
      for (const [place, { logprob, token }] of told.top.entries()) {
        expect(Math.abs(logprob - (row[token] ?? 0))).toBeLessThan(1e-5);
        expect(Math.abs(logprob - (likeliest[place] ?? 0))).toBeLessThan(1e-5);
      }
    }
  }
});

test("come with the text of their tokens, and not for a stop string that was cut off", async () => {
  const options = greedy(30, { logprobs: 0 });
  const whole = await opened.run({ options });
  expect(whole.logprobs.every(({ top }) => top.length === 0)).toBe(true);
  for (const [, text, logprobs = []] of whole.pieces) {
    expect(logprobs.map((token) => token.text).join("")).toBe(text);
  }
  const stop = whole.text.slice(12, 15);
  const stopped = await opened.run({ options: { ...options, stop: [stop] } });
  expect(stopped.end).toMatchObject({ finishReason: "stop", stopSequence: stop });
  expect(stopped.logprobs.map(({ text }) => text).join("")).toBe(stopped.text);
  expect(stopped.end.completionTokens).toBeGreaterThan(stopped.logprobs.length);
});

/** Cells that round no more than the computation does, since tokens computed many at once are rounded otherwise. */
const WHOLE_FLOATS: LoadTuning = { cacheTypeK: "f32", cacheTypeV: "f32", flashAttention: "off" };
/** How far off a logarithm may still be. */
const MANY_AT_ONCE = 0.02;

describe("of a prompt", () => {
  const long = [1, ...Array.from({ length: 90 }, (_, index) => 259 + ((index * 7) % 30))];

  test.each([
    ["a prompt of one token", [1], true],
    ["a short prompt", PROMPT, true],
    ["one of several steps", long, true],
    ["one of several steps, where a step has an output for each request alone", long.slice(0, 20), false],
  ])("are those of the model itself: %s", async (_name, prompt, speculates) => {
    const own = openEngine(inject("tinyModelPath"), { speculates, tuning: WHOLE_FLOATS });
    onTestFinished(() => own.engine.close());
    const options = greedy(3, { logprobs: 4 });
    // what others have computed of it is computed again
    await own.run({ prompt, options: greedy(3) });
    const ids = [101, 102, 103];
    const ran = await Promise.all(ids.map((id) => own.run({ id, prompt, options, promptLogprobs: true })));
    const direct = softmaxAfter(prompt, WHOLE_FLOATS);
    for (const { id, end } of ran) {
      const told = own.promptLogprobs(id);
      expect(told.map(({ token }) => token)).toEqual(prompt);
      expect(told[0]).toMatchObject({ logprob: null, top: [] });
      for (const [index, { token, logprob, top }] of told.entries()) {
        if (index === 0) continue;
        const row = direct[index - 1] ?? [];
        expect(Math.abs((logprob ?? 0) - (row[token] ?? 0))).toBeLessThan(MANY_AT_ONCE);
        const likeliest = [...row].sort((a, b) => b - a).slice(0, 4);
        for (const [place, candidate] of top.entries()) {
          expect(Math.abs(candidate.logprob - (likeliest[place] ?? 0))).toBeLessThan(MANY_AT_ONCE);
        }
        expect(top).toHaveLength(4);
      }
      expect(end).toMatchObject({ cachedTokens: 0, completionTokens: 3 });
    }
  });
});

test("are not told of the token that ends the answer, nor unasked", async () => {
  const options = greedy(9, { logprobs: 1, logitBias: [{ token: 2, bias: 100 }] });
  const { end, logprobs } = await opened.run({ options });
  expect([end.completionTokens, logprobs]).toEqual([1, []]);
  const unasked = await opened.run({ options: greedy(9) });
  expect(unasked.pieces.every((piece) => piece.length === 2)).toBe(true);
});
