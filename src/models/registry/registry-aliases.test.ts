import { rm, writeFile } from "node:fs/promises";
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
      'The alias "tiny:8b" of the configuration file waits for its model. There is no model "absent".',
    );
    expect(() => registry.resolve("second")).toThrow(
      'The alias "second" of the configuration file waits for its model. "tiny:8b" is an alias itself: name the model that it stands for.',
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
      'The alias "mario" stands for "tiny", which is gone: bring that back, make the alias anew (shimmy cp MODEL mario)',
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

  test("whose model is gone say so, and how to mend it", async () => {
    const folder = await folderWithModel();
    const registry = await openRegistry(folder);
    await registry.putAlias(ALIAS, "model");
    await rm(join(folder, "tiny.gguf"));
    await writeTinyModel(join(folder, "mario-q8_0.gguf"));
    await registry.refresh();
    const told =
      'The alias "mario" stands for "tiny", which is gone: bring that back, make the alias anew (shimmy cp MODEL mario), or remove it (shimmy rm mario).';
    // an answer from the model of a like name would go unnoticed
    expect(() => registry.resolve("Mario:latest")).toThrow(
      expect.objectContaining({ code: "model_not_found", message: told }),
    );
    expect(registry.hasUnlistedAlias("mario:latest")).toBe(true);
    await registry.putAlias({ ...ALIAS, base: "mario-q8_0" }, "model");
    expect(registry.resolve("mario").alias?.base).toBe("mario-q8_0");
    expect(registry.hasUnlistedAlias("mario")).toBe(false);
  });

  test("whose model is damaged tell what is wrong with that", async () => {
    const folder = await folderWithModel();
    const registry = await openRegistry(folder);
    await registry.putAlias(ALIAS, "model");
    await writeFile(join(folder, "tiny.gguf"), "no model any more, but long enough");
    await registry.refresh();
    expect(() => registry.resolve("mario")).toThrow(
      expect.objectContaining({
        code: "model_corrupt",
        message: expect.stringMatching(
          /^The alias "mario" stands for "tiny"\. The model "tiny" is there, but/,
        ),
      }),
    );
  });

  test("do not take a short name that leads to another model's file", async () => {
    const folder = await folderWithModel();
    for (const name of ["long-q8_0", "twice-q4_0", "twice-q8_0"])
      await writeTinyModel(join(folder, `${name}.gguf`));
    await writeFile(join(folder, "broken-q8_0.gguf"), "damaged, and somebody will mend it");
    const registry = await openRegistry(folder);
    const put = async (name: string, base: string) =>
      (await registry.putAlias({ ...ALIAS, name, base }, "DESTINATION")).name;
    await expect(put("long", "tiny")).rejects.toMatchObject({
      code: "conflict",
      param: "DESTINATION",
      message: '"long" is short for "long-q8_0", and requests for it would go to "tiny": take another name.',
    });
    await expect(put("broken", "tiny")).rejects.toMatchObject({ code: "conflict" });
    // its own model's short name leads where it led; a name that fits two led nowhere; other aliases are the user's own doing
    expect(await put("long", "long-q8_0")).toBe("long");
    expect(await put("long", "tiny")).toBe("long");
    expect(await put("twice", "tiny")).toBe("twice");
    expect(await put("mario:small", "tiny")).toBe("mario:small");
    expect(await put("mario", "long-q8_0")).toBe("mario");
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
