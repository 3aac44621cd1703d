import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readGgufHeader } from "../../src/models/gguf/read-gguf-header.ts";
import { validateGguf } from "../../src/models/gguf/validate-gguf.ts";
import { ggufValue, type WritableValue, writeGguf } from "./gguf-writer.ts";
import { temporaryFolder } from "./temporary-folder.ts";
import { writeLoraAdapter, writeTinyModel } from "./tiny-model.ts";

describe("the GGUF writer", () => {
  test("writes every metadata type so that the reader gives it back", async () => {
    const path = join(temporaryFolder(), "types.gguf");
    const metadata: [string, WritableValue][] = [
      ["uint8", { type: "uint8", value: 200 }],
      ["int8", { type: "int8", value: -3 }],
      ["uint16", { type: "uint16", value: 65_000 }],
      ["int16", { type: "int16", value: -30_000 }],
      ["uint32", { type: "uint32", value: 4_000_000_000 }],
      ["int32", { type: "int32", value: -2_000_000_000 }],
      ["float32", { type: "float32", value: 1.5 }],
      ["float64", { type: "float64", value: Math.PI }],
      ["uint64", { type: "uint64", value: 2n ** 63n }],
      ["int64", { type: "int64", value: -5n }],
      ["bool", ggufValue.bool(true)],
      ["string", ggufValue.string("grüße ▁")],
      ["numbers", ggufValue.numbers("int16", [1, -2])],
      ["strings", ggufValue.strings(["a", "bc"])],
    ];
    await writeGguf(path, { metadata });
    const header = await readGgufHeader(path);
    const plain = metadata.slice(0, 12);
    expect(plain.map(([key]) => header.metadata.get(key))).toEqual(
      plain.map(([, value]) => ({ kind: "scalar", ...value })),
    );
    expect(header.metadata.array("numbers")).toMatchObject({ elementType: "int16", values: [1, -2] });
    expect(header.metadata.array("strings")).toMatchObject({ elementType: "string", length: 2 });
  });
});

describe("the tiny model", () => {
  test("is the same file for the same seed and another for another", async () => {
    const folder = temporaryFolder();
    const bytes = async (name: string, seed: number): Promise<Buffer> => {
      await writeTinyModel(join(folder, name), { seed });
      return readFile(join(folder, name));
    };
    const first = await bytes("a.gguf", 3);
    expect(first.equals(await bytes("b.gguf", 3))).toBe(true);
    expect(first.equals(await bytes("c.gguf", 4))).toBe(false);
  });

  test("passes the validator and tells its options", async () => {
    const path = join(temporaryFolder(), "tiny.gguf");
    await writeTinyModel(path, { name: "other", contextLength: 1024, chatTemplate: null });
    const { summary } = await validateGguf(path);
    expect(summary).toMatchObject({ name: "other", contextLength: 1024, chatTemplate: undefined });
    expect(summary.parameterCount).toBeLessThan(200_000);
  });

  test("can lack its byte tokens", async () => {
    const path = join(temporaryFolder(), "crashing.gguf");
    await writeTinyModel(path, { omitByteTokens: true });
    expect((await validateGguf(path)).summary.hasByteTokens).toBe(false);
  });
});

test("the LoRA adapter fits the shape it was asked for and passes the validator", async () => {
  const path = join(temporaryFolder(), "lora.gguf");
  await writeLoraAdapter(path, { rank: 2, alpha: 8, embeddingLength: 32, blockCount: 5 });
  const { header } = await validateGguf(path, "adapter");
  expect(header.metadata.number("adapter.lora.alpha")).toBe(8);
  expect(header.tensors).toHaveLength(20);
  expect(header.tensors[0]).toMatchObject({ name: "blk.0.attn_q.weight.lora_a", dimensions: [32, 2] });
  expect(header.tensors[1]).toMatchObject({ name: "blk.0.attn_q.weight.lora_b", dimensions: [2, 32] });
});
