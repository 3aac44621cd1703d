import { join } from "node:path";
import { expect, test } from "vitest";
import { ggufValue } from "../../../test/helpers/gguf-writer.ts";
import { temporaryFolder } from "../../../test/helpers/temporary-folder.ts";
import { writeTinyModel } from "../../../test/helpers/tiny-model.ts";
import { validateGguf } from "../gguf/validate-gguf.ts";
import { architectureWritesText, toModelFacts } from "./model-facts.ts";

test.each([
  ["llama", true],
  ["qwen3moe", true],
  ["nomic-bert", false],
  ["t5encoder", false],
  ["gemma-embedding", false],
  ["t5", true],
])("the architecture %s writes text: %s", (architecture, writes) => {
  expect(architectureWritesText(architecture)).toBe(writes);
});

test.each([
  ["nothing more", {}, true],
  ["a kind of pooling", { "llama.pooling_type": ggufValue.uint32(1) }, false],
  ["attention both ways", { "llama.attention.causal": ggufValue.bool(false) }, false],
  ["causal attention", { "llama.attention.causal": ggufValue.bool(true) }, true],
])("a model whose file tells of %s, whatever its name, writes text: %s", async (_, metadata, writes) => {
  const path = join(temporaryFolder(), "bert-embedding.gguf");
  await writeTinyModel(path, { metadata });
  const { header, summary } = await validateGguf(path);
  expect(toModelFacts(header, summary)).toEqual({
    architecture: "llama",
    name: "tiny-random",
    parameterCount: 111_168,
    quantization: "F32",
    contextLength: 512,
    hasChatTemplate: true,
    writesText: writes,
  });
});
