import { copyFile, mkdir, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, inject, test } from "vitest";
import { writeHubFile, writeOllamaModel } from "../../../test/helpers/model-stores.ts";
import { temporaryFolder } from "../../../test/helpers/temporary-folder.ts";
import { writeLoraAdapter } from "../../../test/helpers/tiny-model.ts";
import { ShimmyError } from "../../core/errors.ts";
import { ModelRegistry } from "./model-registry.ts";

async function search(folder: string): Promise<ModelRegistry> {
  const registry = new ModelRegistry({
    ...{ baseGguf: undefined, loraGguf: undefined, builtin: false, dataFolder: join(folder, "data") },
    modelDirs: [{ path: folder, explicit: true }],
  });
  await registry.refresh();
  return registry;
}

function refusal(registry: ModelRegistry, name: string): ShimmyError {
  try {
    registry.resolve(name);
  } catch (thrown) {
    if (thrown instanceof ShimmyError) return thrown;
    throw thrown;
  }
  throw new Error(`${name} was found`);
}

async function refusalIn(folder: string, name: string): Promise<ShimmyError> {
  const error = refusal(await search(folder), name);
  expect(error.message).not.toContain(folder);
  expect(error.param).toBe("model");
  return error;
}

describe("a model that is there and cannot be used says so by its name", () => {
  test("with the shards that are missing", async () => {
    const folder = temporaryFolder();
    await copyFile(inject("tinyModelPath"), join(folder, "big-00002-of-00003.gguf"));
    for (const name of ["big", "BIG.gguf", "big:latest"]) {
      const { code, message } = await refusalIn(folder, name);
      expect(code).toBe("model_corrupt");
      expect(message).toContain('The model "big" is there, but cannot be used');
      expect(message).toContain("missing big-00001-of-00003.gguf, big-00003-of-00003.gguf");
    }
  });

  test("with what is wrong with its header or its length", async () => {
    const folder = temporaryFolder();
    await writeFile(join(folder, "junk.gguf"), "no model at all, but long enough to be read");
    await copyFile(inject("tinyModelPath"), join(folder, "cut-q4_0.gguf"));
    await truncate(join(folder, "cut-q4_0.gguf"), 20_000);
    expect(await refusalIn(folder, "junk")).toMatchObject({
      code: "model_corrupt",
      message: expect.stringContaining('"junk.gguf" is not a usable GGUF file'),
    });
    expect(await refusalIn(folder, "cut:q4_0")).toMatchObject({ code: "model_corrupt" });
    expect(await refusalIn(folder, "cut")).toMatchObject({ code: "model_corrupt" });
  });

  test("with a link that leads nowhere", async () => {
    const folder = temporaryFolder();
    await symlink(join(folder, "nothing"), join(folder, "stray.gguf"));
    const { code, message } = await refusalIn(folder, "stray");
    expect([code, message]).toEqual(["model_corrupt", expect.stringContaining("does not exist")]);
  });

  test("by Ollama's name for it", async () => {
    const folder = temporaryFolder();
    const store = join(folder, "ollama");
    await rm(
      await writeOllamaModel(
        store,
        "registry.ollama.ai/library/llama3/8b",
        Buffer.from("weights of a model"),
      ),
    );
    const { code, message } = await refusalIn(folder, "llama3:8b");
    expect(code).toBe("model_corrupt");
    expect(message).toBe('"llama3:8b" cannot be used: a file of it is missing. Pull it again with Ollama.');
  });

  test("and one in Hugging Face's own form by its repository or its folder", async () => {
    const folder = temporaryFolder();
    const place = { repository: "owner/name", revision: "a".repeat(40), name: "config.json" };
    await writeHubFile(join(folder, "hub"), place, Buffer.from("{}"));
    await writeHubFile(join(folder, "hub"), { ...place, name: "model.safetensors" }, Buffer.from("w"));
    await mkdir(join(folder, "plain"));
    for (const file of ["config.json", "model.safetensors"]) await writeFile(join(folder, "plain", file), "");
    for (const name of ["owner/name", "plain"]) {
      const { code, message } = await refusalIn(folder, name);
      expect([code, message]).toEqual([
        "backend_unavailable",
        expect.stringContaining("get the model as GGUF"),
      ]);
    }
  });

  test("and an adapter that it is none", async () => {
    const folder = temporaryFolder();
    await writeLoraAdapter(join(folder, "fine.gguf"));
    expect(await refusalIn(folder, "fine")).toMatchObject({
      code: "model_not_found",
      message: '"fine" is a LoRA adapter and no model: name the model that it belongs to.',
    });
  });
});

describe("what cannot be used", () => {
  test("goes before models that the name fits less well, and after those that it fits as well", async () => {
    const folder = temporaryFolder();
    await copyFile(inject("tinyModelPath"), join(folder, "llama-q8_0.gguf"));
    await writeFile(join(folder, "llama.gguf"), "damaged, and of the very name");
    expect(await refusalIn(folder, "llama")).toMatchObject({ code: "model_corrupt" });
    await rm(join(folder, "llama.gguf"));
    await writeFile(join(folder, "llama-q4_0.gguf"), "damaged, and of another quantization");
    const registry = await search(folder);
    expect(registry.resolve("llama").name).toBe("llama-q8_0");
    expect(refusal(registry, "llama-q4_0").code).toBe("model_corrupt");
    expect(refusal(registry, "lama").code).toBe("model_not_found");
  });

  test("is a model again once it is mended", async () => {
    const folder = temporaryFolder();
    await copyFile(inject("tinyModelPath"), join(folder, "two.gguf"));
    await truncate(join(folder, "two.gguf"), 20_000);
    const registry = await search(folder);
    expect(refusal(registry, "two").code).toBe("model_corrupt");
    await copyFile(inject("tinyModelPath"), join(folder, "two.gguf"));
    await registry.refresh();
    expect(registry.resolve("two").name).toBe("two");
  });
});
