import { expect, test } from "vitest";
import { type PartialGenerationOptions, resolveGenerationOptions } from "../../core/generation-options.ts";
import { planSamplers } from "./plan-samplers.ts";

const plan = (options: PartialGenerationOptions) => {
  const { penalizesLogits, steps } = planSamplers(resolveGenerationOptions(options), 7);
  return { penalizesLogits, kinds: steps.map(({ kind }) => kind) };
};

const EVERYTHING = {
  topNSigma: 1,
  topK: 5,
  typicalP: 0.9,
  topP: 0.9,
  minP: 0.1,
  xtcProbability: 0.5,
  dryMultiplier: 1,
};

test("orders samplers as llama.cpp does by default", () => {
  expect(plan(EVERYTHING)).toEqual({
    penalizesLogits: true,
    // a filter of zero probabilities comes before the sampler that cannot bear them
    kinds: [
      "dry",
      "top-n-sigma",
      "top-k",
      "min-p",
      "typical",
      "top-p",
      "min-p",
      "xtc",
      "temperature",
      "dist",
    ],
  });
});

test("takes the order that is asked for, and leaves out what is not named", () => {
  expect(plan({ ...EVERYTHING, samplers: ["temperature", "penalties", "top_k"] })).toEqual({
    penalizesLogits: false,
    kinds: ["temperature", "penalties", "top-k", "dist"],
  });
  expect(plan({ ...EVERYTHING, samplers: [] })).toEqual({ penalizesLogits: false, kinds: ["dist"] });
});

test("penalises the logits themselves where nothing in force comes before", () => {
  const samplers = ["top_k", "dry", "penalties", "temperature"] as const;
  expect(plan({ topK: 0, samplers })).toEqual({ penalizesLogits: true, kinds: ["temperature", "dist"] });
});

test("leaves out what changes nothing", () => {
  expect(plan({ temperature: 1, topK: 0, topP: 1, repeatPenalty: 1 })).toEqual({
    penalizesLogits: false,
    kinds: ["dist"],
  });
  expect(plan({ xtcProbability: 1, xtcThreshold: 0.6, topK: 0, topP: 1 }).kinds).toEqual([
    "temperature",
    "dist",
  ]);
  expect(plan({ dryMultiplier: 1, dryPenaltyLastN: 0, topK: 0, topP: 1 }).kinds).toEqual([
    "temperature",
    "dist",
  ]);
});

test("is greedy at temperature 0, after penalties and DRY", () => {
  expect(plan({ ...EVERYTHING, temperature: 0, dynamicTemperatureRange: 1, mirostat: 1 })).toEqual({
    penalizesLogits: false,
    kinds: ["dry", "greedy"],
  });
  expect(plan({ temperature: 0, repeatPenalty: 1.2, samplers: ["penalties"] })).toEqual({
    penalizesLogits: true,
    kinds: ["greedy"],
  });
});

test("puts mirostat in the place of all that truncates", () => {
  expect(plan({ ...EVERYTHING, mirostat: 2 }).kinds).toEqual(["dry", "temperature", "min-p", "mirostat"]);
});
