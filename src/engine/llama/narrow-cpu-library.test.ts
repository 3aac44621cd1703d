import { expect, inject, test } from "vitest";
import { greedy } from "../../../test/helpers/greedy.ts";
import { silenceNativeLog } from "../../../test/helpers/silence-native-log.ts";
import { LlamaContext } from "./context.ts";
import { listDevices } from "./devices.ts";
import { loadLibrary } from "./library.ts";
import { LlamaModel } from "./model.ts";
import { SamplerFactory } from "./sampler-factory.ts";
import { TokenBatch } from "./token-batch.ts";

test("a library with narrow vectors has one CPU device and computes", () => {
  silenceNativeLog();
  const library = loadLibrary("cpu", true);
  expect(listDevices(library).filter(({ type }) => type === "cpu").length).toBe(1);
  const model = LlamaModel.load(library, { path: inject("tinyModelPath"), device: "cpu" });
  const context = new LlamaContext(model, { kvCells: 256, sequences: 1, batchTokens: 64, threads: 1 });
  const batch = new TokenBatch(library, 64);
  const tokens = model.vocabulary.tokenizePrompt("hello", false);
  tokens.forEach((token, index) => {
    batch.add(token, index, 0, index === tokens.length - 1);
  });
  expect(context.decode(batch)).toBe("done");
  const generation = {
    ...greedy(1),
    temperature: 1,
    topP: 0.9,
    minP: 0.05,
    typicalP: 0.9,
    topK: 10,
    presencePenalty: 1,
    ignoreEos: true,
  };
  const samplers = new SamplerFactory(context, 1);
  const sampler = samplers.create({ options: generation, seed: 3 }, tokens);
  const { token } = sampler.sample(tokens.length - 1);
  expect(token).toBeGreaterThanOrEqual(0);
  expect(token).not.toBe(2);
  expect(model.passedOver).toBe(library.passedOver);
  for (const resource of [sampler, samplers, batch, context, model]) resource.free();
});
