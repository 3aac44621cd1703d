import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { greedy } from "../../../test/helpers/greedy.ts";
import { silenceNativeLog } from "../../../test/helpers/silence-native-log.ts";
import { LlamaContext } from "./context.ts";
import { listDevices } from "./devices.ts";
import { type LlamaLibrary, loadLibrary } from "./library.ts";
import { LlamaModel } from "./model.ts";
import { SamplerFactory } from "./sampler-factory.ts";
import { restoreSequence, saveSequence } from "./sequence-state.ts";
import { ThreadPool } from "./thread-pool.ts";
import { TokenBatch } from "./token-batch.ts";

let library: LlamaLibrary;
let model: LlamaModel;
let context: LlamaContext;
let samplers: SamplerFactory;
let batch: TokenBatch;

beforeAll(() => {
  silenceNativeLog();
  library = loadLibrary("cpu");
  model = LlamaModel.load(library, { path: inject("tinyModelPath"), device: "cpu" });
  context = new LlamaContext(model, { kvCells: 512, sequences: 2, batchTokens: 64, threads: 1 });
  samplers = new SamplerFactory(context, 2);
  batch = new TokenBatch(library, 64);
});

afterAll(() => {
  for (const resource of [batch, samplers, context, model]) {
    resource.free();
    // freeing twice must do nothing: owners may close on more than one way out
    resource.free();
  }
});

/** Computes tokens in a sequence and gives the likeliest next one. */
function decode(tokens: Int32Array, sequence: number, from = 0): number {
  batch.clear();
  let last = -1;
  tokens.forEach((token, index) => {
    last = batch.add(token, from + index, sequence, index === tokens.length - 1);
  });
  expect(batch.length).toBe(tokens.length);
  expect(context.decode(batch)).toBe("done");
  const sampler = samplers.create({ options: greedy(1), seed: 1 }, tokens);
  const { token = -1 } = sampler.sample(last);
  sampler.free();
  sampler.free();
  return token;
}

describe("the llama.cpp binding", () => {
  test("loads the pinned release once and lists its devices", () => {
    expect(loadLibrary()).toBe(library);
    expect(library.llama.llama_version()).toMatch(/^0\.4\.0/);
    const cpu = listDevices(library).find(({ type }) => type === "cpu");
    expect(cpu).toMatchObject({ name: "CPU" });
    expect(cpu?.totalBytes).toBeGreaterThan(0);
  });

  test("reads a model's facts and metadata", () => {
    expect(model.trainContextLength).toBe(512);
    expect(model.parameterCount).toBeGreaterThan(50_000);
    expect(model.sizeBytes).toBe(model.parameterCount * 4);
    expect(model.canGenerate).toBe(true);
    expect(model.metadata("general.name")).toBe("tiny-random");
    expect(model.metadata("no.such.key")).toBeUndefined();
  });

  test("splits text into tokens and puts their bytes together again", () => {
    const { vocabulary } = model;
    const text = "tiny text, é 🙂";
    const tokens = vocabulary.tokenize(text, false, false);
    const bytes = Buffer.concat([...tokens].map((token) => vocabulary.piece(token)));
    expect(bytes.toString("utf8").trimStart()).toBe(text);
    expect(vocabulary.piece(tokens[0] ?? 0)).toBe(vocabulary.piece(tokens[0] ?? 0));
    expect(vocabulary.tokenize("", true, false)).toEqual(Int32Array.of(1));
    expect(vocabulary.textOf(-1)).toBe("");
  });

  test("knows which tokens end a generation", () => {
    const ends = model.vocabulary.endOfGenerationTokens();
    expect(ends).toContain(2);
    expect(ends.every((token) => model.vocabulary.isEndOfGeneration(token))).toBe(true);
  });

  test("computes the same next token for the same tokens in either sequence", () => {
    const tokens = model.vocabulary.tokenize("hello there", true, false);
    const first = decode(tokens, 0);
    expect(decode(tokens, 1)).toBe(first);
    expect(context.memory.lastPosition(0)).toBe(tokens.length - 1);
    expect(context.memory.remove(0, 3)).toBe(true);
    expect(context.memory.lastPosition(0)).toBe(2);
    expect(decode(tokens.subarray(3), 0, 3)).toBe(first);
    context.memory.clear();
    expect(context.memory.lastPosition(1)).toBe(-1);
  });

  test("carries a sequence's cells over to another by its saved state", () => {
    const tokens = model.vocabulary.tokenize("a long history", true, false);
    decode(tokens.subarray(0, -1), 0);
    const state = saveSequence(context, 0);
    const expected = decode(tokens.subarray(-1), 0, tokens.length - 1);
    context.memory.clear();
    expect(restoreSequence(context, 1, state)).toBe(true);
    expect(decode(tokens.subarray(-1), 1, tokens.length - 1)).toBe(expected);
    expect(restoreSequence(context, 0, Buffer.from("no state"))).toBe(false);
    context.memory.clear();
  });

  test("says when no KV cells are left", () => {
    const tokens = new Int32Array(64).fill(5);
    for (let from = 0; from < 512; from += 64) {
      if (from < 448) decode(tokens, 0, from);
    }
    decode(tokens, 0, 448);
    batch.clear();
    batch.add(5, 0, 1, true);
    expect(context.decode(batch)).toBe("no-kv-cells");
    context.memory.clear();
  });

  test("reports a step that cannot be computed, and goes on", () => {
    batch.clear();
    batch.add(1_000_000, 0, 0, true);
    expect(() => context.decode(batch)).toThrow(expect.objectContaining({ code: "internal" }));
    expect(decode(Int32Array.of(1, 5), 0)).toBeGreaterThanOrEqual(0);
    context.memory.clear();
  });

  test("refuses a batch over its capacity instead of writing past it", () => {
    const small = new TokenBatch(library, 1);
    small.add(1, 0, 0, false);
    expect(() => small.add(1, 1, 0, false)).toThrow(RangeError);
    small.free();
  });

  test("never samples a banned token", () => {
    const tokens = model.vocabulary.tokenize("hello", true, false);
    const likeliest = decode(tokens, 0);
    const logitBias = [{ token: likeliest, bias: null }];
    const sampler = samplers.create({ options: greedy(1, { logitBias }), seed: 1 }, tokens);
    expect(sampler.sample(tokens.length - 1).token).not.toBe(likeliest);
    sampler.free();
    context.memory.clear();
  });

  test("makes a pool of threads only where there is more than one", () => {
    expect(ThreadPool.create(library, 1)).toBeUndefined();
    const pool = ThreadPool.create(library, 2);
    expect(pool?.handle).toBeTruthy();
    pool?.free();
    pool?.free();
  });

  test("says so when llama.cpp makes no context", () => {
    // more sequences than it holds: the one refusal that needs no terabytes to provoke
    const build = (): LlamaContext =>
      new LlamaContext(model, { kvCells: 512, sequences: 300, batchTokens: 512, threads: 1 });
    expect(build).toThrow(expect.objectContaining({ code: "insufficient_memory" }));
  });
});
