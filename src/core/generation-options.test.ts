import fc from "fast-check";
import { expect, test } from "vitest";
import {
  DEFAULT_GENERATION_OPTIONS,
  GENERATION_NUMBER_RULES,
  resolveGenerationOptions,
} from "./generation-options.ts";

test("fills in the documented defaults", () => {
  expect(resolveGenerationOptions()).toEqual({
    maxTokens: 256,
    temperature: 0.7,
    topP: 0.9,
    topK: 40,
    minP: 0,
    typicalP: 1,
    repeatPenalty: 1.1,
    repeatLastN: 64,
    frequencyPenalty: 0,
    presencePenalty: 0,
    stop: [],
    ignoreEos: false,
    minTokens: 0,
    topNSigma: 0,
    xtcProbability: 0,
    xtcThreshold: 0.1,
    dryMultiplier: 0,
    dryBase: 1.75,
    dryAllowedLength: 2,
    dryPenaltyLastN: -1,
    drySequenceBreakers: ["\n", ":", '"', "*"],
    mirostat: 0,
    mirostatTau: 5,
    mirostatEta: 0.1,
    dynamicTemperatureRange: 0,
    dynamicTemperatureExponent: 1,
    logitBias: [],
    samplers: [
      "penalties",
      "dry",
      "top_n_sigma",
      "top_k",
      "typical_p",
      "top_p",
      "min_p",
      "xtc",
      "temperature",
    ],
    logprobs: null,
    cachePrompt: true,
  });
  expect(resolveGenerationOptions({ topK: undefined, seed: undefined }).topK).toBe(40);
});

test("takes the repeat penalty off greedy generation unless it is given", () => {
  expect(resolveGenerationOptions({ temperature: 0 }).repeatPenalty).toBe(1);
  expect(resolveGenerationOptions({ temperature: 0, repeatPenalty: 1.2 }).repeatPenalty).toBe(1.2);
});

test("keeps every value that is in range", () => {
  const arbitraries = Object.entries(GENERATION_NUMBER_RULES).map(([name, rule]) => {
    const { min, max } = rule;
    const value = rule.integer ? fc.integer({ min, max }) : fc.double({ min, max, noNaN: true });
    return [name, value] as const;
  });
  fc.assert(
    fc.property(fc.record(Object.fromEntries(arbitraries)), (given) => {
      expect(resolveGenerationOptions(given)).toMatchObject(given);
    }),
  );
});

test("refuses any value out of range, naming the field", () => {
  const wrong = fc.oneof(
    fc.constant(Number.NaN),
    fc.constant(Number.POSITIVE_INFINITY),
    fc.constant(-1e9),
    fc.constant(1e12),
    fc.constant("1"),
    fc.constant(true),
  );
  fc.assert(
    fc.property(fc.constantFrom(...Object.keys(GENERATION_NUMBER_RULES)), wrong, (field, value) => {
      expect(() => resolveGenerationOptions({ [field]: value })).toThrow(
        expect.objectContaining({ code: "invalid_request", param: field }),
      );
    }),
  );
});

test("allows no bound on the tokens, and refuses a wrong stop list or flag", () => {
  expect(resolveGenerationOptions({ maxTokens: null }).maxTokens).toBeNull();
  for (const stop of [[""], ["x".repeat(2000)], Array(65).fill("x"), ["\ud83d"]]) {
    expect(() => resolveGenerationOptions({ stop })).toThrow(expect.objectContaining({ param: "stop" }));
  }
  const untyped: object = { ignoreEos: "yes" };
  expect(() => resolveGenerationOptions(untyped)).toThrow(expect.objectContaining({ param: "ignoreEos" }));
});

test("ignores fields that are no options", () => {
  const untyped: object = { signal: null, __proto__: { topK: -1 } };
  expect(resolveGenerationOptions(untyped)).toEqual(DEFAULT_GENERATION_OPTIONS);
});
