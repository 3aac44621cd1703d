import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, expect, inject, test } from "vitest";
import {
  ggufValue,
  type WritableTensor,
  type WritableValue,
  writeGguf,
} from "../../../test/helpers/gguf-writer.ts";
import { writeTinyMoe } from "../../../test/helpers/tiny-moe.ts";
import type { ModelShape } from "../../core/model-shape.ts";
import { describeShape } from "./describe-shape.ts";
import { readGgufHeader } from "./read-gguf-header.ts";

const folder = mkdtempSync(path.join(os.tmpdir(), "shimmy-shape-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** The shape of a file with these metadata and tensors of these dimensions. */
async function shapeOf(
  architecture: string,
  metadata: Record<string, WritableValue>,
  tensors: Record<string, readonly number[]>,
): Promise<ModelShape> {
  const file = path.join(folder, `${architecture}.gguf`);
  const prefixed = Object.entries(metadata).map(([key, value]) => [`${architecture}.${key}`, value] as const);
  await writeGguf(file, {
    metadata: [["general.architecture", ggufValue.string(architecture)], ...prefixed],
    tensors: Object.entries(tensors).map(
      ([name, dimensions]): WritableTensor => ({
        name,
        dimensions,
        data: new Float32Array(dimensions.reduce((product, length) => product * length, 1)),
      }),
    ),
  });
  return describeShape([await readGgufHeader(file)]);
}

const { uint32 } = ggufValue;
const counts = (values: readonly number[]) => ggufValue.numbers("uint32", values);
const widths = { embedding_length: uint32(64), "attention.head_count": uint32(4) };

test("describes an ordinary transformer", async () => {
  const shape = describeShape([await readGgufHeader(inject("tinyModelPath"))]);
  expect(shape).toMatchObject({
    architecture: "llama",
    embeddingLength: 64,
    keyLength: 16,
    tiedOutput: false,
    hasSlidingWindow: false,
    hasLatentAttention: false,
  });
  expect(shape.layers).toHaveLength(2);
  expect(shape.layers[0]).toEqual({
    keyWidth: 32,
    valueWidth: 32,
    queryWidth: 64,
    attentionWidth: 64,
    headCount: 4,
    fusedQueryKeyValue: false,
    feedForwardWidth: 128,
    gatedFeedForward: true,
    fusedFeedForward: false,
    expertCount: 0,
    expertsUsed: 0,
    expertWidth: 0,
    stateWidth: 0,
    recurrentWidth: 0,
  });
  expect(shape.tensors.find(({ name }) => name === "blk.1.attn_q.weight")).toEqual({
    name: "blk.1.attn_q.weight",
    layer: 1,
    type: "F32",
    sizeBytes: 64 * 64 * 4,
    dimensions: [64, 64],
  });
});

test("describes experts", async () => {
  const file = path.join(folder, "moe.gguf");
  await writeTinyMoe(file);
  const shape = describeShape([await readGgufHeader(file)]);
  expect(shape.layers[2]).toMatchObject({
    feedForwardWidth: 0,
    expertCount: 4,
    expertsUsed: 2,
    expertWidth: 96,
    keyWidth: 32,
  });
});

test("describes fused matrices, a tied output and a window", async () => {
  const shape = await shapeOf(
    "gemma2",
    { ...widths, block_count: uint32(1), "attention.sliding_window": uint32(128) },
    {
      "token_embd.weight": [64, 10],
      "blk.0.attn_qkv.weight": [64, 192],
      "blk.0.attn_output.weight": [64, 64],
      "blk.0.ffn_up.weight": [64, 64],
      "blk.0.ffn_down.weight": [32, 64],
    },
  );
  expect(shape).toMatchObject({ tiedOutput: true, hasSlidingWindow: true, vocabularySize: 10 });
  expect(shape.layers[0]).toMatchObject({
    fusedQueryKeyValue: true,
    fusedFeedForward: true,
    gatedFeedForward: true,
    feedForwardWidth: 32,
  });
});

test("knows which layers of a hybrid keep a state, and which cache", async () => {
  const hybrid = await shapeOf(
    "lfm2",
    {
      ...widths,
      block_count: uint32(3),
      "attention.head_count_kv": counts([0, 2, 0]),
      "shortconv.l_cache": uint32(3),
    },
    { "token_embd.weight": [64, 10] },
  );
  expect(hybrid.layers.map(({ keyWidth, stateWidth }) => [keyWidth, stateWidth])).toEqual([
    [0, 128],
    [32, 0],
    [0, 128],
  ]);
  const interval = await shapeOf(
    "qwen3next",
    {
      ...widths,
      block_count: uint32(4),
      "ssm.conv_kernel": uint32(4),
      "ssm.inner_size": uint32(32),
      "ssm.state_size": uint32(8),
      "ssm.group_count": uint32(2),
    },
    { "token_embd.weight": [64, 10] },
  );
  expect(interval.layers.map(({ keyWidth }) => keyWidth > 0)).toEqual([false, false, false, true]);
  expect(interval.layers[0]?.stateWidth).toBe(3 * (32 + 2 * 2 * 8) + 8 * 32);
});

test.each([
  ["mamba", { "ssm.conv_kernel": 4, "ssm.inner_size": 32, "ssm.state_size": 16 }, 3 * 32 + 16 * 32],
  ["rwkv7", { "wkv.head_size": 8, token_shift_count: 2 }, 64 * (2 + 8)],
  ["kimi-linear", { "kda.head_dim": 8, "ssm.conv_kernel": 4 }, 3 * 3 * 4 * 8 + 8 * 8 * 4],
])("knows the state of %s", async (architecture, metadata, width) => {
  const values = Object.fromEntries(Object.entries(metadata).map(([key, value]) => [key, uint32(value)]));
  const shape = await shapeOf(
    architecture,
    { ...widths, block_count: uint32(1), "attention.head_count_kv": counts([0]), ...values },
    { "token_embd.weight": [64, 10] },
  );
  expect(shape.layers[0]).toMatchObject({ stateWidth: width, keyWidth: 0, headCount: 0 });
});

test("caches keys alone with latent attention, and nothing in layers that borrow their cache", async () => {
  const latent = await shapeOf(
    "deepseek2",
    {
      ...widths,
      block_count: uint32(1),
      "attention.head_count_kv": uint32(1),
      "attention.key_length": uint32(48),
      "attention.value_length": uint32(32),
      "attention.key_length_mla": uint32(24),
      "attention.value_length_mla": uint32(16),
    },
    { "token_embd.weight": [64, 10] },
  );
  expect(latent).toMatchObject({ hasLatentAttention: true });
  expect(latent.layers[0]).toMatchObject({ keyWidth: 48, valueWidth: 0 });
  const borrowed = await shapeOf(
    "gemma3n",
    { ...widths, block_count: uint32(3), "attention.shared_kv_layers": uint32(1) },
    { "token_embd.weight": [64, 10] },
  );
  expect(borrowed.layers.map(({ keyWidth }) => keyWidth)).toEqual([64, 64, 0]);
});
