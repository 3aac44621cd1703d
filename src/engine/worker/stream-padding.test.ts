import { afterAll, beforeAll, beforeEach, expect, inject, test } from "vitest";
import { silenceNativeLog } from "../../../test/helpers/silence-native-log.ts";
import { LlamaContext } from "../llama/context.ts";
import { loadLibrary } from "../llama/library.ts";
import { LlamaModel } from "../llama/model.ts";
import { TokenBatch } from "../llama/token-batch.ts";
import { StreamPadding } from "./stream-padding.ts";
import { StreamStates } from "./stream-states.ts";

const STREAM_CELLS = 256;
const STREAMS = 8;

let model: LlamaModel;
let context: LlamaContext;
let batch: TokenBatch;

beforeAll(() => {
  silenceNativeLog();
  const library = loadLibrary("cpu");
  model = LlamaModel.load(library, { path: inject("tinyModelPath"), device: "cpu" });
  context = new LlamaContext(model, {
    ...{ kvCells: STREAMS * STREAM_CELLS, streams: true, sequences: STREAMS, batchTokens: 512, threads: 1 },
  });
  batch = new TokenBatch(library, 512);
});
afterAll(() => {
  for (const resource of [batch, context, model]) resource.free();
});
beforeEach(() => context.memory.clear());

/** Computes tokens of one stream and gives a copy of the last one's logits. */
function decode(stream: number, tokens: readonly number[], from = 0): Float32Array {
  batch.clear();
  const indexes = tokens.map((token, index) =>
    batch.add(token, from + index, stream, index === tokens.length - 1),
  );
  expect(context.decode(batch)).toBe("done");
  return context.logits(indexes.at(-1) ?? 0).slice();
}

/** In another batch the same numbers are added in another order. */
function expectClose(logits: Float32Array, expected: Float32Array): void {
  for (const [token, logit] of logits.entries()) expect(logit).toBeCloseTo(expected[token] ?? 0, 3);
}

test("fills a narrow gap with streams of any length, which are as before afterwards", () => {
  decode(1, [5, 6, 7]);
  const expected = decode(0, [40, 41]);
  context.memory.clear();
  decode(1, [5, 6, 7]);
  decode(0, [40]);
  const padding = new StreamPadding(context, STREAM_CELLS);
  batch.clear();
  const first = batch.add(41, 1, 0, true);
  padding.fill(batch, 0, 3);
  batch.add(9, 0, 3, true);
  expect(batch.length).toBe(4);
  expect(context.decode(batch)).toBe("done");
  expect([1, 2].map((stream) => context.memory.lastPosition(stream))).toEqual([3, 0]);
  const logits = context.logits(first).slice();
  padding.clear();
  expect([0, 1, 2, 3].map((stream) => context.memory.lastPosition(stream))).toEqual([1, 2, -1, 0]);
  expectClose(logits, expected);
});

test("leaves a wide gap, neighbours, a full stream, and a batch without room as they are", () => {
  const padding = new StreamPadding(context, STREAM_CELLS);
  batch.clear();
  padding.fill(batch, 0, 6);
  padding.fill(batch, 3, 4);
  expect(batch.length).toBe(0);
  decode(1, new Array<number>(STREAM_CELLS).fill(5));
  batch.clear();
  padding.fill(batch, 0, 2);
  expect(batch.length).toBe(0);
  const narrow = new TokenBatch(model.library, 1);
  padding.fill(narrow, 2, 4);
  expect(narrow.length).toBe(0);
  narrow.free();
});

test("a stream is cloned with what was computed, and a beginning of it", () => {
  const states = new StreamStates(context);
  const expected = decode(0, [5, 6, 7, 8]);
  expect(states.clone(0, 3, 3)).toBe(true);
  expect(states.clone(0, 5, 2)).toBe(true);
  expect([3, 5].map((stream) => context.memory.lastPosition(stream))).toEqual([2, 1]);
  expectClose(decode(3, [8], 3), expected);
  expectClose(decode(5, [7, 8], 2), expected);
  // what was read before is not taken for what is there now
  states.remove(0);
  decode(0, [20, 21]);
  expect(states.clone(0, 3, 2)).toBe(true);
  const other = decode(3, [22], 2);
  expectClose(other, decode(0, [22], 2));
  expect(states.clone(3, 0, 1)).toBe(true);
  expect(context.memory.lastPosition(0)).toBe(0);
});

test("a stream that cannot be read, for want of memory or at all, is not cloned, and leaves nothing in the other", () => {
  for (const size of [2n ** 60n, 0n]) {
    context.memory.clear();
    decode(0, [5, 6, 7]);
    decode(3, [9]);
    const llama = { ...model.library.llama, llama_state_seq_get_size: () => size };
    const broken = Object.create(context, {
      model: { value: Object.create(model, { library: { value: { ...model.library, llama } } }) },
    });
    const states = new StreamStates(broken);
    expect(states.clone(0, 3, 2)).toBe(false);
    expect([0, 3].map((stream) => context.memory.lastPosition(stream))).toEqual([2, -1]);
  }
});
