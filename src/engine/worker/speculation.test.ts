import { afterEach, describe, expect, inject, test, vi } from "vitest";
import { greedy } from "../../../test/helpers/greedy.ts";
import { openEngine } from "../../../test/helpers/open-engine.ts";
import type { GenerationOptions } from "../../core/generation-options.ts";
import type { Sequence } from "./sequence.ts";
import { Speculation } from "./speculation.ts";
import { TokenList } from "./token-list.ts";

const TOKENS = 60;
// texts that repeat themselves, and one that does not
const PROMPTS = ["abababababab", "the cat sat on the mat. the cat sat on the", "once upon a time"];
const SAMPLERS: readonly Partial<GenerationOptions>[] = [
  {},
  { repeatPenalty: 1.3, logprobs: 2 },
  { stop: ["b"], minTokens: 3 },
  // a random choice with one candidate: the chance is drawn, and nothing hangs on it
  { temperature: 1, topK: 1 },
];

const close: (() => void)[] = [];
afterEach(() => {
  for (const each of close.splice(0)) each();
  vi.restoreAllMocks();
});

/** Every prompt with every sampler at once: texts, counts, and the steps it took. */
async function answers(speculates: boolean) {
  const opened = openEngine(inject("tinyModelPath"), { speculates });
  close.push(() => opened.engine.close());
  const asked = PROMPTS.flatMap((prompt) => SAMPLERS.map((more) => ({ prompt, more })));
  for (const [id, { prompt, more }] of asked.entries()) {
    const options = greedy(TOKENS, more);
    opened.engine.loop.generate({ id, prompt, parseSpecial: false, options, seed: 1 });
  }
  const texts: unknown[] = [];
  for (const id of asked.keys()) {
    const { completionTokens, finishReason, stopSequence } = await opened.end(id);
    texts.push([opened.text(id), completionTokens, finishReason, stopSequence]);
  }
  return { texts, steps: opened.reports.filter((report) => report.type === "step").length };
}

describe("checking proposed tokens in the engine", () => {
  test("changes no text, with the proposals that it makes by itself", async () => {
    expect((await answers(true)).texts).toEqual((await answers(false)).texts);
  });

  test("changes no text when every proposal is wrong, and takes as many steps", async () => {
    const without = await answers(false);
    const propose = vi.spyOn(Speculation.prototype, "propose").mockImplementation((_, __, room) => {
      // control tokens, which greedy answers of this model never hold
      return Int32Array.from({ length: Math.min(3, room) }, () => 0);
    });
    const wrong = await answers(true);
    expect(propose).toHaveBeenCalled();
    expect(wrong.texts).toEqual(without.texts);
    expect(wrong.steps).toBe(without.steps);
  });

  test("takes far fewer steps when every proposal is right", async () => {
    const ask = async (speculates: boolean) => {
      const opened = openEngine(inject("tinyModelPath"), { speculates, slots: 1 });
      close.push(() => opened.engine.close());
      const options = greedy(TOKENS, { cachePrompt: false });
      opened.engine.loop.generate({ id: 1, prompt: "once upon", parseSpecial: false, options, seed: 1 });
      await opened.end(1);
      return { text: opened.text(1), steps: opened.reports.filter(({ type }) => type === "step").length };
    };
    let tokens: Int32Array = new Int32Array(0);
    const propose = vi.spyOn(Speculation.prototype, "propose");
    propose.mockImplementation((sequence) => {
      tokens = sequence.tokens.view().slice();
      return new Int32Array(0);
    });
    const plain = await ask(true);
    propose.mockImplementation((sequence, _, room) => {
      const { length } = sequence.tokens;
      return tokens.slice(length, length + Math.min(5, room, sequence.remainingTokens - 1));
    });
    const right = await ask(true);
    expect(right.text).toBe(plain.text);
    expect(plain.steps).toBe(TOKENS);
    expect(right.steps).toBeLessThan(TOKENS / 4);
  });
});

describe("proposing", () => {
  const sequence = (remainingTokens: number): Sequence =>
    // the part of a sequence that proposals look at
    ({ tokens: new TokenList(Int32Array.of(1, 2, 3, 4, 1, 2, 3)), remainingTokens }) as Sequence;

  test("begins before the cost is known, and keeps to the room and to the answer's length", () => {
    const speculation = new Speculation();
    expect([...speculation.propose(sequence(50), 1, 8)]).toEqual([4, 1]);
    expect([...speculation.propose(sequence(50), 1, 1)]).toEqual([4]);
    expect([...speculation.propose(sequence(1), 1, 8)]).toEqual([]);
  });

  test("grows where steps cost the same whatever they hold, and stops where each token costs", () => {
    const [cheap, dear] = [new Speculation(), new Speculation()];
    for (let step = 0; step < 50; step++) {
      cheap.observeStep(1 + (step % 4), 100);
      dear.observeStep(1 + (step % 4), 100 * (1 + (step % 4)));
    }
    expect(cheap.propose(sequence(50), 1, 8).length).toBeGreaterThan(2);
    expect(dear.propose(sequence(50), 1, 8)).toHaveLength(0);
  });

  test("stops after wrong guesses, and tries again later", () => {
    const speculation = new Speculation();
    const asked = sequence(50);
    for (let step = 0; step < 50; step++) speculation.observeStep(1 + (step % 4), 100 + 10 * (step % 4));
    expect(speculation.propose(asked, 1, 8).length).toBeGreaterThan(0);
    for (let draft = 0; draft < 30; draft++) speculation.observeDraft(asked, 4, 0);
    expect(speculation.propose(asked, 1, 8)).toHaveLength(0);
    let waited = 0;
    while (speculation.propose(asked, 1, 8).length === 0 && waited < 1000) waited++;
    expect(waited).toBeLessThan(1000);
  });
});
