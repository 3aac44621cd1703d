import { afterAll, expect, test } from "vitest";
import { mulberry32 } from "../../../test/helpers/tiny-model.ts";
import { resolveGenerationOptions } from "../../core/generation-options.ts";
import { loadLibrary } from "./library.ts";
import { createNativeSampler } from "./native-samplers.ts";
import { decidingTokens, planSamplers } from "./plan-samplers.ts";
import { TokenCandidates } from "./token-candidates.ts";

const VOCABULARY = 5000;
const { llama } = loadLibrary("cpu");
const candidates = new TokenCandidates(llama, VOCABULARY);
afterAll(() => candidates.free());

/** Runs `rounds` choices from random logits by a chain of these options. */
function choices(
  given: object,
  rounds: number,
  fill: (logits: Float32Array, deciding: number) => void,
): number[] {
  const generation = resolveGenerationOptions(given);
  const { steps } = planSamplers(generation, 7);
  const chain = llama.llama_sampler_chain_init(llama.llama_sampler_chain_default_params());
  const more = { generation, vocabularySize: VOCABULARY, penaltyTokens: 0, takeDry: () => null };
  for (const step of steps) llama.llama_sampler_chain_add(chain, createNativeSampler(llama, step, more));
  const random = mulberry32(3);
  const chosen = Array.from({ length: rounds }, () => {
    fill(
      Float32Array.from({ length: VOCABULARY }, () => 12 * random() ** 4),
      decidingTokens(steps) ?? 0,
    );
    return candidates.choose(chain) ?? -1;
  });
  llama.llama_sampler_free(chain);
  return chosen;
}

test.each([
  ["the default samplers", {}],
  ["few tokens", { topK: 3, topP: 0.5 }],
  ["min-p and a high temperature", { topK: 200, topP: 1, minP: 0.02, temperature: 1.5 }],
  ["XTC", { topK: 50, xtcProbability: 0.5 }],
  ["temperature 0", { temperature: 0 }],
])("the likeliest tokens alone give the choices that all tokens give: %s", (_, options) => {
  const all = choices(options, 60, (logits) => candidates.fill(logits));
  const top = choices(options, 60, (logits, deciding) => candidates.fillTop(logits, deciding));
  expect(top).toEqual(all);
  expect(new Set(top).size).toBeGreaterThan(20);
});

test("nothing is chosen where every token is banned", () => {
  const nothing = new Float32Array(VOCABULARY).fill(Number.NEGATIVE_INFINITY);
  candidates.fillTop(nothing, 40);
  expect(candidates.choose(llama.llama_sampler_init_greedy())).toBeUndefined();
});
