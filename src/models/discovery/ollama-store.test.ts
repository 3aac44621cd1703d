import { appendFile, mkdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { writeOllamaModel } from "../../../test/helpers/model-stores.ts";
import { temporaryFolder } from "../../../test/helpers/temporary-folder.ts";
import { writeTinyModel } from "../../../test/helpers/tiny-model.ts";
import { discoverModels } from "./discover-models.ts";
import { DISK, type FileSystem } from "./file-system.ts";
import { InspectionCache } from "./inspection-cache.ts";

const LIBRARY = "registry.ollama.ai/library";
let tiny: Buffer;
beforeAll(async () => {
  tiny = await readFile(inject("tinyModelPath"));
});

const discover = (store: string, cache?: InspectionCache) =>
  discoverModels([{ path: store, explicit: true }], cache === undefined ? {} : { cache });

describe("Ollama's store", () => {
  test("lists each manifest by Ollama's name, its weights in place, and how to use them", async () => {
    const store = temporaryFolder();
    const blob = await writeOllamaModel(store, `${LIBRARY}/llama3/8b`, tiny, {
      template: "{{ .Prompt }}",
      system: "Be Mario.",
      params: { stop: ["<|im_end|>"], temperature: 0.2 },
      messages: [{ role: "user", content: "Who?" }],
      license: "MIT",
    });
    await writeOllamaModel(store, `${LIBRARY}/llama3/latest`, tiny);
    await writeOllamaModel(store, "hf.co/owner/name-GGUF/Q4_K_M", tiny);
    const { models, problems, folders } = await discover(store);
    expect(problems).toEqual([]);
    expect(folders).toEqual([{ path: store, models: 3, exists: true }]);
    expect(models.map(({ name, path }) => [name, path])).toEqual([
      ["hf.co/owner/name-GGUF:Q4_K_M", blob],
      ["llama3:8b", blob],
      ["llama3:latest", blob],
    ]);
    expect(models[1]).toMatchObject({
      sizeBytes: tiny.length,
      summary: { architecture: "llama", hasChatTemplate: true },
      settings: {
        system: "Be Mario.",
        messages: [{ role: "user", content: "Who?" }],
        license: "MIT",
        parameters: { stop: ["<|im_end|>"], temperature: 0.2 },
        options: { stop: ["<|im_end|>"], temperature: 0.2 },
      },
    });
    // the file has a template, and Go's cannot be run
    expect(models[1]?.settings).not.toHaveProperty("template");
    expect(models[2]).not.toHaveProperty("settings");
  });

  test("tells problems in the same order whatever the disk answers first", async () => {
    const store = temporaryFolder();
    for (const name of ["a", "b", "c"]) await writeOllamaModel(store, `${LIBRARY}/${name}/8b`, tiny);
    const closed = ["a", "b", "c"].map((name) => join(store, "manifests", LIBRARY, name));
    let lastAnswered = (): void => {};
    const isLastAnswered = new Promise<void>((resolve) => (lastAnswered = resolve));
    const files: FileSystem = {
      ...DISK,
      list: async (path) => {
        if (!closed.includes(path)) return await DISK.list(path);
        if (path === closed.at(-1)) lastAnswered();
        else await isLastAnswered;
        throw Object.assign(new Error("EACCES"), { code: "EACCES" });
      },
    };
    const { problems } = await discoverModels([{ path: store, explicit: true }], { files });
    expect(problems.map(({ path }) => path)).toEqual(closed);
  });

  test("takes the family of Ollama's template where the model's file has none", async () => {
    const store = temporaryFolder();
    const path = join(store, "plain.bin");
    await writeTinyModel(path, { chatTemplate: null });
    const template = "<start_of_turn>user\n{{ .Prompt }}<end_of_turn>\n";
    await writeOllamaModel(store, `${LIBRARY}/g/2b`, await readFile(path), { template });
    expect((await discover(store)).models[0]?.settings).toEqual({ template: "gemma" });
  });

  test("takes an adapter over", async () => {
    const store = temporaryFolder();
    await writeOllamaModel(store, `${LIBRARY}/styled/latest`, tiny, { adapter: inject("tinyLoraPath") });
    const { models } = await discover(store);
    expect(models[0]?.loraPath).toMatch(/blobs\/sha256-[0-9a-f]{64}$/);
  });

  test("is found below the folder that is searched, too", async () => {
    const folder = temporaryFolder();
    await writeOllamaModel(join(folder, "ollama/models"), `${LIBRARY}/a/1b`, tiny);
    await writeFile(join(folder, "b.gguf"), tiny);
    expect((await discover(folder)).models.map(({ name, path }) => name ?? path)).toEqual([
      join(folder, "b.gguf"),
      "a:1b",
    ]);
  });

  test("tells of manifests that are of no use, by the model's name, and lists the rest", async () => {
    const store = temporaryFolder();
    const manifest = (name: string, text: string) => writeFile(join(store, "manifests", LIBRARY, name), text);
    await writeOllamaModel(store, `${LIBRARY}/good/1b`, tiny);
    await writeOllamaModel(store, `${LIBRARY}/broken-weights/1b`, Buffer.from("no model"));
    await mkdir(join(store, "manifests", LIBRARY, "bad"));
    const layer = { mediaType: "application/vnd.ollama.image.model", size: 1 };
    await manifest("bad/json", "{");
    await manifest(
      "bad/path",
      JSON.stringify({ layers: [{ ...layer, digest: "sha256:../../../etc/passwd" }] }),
    );
    await manifest(
      "bad/gone",
      JSON.stringify({ layers: [{ ...layer, digest: `sha256:${"0".repeat(64)}` }] }),
    );
    await manifest("bad/cloud", JSON.stringify({ layers: [] }));
    await manifest("bad/.DS_Store", "x");
    await mkdir(join(store, "manifests", LIBRARY, "empty"));
    const { models, problems } = await discover(store);
    expect(models.map(({ name }) => name)).toEqual(["good:1b"]);
    expect(problems.map(({ reason, isNotice = false }) => [reason, isNotice])).toEqual([
      ['"bad:cloud" has no model file here: it runs elsewhere, or has a form of its own.', true],
      [expect.stringMatching(/^"bad:gone" cannot be used: a file of it is missing/), false],
      ['The manifest of "bad:json" is damaged: pull it again.', false],
      ['The manifest of "bad:path" is damaged: pull it again.', false],
      [expect.stringMatching(/^"broken-weights:1b": .*not a usable GGUF file/), false],
    ]);
  });

  test("is read anew where a manifest or its weights changed, and only there", async () => {
    const store = temporaryFolder();
    const cache = new InspectionCache();
    const blob = await writeOllamaModel(store, `${LIBRARY}/a/1b`, tiny, { system: "One." });
    const first = await discover(store, cache);
    expect((await discover(store, cache)).models[0]).toBe(first.models[0]);
    await writeOllamaModel(store, `${LIBRARY}/a/1b`, tiny, { system: "Two." });
    expect((await discover(store, cache)).models[0]?.settings?.system).toBe("Two.");
    await appendFile(blob, "more");
    await utimes(blob, new Date(), new Date(Date.now() + 10_000));
    expect((await discover(store, cache)).models[0]?.sizeBytes).toBe(tiny.length + 4);
    await rm(blob);
    expect((await discover(store, cache)).models).toEqual([]);
  });
});
