import { rm } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../../test/helpers/temporary-folder.ts";
import { writeTinyModel } from "../../../test/helpers/tiny-model.ts";
import { loadedEntry } from "./alias-entries.ts";
import type { ModelAlias } from "./model-alias.ts";
import { ModelRegistry } from "./model-registry.ts";

const ALIAS: ModelAlias = { name: "mario", base: "tiny", createdAt: new Date("2026-01-02T03:04:05Z") };

async function openRegistry(folder: string): Promise<ModelRegistry> {
  const registry = new ModelRegistry({
    baseGguf: undefined,
    loraGguf: undefined,
    modelDirs: [{ path: folder, explicit: true }],
    builtin: false,
    dataFolder: join(folder, "data"),
  });
  await registry.refresh();
  return registry;
}

async function folderWithModel(): Promise<string> {
  const folder = temporaryFolder();
  await writeTinyModel(join(folder, "tiny.gguf"));
  return folder;
}

const names = (registry: ModelRegistry) => registry.list().map(({ name }) => name);

describe("an alias without a model", () => {
  test("is told apart from a name that nobody knows, and no other model answers for it", async () => {
    const folder = await folderWithModel();
    const registry = new ModelRegistry({
      baseGguf: undefined,
      loraGguf: undefined,
      modelDirs: [{ path: folder, explicit: true }],
      builtin: false,
      models: {
        sections: [],
        aliases: [
          { name: "tiny:8b", place: "f:1:1", model: "absent" },
          { name: "second", place: "f:2:1", model: "tiny:8b" },
        ],
      },
    });
    await registry.refresh();
    expect(() => registry.resolve("Tiny:8b")).toThrow(
      'The alias "tiny:8b" has no model now. There is no model "absent".',
    );
    expect(() => registry.resolve("second")).toThrow(
      'The alias "second" has no model now. "tiny:8b" is an alias itself: name the model that it stands for.',
    );
    expect(() => registry.resolve("third")).toThrow('There is no model "third".');
  });

  test("tells that its model is gone", async () => {
    const folder = await folderWithModel();
    const registry = await openRegistry(folder);
    await registry.putAlias(ALIAS, "model");
    await rm(join(folder, "tiny.gguf"));
    await registry.refresh();
    expect(() => registry.resolve("mario")).toThrow(
      'The alias "mario" has no model now. It stands for "tiny", which is gone.',
    );
  });
});

describe("aliases in the registry", () => {
  test("are listed beside their models, and outlive a restart", async () => {
    const folder = await folderWithModel();
    const registry = await openRegistry(folder);
    await registry.putAlias({ ...ALIAS, system: "Be Mario." }, "model");
    for (const one of [registry, await openRegistry(folder)]) {
      expect(names(one)).toEqual(["mario", "tiny"]);
      expect(one.resolve("mario:latest")).toMatchObject({
        name: "mario",
        path: join(folder, "tiny.gguf"),
        modifiedAt: ALIAS.createdAt,
        source: "registered",
        alias: { base: "tiny", system: "Be Mario.", model: { name: "tiny", source: "discovered" } },
      });
    }
  });

  test("never answer for nobody", async () => {
    const registry = await openRegistry(await folderWithModel());
    await registry.putAlias({ ...ALIAS, name: "a-first" }, "model");
    expect(names(registry)).toEqual(["a-first", "tiny"]);
    expect(registry.resolve(undefined).name).toBe("tiny");
  });

  test("share their model's engine unless they have a template", async () => {
    const registry = await openRegistry(await folderWithModel());
    const shared = await registry.putAlias(ALIAS, "model");
    const own = await registry.putAlias({ ...ALIAS, name: "luigi", template: "chatml" }, "model");
    expect([loadedEntry(shared).name, loadedEntry(own).name]).toEqual(["tiny", "luigi"]);
  });

  test("are gone once deleted, and their model stays", async () => {
    const folder = await folderWithModel();
    const registry = await openRegistry(folder);
    await registry.putAlias(ALIAS, "model");
    expect(await registry.removeAlias("mario")).toBe(true);
    expect(await registry.removeAlias("tiny")).toBe(false);
    expect(names(registry)).toEqual(["tiny"]);
    expect(names(await openRegistry(folder))).toEqual(["tiny"]);
  });

  test("wait for a model that is gone", async () => {
    const folder = await folderWithModel();
    const registry = await openRegistry(folder);
    await registry.putAlias(ALIAS, "model");
    await rm(join(folder, "tiny.gguf"));
    expect((await registry.refresh()).problems).toMatchObject([
      { reason: expect.stringContaining("which is gone") },
    ]);
    expect(names(registry)).toEqual([]);
    await writeTinyModel(join(folder, "tiny.gguf"));
    await registry.refresh();
    expect(names(registry)).toEqual(["mario", "tiny"]);
  });

  test("give way to a file of the same name, and can be deleted then", async () => {
    const folder = await folderWithModel();
    const registry = await openRegistry(folder);
    await registry.putAlias(ALIAS, "model");
    await writeTinyModel(join(folder, "Mario.gguf"));
    expect((await registry.refresh()).problems).toMatchObject([
      { reason: expect.stringContaining("has the name of a model") },
    ]);
    expect(registry.resolve("mario").alias).toBeUndefined();
    expect(await registry.removeAlias("mario")).toBe(true);
    expect((await registry.refresh()).problems).toEqual([]);
  });

  test.each(["../x", "a b", "", "/etc", "a:b:c", "x".repeat(300), "a//b", ".hidden"])(
    "refuse the name %j",
    async (name) => {
      const registry = await openRegistry(await folderWithModel());
      await expect(registry.putAlias({ ...ALIAS, name }, "destination")).rejects.toMatchObject({
        code: "invalid_request",
        param: "destination",
      });
    },
  );

  test("refuse the name of a model, in any case and with Ollama's tag", async () => {
    const registry = await openRegistry(await folderWithModel());
    for (const name of ["tiny", "TINY", "tiny:latest"]) {
      await expect(registry.putAlias({ ...ALIAS, name }, "model")).rejects.toMatchObject({
        code: "conflict",
      });
    }
  });

  test("need a folder", async () => {
    const registry = new ModelRegistry({
      baseGguf: undefined,
      loraGguf: undefined,
      modelDirs: [],
      builtin: false,
    });
    await registry.refresh();
    await expect(registry.putAlias(ALIAS, "model")).rejects.toMatchObject({ code: "conflict" });
    expect(await registry.removeAlias("mario")).toBe(false);
  });
});
