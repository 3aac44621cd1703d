import { copyFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  ggufValue,
  type WritableTensor,
  type WritableValue,
  writeGguf,
} from "../../../test/helpers/gguf-writer.ts";
import { temporaryFolder } from "../../../test/helpers/temporary-folder.ts";
import { writeLoraAdapter, writeTinyModel } from "../../../test/helpers/tiny-model.ts";
import { formatShardName } from "./shard-name.ts";
import { validateGguf } from "./validate-gguf.ts";

async function tiny(metadata: Readonly<Record<string, WritableValue>>): Promise<string> {
  const path = join(temporaryFolder(), "tiny.gguf");
  await writeTinyModel(path, { metadata });
  return path;
}

const weights: WritableTensor = { name: "a", dimensions: [8], data: new Float32Array(8) };

describe("a model", () => {
  test("that is sound is passed with its summary and size", async () => {
    const path = await tiny({});
    const validated = await validateGguf(path);
    expect(validated.paths).toEqual([path]);
    expect(validated.sizeBytes).toBe(validated.header.fileBytes);
    expect(validated.summary.architecture).toBe("llama");
  });

  test.each<[string, Readonly<Record<string, WritableValue>>, string]>([
    [
      "without an architecture",
      { "general.architecture": ggufValue.uint32(1) },
      "does not name its architecture",
    ],
    ["without a context length", { "llama.context_length": ggufValue.uint32(0) }, "context_length"],
    ["without blocks", { "llama.block_count": ggufValue.string("2") }, "block_count"],
    ["with too many blocks", { "llama.block_count": ggufValue.uint32(513) }, "513 blocks"],
    [
      "with odd prediction layers",
      { "llama.nextn_predict_layers": ggufValue.uint32(3) },
      "prediction layers",
    ],
    ["with too many experts", { "llama.expert_count": ggufValue.uint32(2000) }, "2000 experts"],
    ["that uses none of its experts", { "llama.expert_count": ggufValue.uint32(8) }, "0 of its 8"],
    [
      "that uses more experts than it has",
      {
        "llama.expert_count": ggufValue.uint32(8),
        "llama.expert_used_count": ggufValue.numbers("int32", [2, 9]),
      },
      "9 of its 8",
    ],
    ["with an unknown rope scaling", { "llama.rope.scaling.type": ggufValue.string("spiral") }, '"spiral"'],
    ["without a tokenizer", { "tokenizer.ggml.model": ggufValue.bool(true) }, "tokenizer"],
    ["without a vocabulary", { "tokenizer.ggml.tokens": ggufValue.strings([]) }, "no vocabulary"],
    [
      "with a vocabulary of numbers",
      { "tokenizer.ggml.tokens": ggufValue.numbers("int32", [1]) },
      "no vocabulary",
    ],
    [
      "with too few scores",
      { "tokenizer.ggml.scores": ggufValue.numbers("float32", [1]) },
      "1 entries for 290",
    ],
    [
      "with too few token types",
      { "tokenizer.ggml.token_type": ggufValue.numbers("int32", [1]) },
      "token_type",
    ],
  ])("%s is refused", async (_, metadata, reason) => {
    const path = await tiny(metadata);
    await expect(validateGguf(path)).rejects.toMatchObject({
      code: "model_corrupt",
      message: expect.stringContaining(reason),
    });
  });

  test("without weights is refused", async () => {
    const path = join(temporaryFolder(), "empty.gguf");
    await writeGguf(path, { metadata: [["general.architecture", ggufValue.string("llama")]] });
    await expect(validateGguf(path)).rejects.toThrow("holds no weights");
  });

  test("may go without a vocabulary when it says so, and may have experts and rope scaling", async () => {
    const path = await tiny({
      "tokenizer.ggml.model": ggufValue.string("none"),
      "tokenizer.ggml.tokens": ggufValue.strings([]),
      "llama.expert_count": ggufValue.uint32(4),
      "llama.expert_used_count": ggufValue.uint32(2),
      "llama.rope.scaling.type": ggufValue.string("yarn"),
    });
    await expect(validateGguf(path)).resolves.toMatchObject({ summary: { architecture: "llama" } });
  });

  test("given where an adapter is expected is an invalid request, and the other way round", async () => {
    const model = await tiny({});
    const adapter = join(temporaryFolder(), "lora.gguf");
    await writeLoraAdapter(adapter);
    await expect(validateGguf(model, "adapter")).rejects.toMatchObject({ code: "invalid_request" });
    await expect(validateGguf(adapter)).rejects.toMatchObject({ code: "invalid_request" });
  });

  test("is told from a projector", async () => {
    const path = await tiny({ "general.type": ggufValue.string("mmproj") });
    await expect(validateGguf(path)).rejects.toMatchObject({ code: "invalid_request" });
  });
});

describe("an adapter", () => {
  const adapter = async (
    metadata: Readonly<Record<string, WritableValue>>,
    tensors = [weights],
  ): Promise<string> => {
    const path = join(temporaryFolder(), "adapter.gguf");
    const whole = {
      "general.type": ggufValue.string("adapter"),
      "general.architecture": ggufValue.string("llama"),
      "adapter.type": ggufValue.string("lora"),
      ...metadata,
    };
    await writeGguf(path, { metadata: Object.entries(whole), tensors });
    return path;
  };

  test("of the LoRA kind is passed", async () => {
    await expect(validateGguf(await adapter({}), "adapter")).resolves.toMatchObject({
      summary: { isAdapter: true },
    });
  });

  test.each<[string, Readonly<Record<string, WritableValue>>, string]>([
    ["of another kind", { "adapter.type": ggufValue.string("other") }, '"other"'],
    ["without a kind", { "adapter.type": ggufValue.uint32(1) }, '"missing"'],
    ["with an alpha that llama.cpp aborts on", { "adapter.lora.alpha": ggufValue.uint32(8) }, "alpha"],
    ["without an architecture", { "general.architecture": ggufValue.uint32(1) }, "architecture"],
  ])("%s is refused", async (_, metadata, reason) => {
    const path = await adapter(metadata);
    await expect(validateGguf(path, "adapter")).rejects.toMatchObject({
      code: "model_corrupt",
      message: expect.stringContaining(reason),
    });
  });

  test("without weights is refused", async () => {
    await expect(validateGguf(await adapter({}, []), "adapter")).rejects.toThrow("no weights");
  });
});

describe("a sharded model", () => {
  const shards = async (present: readonly number[], count = 3): Promise<string> => {
    const folder = temporaryFolder();
    for (const number of present) {
      const path = join(folder, formatShardName({ stem: "big", number, count }));
      await writeTinyModel(path, { metadata: { "split.count": { type: "uint16", value: 3 } } });
    }
    return folder;
  };

  test("is checked with all its files", async () => {
    const folder = await shards([1, 2, 3]);
    const { paths, sizeBytes, header, summary } = await validateGguf(join(folder, "big-00001-of-00003.gguf"));
    expect(paths).toHaveLength(3);
    expect(sizeBytes).toBe(3 * header.fileBytes);
    expect(summary.parameterCount).toBe(3 * 111_168);
  });

  test("with a missing file is refused, naming the file", async () => {
    const folder = await shards([1, 3]);
    await expect(validateGguf(join(folder, "big-00001-of-00003.gguf"))).rejects.toMatchObject({
      code: "model_corrupt",
      message: expect.stringContaining("big-00002-of-00003.gguf"),
    });
  });

  test("with a damaged file is refused, naming the file", async () => {
    const folder = await shards([1, 2, 3]);
    await writeFile(join(folder, "big-00003-of-00003.gguf"), "GGUF");
    await expect(validateGguf(join(folder, "big-00001-of-00003.gguf"))).rejects.toMatchObject({
      code: "model_corrupt",
      message: expect.stringContaining("big-00003-of-00003.gguf"),
    });
  });

  test("is loaded by its first file only", async () => {
    const folder = await shards([1, 2, 3]);
    await expect(validateGguf(join(folder, "big-00002-of-00003.gguf"))).rejects.toMatchObject({
      code: "invalid_request",
      message: expect.stringContaining("big-00001-of-00003.gguf"),
    });
  });

  test("must keep the names that llama.cpp looks for", async () => {
    const folder = await shards([1]);
    await copyFile(join(folder, "big-00001-of-00003.gguf"), join(folder, "renamed.gguf"));
    await expect(validateGguf(join(folder, "renamed.gguf"))).rejects.toMatchObject({ code: "model_corrupt" });
  });
});
