import { rm } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { modelEntry } from "../../test/helpers/fake-command-context.ts";
import { ggufValue } from "../../test/helpers/gguf-writer.ts";
import { temporaryFolder } from "../../test/helpers/temporary-folder.ts";
import { writeTinyEncoder } from "../../test/helpers/tiny-encoder.ts";
import { writeTinyModel } from "../../test/helpers/tiny-model.ts";
import { validateGguf } from "../models/gguf/validate-gguf.ts";
import { describeModel } from "./describe-model.ts";
import { DescriptionCache } from "./description-cache.ts";

const TOOL_TEMPLATE =
  "{% if tools %}{{ tools | tojson }}{% endif %}{% for message in messages %}{{ message.role + ': ' + message.content + '\n' }}{% endfor %}" +
  "{% if add_generation_prompt %}{{ 'assistant: <think>\n' if enable_thinking else 'assistant: ' }}{% endif %}";

async function describeTiny(
  options: Parameters<typeof writeTinyModel>[1],
  changes: Parameters<typeof modelEntry>[0] = {},
) {
  const path = join(temporaryFolder(), "m.gguf");
  await writeTinyModel(path, options);
  return await describeModel(modelEntry({ ...changes, path }));
}

describe("describeModel", () => {
  it("rounds no number, and shows lists of five values at most", async () => {
    const { metadata } = await describeTiny({
      metadata: {
        "general.size": { type: "uint64", value: 2n ** 53n + 1n },
        "general.short": ggufValue.numbers("uint32", [0, 1, 2, 3, 4]),
        "general.long": ggufValue.numbers("uint32", [0, 1, 2, 3, 4, 5]),
      },
    });
    expect(metadata).toMatchObject({ "general.size": "9007199254740993", "general.short": [0, 1, 2, 3, 4] });
    expect(metadata).toHaveProperty(["general.long"], undefined);
  });

  it("tells metadata without templates, long lists and what JSON cannot hold", async () => {
    const { metadata, template, license, embeddingLength } = await describeTiny({
      chatTemplate: TOOL_TEMPLATE,
      metadata: { "general.license": ggufValue.string("mit"), "general.size": { type: "uint64", value: 5n } },
    });
    expect(metadata).toMatchObject({ "general.architecture": "llama", "general.size": 5 });
    expect(metadata).not.toHaveProperty("tokenizer.chat_template");
    expect(metadata["tokenizer.ggml.tokens"]).toBeUndefined();
    expect(() => JSON.stringify(metadata)).not.toThrow();
    expect([template, license, embeddingLength]).toEqual([TOOL_TEMPLATE, "mit", 64]);
  });

  it("tells lists whole where that is asked for, and keeps none of it", async () => {
    const path = join(temporaryFolder(), "m.gguf");
    const numbers = Array.from({ length: 5_000 }, (_, index) => index);
    await writeTinyModel(path, { metadata: { "general.long": ggufValue.numbers("uint32", numbers) } });
    const cache = new DescriptionCache();
    const entry = modelEntry({ path });
    const { metadata } = await cache.describe(entry, { isVerbose: true });
    expect(metadata["general.long"]).toEqual(numbers);
    const { header } = await validateGguf(path);
    const tokens = metadata["tokenizer.ggml.tokens"];
    expect(tokens).toHaveLength(header.metadata.array("tokenizer.ggml.tokens")?.length ?? 0);
    expect(tokens).toContain("<unk>");
    expect((await cache.describe(entry)).metadata["tokenizer.ggml.tokens"]).toBeUndefined();
  });

  it("tells completion alone for a plain model", async () => {
    expect((await describeTiny({})).capabilities).toEqual(["completion"]);
  });

  it("tells tools and thinking by the template, and gaps by the vocabulary", async () => {
    const { capabilities } = await describeTiny({
      chatTemplate: TOOL_TEMPLATE,
      metadata: { "tokenizer.ggml.fim_pre_token_id": ggufValue.uint32(5) },
    });
    expect(capabilities).toEqual(["completion", "tools", "insert", "thinking"]);
  });

  it("tells embeddings for what pools by its file", async () => {
    const { capabilities } = await describeTiny({ metadata: { "llama.pooling_type": ggufValue.uint32(1) } });
    expect(capabilities).toEqual(["embedding"]);
  });

  it("tells embeddings for an encoder, whatever it pools by", async () => {
    const path = join(temporaryFolder(), "m.gguf");
    await writeTinyEncoder(path, { pooling: null });
    expect((await describeModel(modelEntry({ path }))).capabilities).toEqual(["embedding"]);
  });

  it("tells where the template in force comes from", async () => {
    const source = async (...args: Parameters<typeof describeTiny>) =>
      (await describeTiny(...args)).templateSource;
    expect(await source({ chatTemplate: TOOL_TEMPLATE })).toBe("file");
    expect(await source({ chatTemplate: "" })).toBe("family:chatml");
    const path = join(temporaryFolder(), "m.gguf");
    await writeTinyModel(path, {});
    const cache = new DescriptionCache();
    expect((await cache.describe(modelEntry({ path }))).template).not.toBe("gemma");
    // as a reload of the configuration may set it
    const changed = modelEntry({ path, settings: { template: "gemma" } });
    expect((await cache.describe(changed)).template).toBe("gemma");
    expect(await source({}, { settings: { template: "llama3" } })).toBe("override");
  });

  it("tells an alias's own template and license", async () => {
    const model = modelEntry();
    const alias = {
      name: "a",
      base: "tiny",
      createdAt: new Date(0),
      template: TOOL_TEMPLATE,
      license: "own",
      model,
    };
    const { template, license, capabilities } = await describeTiny({}, { alias });
    expect([template, license]).toEqual([TOOL_TEMPLATE, "own"]);
    expect(capabilities).toContain("tools");
  });

  it("tells of a template that cannot be read nothing but the template", async () => {
    const { capabilities, template } = await describeTiny({ chatTemplate: "{% if %}" });
    expect([capabilities, template]).toEqual([["completion"], "{% if %}"]);
  });
});

describe("a DescriptionCache", () => {
  it("reads a file once for all of its names, and again when it changed", async () => {
    const path = join(temporaryFolder(), "m.gguf");
    await writeTinyModel(path);
    const cache = new DescriptionCache();
    const entry = modelEntry({ path });
    const first = await cache.describe(entry);
    await rm(path);
    const renamed = await cache.describe({ ...entry, name: "other" });
    expect(renamed.metadata).toBe(first.metadata);
    expect(renamed.entry.name).toBe("other");
    const changed = { ...entry, modifiedAt: new Date(1) };
    await expect(cache.describe(changed)).rejects.toMatchObject({ code: "model_not_found" });
    await writeTinyModel(path);
    expect((await cache.describe(changed)).metadata).toEqual(first.metadata);
  });
});
