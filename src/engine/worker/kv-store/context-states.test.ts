import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { silenceNativeLog } from "../../../../test/helpers/silence-native-log.ts";
import { LlamaContext } from "../../llama/context.ts";
import { loadLibrary } from "../../llama/library.ts";
import { LlamaModel } from "../../llama/model.ts";
import { saveSequence } from "../../llama/sequence-state.ts";
import { TokenBatch } from "../../llama/token-batch.ts";
import { ContextStates, SCRATCH_SEQUENCE } from "./context-states.ts";
import { PrefixStore } from "./prefix-store.ts";

let model: LlamaModel;
let context: LlamaContext;
let batch: TokenBatch;

beforeAll(() => {
  silenceNativeLog();
  const library = loadLibrary("cpu");
  model = LlamaModel.load(library, { path: inject("tinyModelPath"), device: "cpu" });
  context = new LlamaContext(model, {
    ...{ kvCells: 256, sequences: 1, spareSequences: 1, batchTokens: 64, threads: 1 },
  });
  batch = new TokenBatch(library, 64);
});
afterAll(() => {
  for (const resource of [batch, context, model]) resource.free();
});

/** Computes tokens in a sequence and gives a copy of the last one's logits. */
function decode(tokens: Int32Array, sequence: number, from = 0): Float32Array {
  batch.clear();
  let last = -1;
  tokens.forEach((token, index) => {
    last = batch.add(token, from + index, sequence, index === tokens.length - 1);
  });
  expect(context.decode(batch)).toBe("done");
  return context.logits(last).slice();
}

test("cells of every sequence come back as they were, also of those that llama.cpp's states do not name", () => {
  const store = new PrefixStore({ memoryBytes: 1_000_000, disk: undefined });
  const states = new ContextStates(context, store, SCRATCH_SEQUENCE);
  const prompts = ["a long history", "another story", "the third"].map((text) =>
    model.vocabulary.tokenize(text, true, false),
  );
  const ids = [1, 7, 200];
  const expected = prompts.map((tokens, index) => {
    const id = ids[index] ?? 0;
    decode(tokens.subarray(0, -1), id);
    const logits = decode(tokens.subarray(-1), id, tokens.length - 1);
    context.memory.remove(id, tokens.length - 1);
    states.save(id, "", tokens.subarray(0, -1));
    context.memory.remove(id);
    return logits;
  });
  expect(context.memory.lastPosition(0)).toBe(-1);
  prompts.forEach((tokens, index) => {
    const id = 250 - index;
    expect(states.restore(id, "", tokens)).toBe(tokens.length - 1);
    expect(decode(tokens.subarray(-1), id, tokens.length - 1)).toEqual(expected[index]);
    context.memory.remove(id);
  });
});

test("nothing is copied that would not be kept, and trouble with it is nobody's", () => {
  const store = new PrefixStore({ memoryBytes: 10, disk: undefined });
  const states = new ContextStates(context, store, SCRATCH_SEQUENCE);
  const tokens = model.vocabulary.tokenize("hello", true, false);
  decode(tokens, 3);
  states.save(3, "", tokens);
  expect(states.match("", tokens)).toBeUndefined();
  expect(context.memory.lastPosition(0)).toBe(-1);
  const broken = new PrefixStore({ memoryBytes: 1_000_000, disk: undefined });
  broken.put = () => {
    throw new Error("no memory");
  };
  expect(() => new ContextStates(context, broken, SCRATCH_SEQUENCE).save(3, "", tokens)).not.toThrow();
  expect(context.memory.lastPosition(0)).toBe(-1);
  context.memory.clear();
});

test("a sequence whose cells did not come back has none", () => {
  const store = new PrefixStore({ memoryBytes: 1_000_000, disk: undefined });
  const states = new ContextStates(context, store, SCRATCH_SEQUENCE);
  const tokens = model.vocabulary.tokenize("hello", true, false);
  decode(tokens, 3);
  expect(states.restore(3, "", tokens)).toBe(0);
  expect(context.memory.lastPosition(3)).toBe(-1);
  // of a context with another number of streams, and none at all
  const streams = new LlamaContext(model, {
    ...{ kvCells: 512, streams: true, sequences: 2, batchTokens: 64, threads: 1 },
  });
  const foreign = saveSequence(streams, 0);
  streams.free();
  for (const cells of [foreign, Buffer.alloc(0)]) {
    decode(tokens, 3);
    store.put({ salt: `${cells.length}`, tokens, cells });
    expect(states.restore(3, `${cells.length}`, tokens)).toBe(0);
    expect(context.memory.lastPosition(3)).toBe(-1);
  }
});
