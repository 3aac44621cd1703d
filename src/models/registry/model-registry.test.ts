import { mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ggufValue } from "../../../test/helpers/gguf-writer.ts";
import { temporaryFolder } from "../../../test/helpers/temporary-folder.ts";
import { writeLoraAdapter, writeTinyModel } from "../../../test/helpers/tiny-model.ts";
import { builtinModelPath } from "../builtin-model.ts";
import { ModelRegistry, type ModelSources } from "./model-registry.ts";

function sources(overrides: Partial<ModelSources>): ModelSources {
  return { baseGguf: undefined, loraGguf: undefined, modelDirs: [], builtin: false, ...overrides };
}

const folderOf = (path: string) => ({ path, explicit: true });
const names = (registry: ModelRegistry) => registry.list().map((entry) => entry.name);

describe("the registry", () => {
  test("is empty before the first search, without a phantom model", () => {
    const registry = new ModelRegistry(sources({ modelDirs: [folderOf(temporaryFolder())] }));
    expect(registry.list()).toEqual([]);
    expect(() => registry.resolve(undefined)).toThrow(/no models/);
  });

  test("defect (j): lists nothing when there is nothing", async () => {
    const registry = new ModelRegistry(sources({ modelDirs: [folderOf(temporaryFolder())] }));
    expect(await registry.refresh()).toMatchObject({ found: 0, added: [], removed: [], problems: [] });
    expect(registry.list()).toEqual([]);
  });

  test("lists models by name with what their files tell", async () => {
    const folder = temporaryFolder();
    await writeTinyModel(join(folder, "b.gguf"), { contextLength: 256 });
    await writeTinyModel(join(folder, "a.gguf"));
    const registry = new ModelRegistry(sources({ modelDirs: [folderOf(folder)] }));
    await registry.refresh();
    expect(names(registry)).toEqual(["a", "b"]);
    expect(registry.resolve("b")).toMatchObject({
      path: join(folder, "b.gguf"),
      loraPath: undefined,
      source: "discovered",
      architecture: "llama",
      parameterCount: 111_168,
      quantization: "F32",
      contextLength: 256,
    });
  });

  test("reports what came and what went, with the time it took", async () => {
    const folder = temporaryFolder();
    await writeTinyModel(join(folder, "a.gguf"));
    let clock = 0;
    const registry = new ModelRegistry(sources({ modelDirs: [folderOf(folder)] }), {
      now: () => (clock += 5),
    });
    expect(await registry.refresh()).toMatchObject({ found: 1, added: ["a"], removed: [], durationMs: 5 });
    await rm(join(folder, "a.gguf"));
    await writeTinyModel(join(folder, "b.gguf"));
    expect(await registry.refresh()).toMatchObject({ found: 1, added: ["b"], removed: ["a"] });
  });

  test("searches once more for all who ask during a search, which may have passed by what they changed", async () => {
    const folder = temporaryFolder();
    const registry = new ModelRegistry(sources({ modelDirs: [folderOf(folder)] }));
    const first = registry.refresh();
    await writeTinyModel(join(folder, "late.gguf"));
    const further = [registry.refresh(), registry.refresh()];
    const [second, third] = await Promise.all(further);
    expect(second).toBe(third);
    expect(await first).not.toBe(second);
    expect(names(registry)).toEqual(["late"]);
    expect(await registry.refresh()).not.toBe(second);
  });

  test("tells equal names in two folders apart, the first folder's model keeping the name", async () => {
    const folder = temporaryFolder();
    for (const sub of ["one", "two"]) {
      await mkdir(join(folder, sub));
      await writeTinyModel(join(folder, sub, "m.gguf"));
    }
    const modelDirs = [folderOf(join(folder, "two")), folderOf(join(folder, "one"))];
    const registry = new ModelRegistry(sources({ modelDirs }));
    await registry.refresh();
    expect(names(registry)).toEqual(["m", "m@one"]);
    expect(registry.resolve("m").path).toBe(join(folder, "two/m.gguf"));
  });
});

describe("SHIMMY_BASE_GGUF", () => {
  test("registers a model, which is the default and listed once though a folder holds it too", async () => {
    const folder = temporaryFolder();
    await writeTinyModel(join(folder, "a.gguf"));
    await writeTinyModel(join(folder, "z.gguf"));
    await symlink(join(folder, "z.gguf"), join(folder, "link.gguf"));
    const registry = new ModelRegistry(
      sources({ baseGguf: join(folder, "z.gguf"), modelDirs: [folderOf(folder)] }),
    );
    await registry.refresh();
    expect(names(registry)).toEqual(["a", "z"]);
    expect(registry.resolve(undefined)).toMatchObject({ name: "z", source: "registered" });
  });

  test("that is missing is a problem and hides nothing", async () => {
    const folder = temporaryFolder();
    await writeTinyModel(join(folder, "a.gguf"));
    const baseGguf = join(folder, "none.gguf");
    const registry = new ModelRegistry(sources({ baseGguf, modelDirs: [folderOf(folder)] }));
    const { problems, found } = await registry.refresh();
    expect(found).toBe(1);
    expect(registry.resolve("a").name).toBe("a");
    expect(() => registry.resolve(undefined)).toThrow(/cannot be used/);
    expect(problems).toEqual([
      { path: baseGguf, reason: expect.stringMatching(/^SHIMMY_BASE_GGUF: .*no file/) },
    ]);
  });

  test("that is damaged is a problem with the reason", async () => {
    const baseGguf = join(temporaryFolder(), "bad.gguf");
    await writeFile(baseGguf, "no model");
    const { problems } = await new ModelRegistry(sources({ baseGguf })).refresh();
    expect(problems[0]?.reason).toContain("SHIMMY_BASE_GGUF");
    expect(problems[0]?.reason).toContain("not a usable GGUF file");
  });
});

test("a draft model that cannot be used is a problem that names its setting", async () => {
  const folder = temporaryFolder();
  const [baseGguf, draft] = [join(folder, "base.gguf"), join(folder, "draft.gguf")];
  await writeTinyModel(baseGguf);
  const registry = new ModelRegistry(sources({ baseGguf, draft: { path: draft } }));
  expect((await registry.refresh()).problems).toEqual([
    { path: draft, reason: expect.stringMatching(/^SHIMMY_MODEL_DRAFT: There is no file "draft.gguf"/) },
  ]);
  expect(names(registry)).toEqual(["base"]);
  await writeTinyModel(draft);
  expect((await registry.refresh()).problems).toEqual([]);
});

describe("SHIMMY_LORA_GGUF", () => {
  test("belongs to the registered model alone", async () => {
    const folder = temporaryFolder();
    const [baseGguf, loraGguf] = [join(folder, "base.gguf"), join(folder, "lora.gguf")];
    await writeTinyModel(baseGguf);
    await writeTinyModel(join(folder, "other.gguf"));
    await writeLoraAdapter(loraGguf);
    const registry = new ModelRegistry(sources({ baseGguf, loraGguf, modelDirs: [folderOf(folder)] }));
    expect((await registry.refresh()).problems).toEqual([]);
    expect(registry.resolve("base").loraPath).toBe(loraGguf);
    expect(registry.resolve("other").loraPath).toBeUndefined();
  });

  test("without a base model is a problem", async () => {
    const { problems } = await new ModelRegistry(sources({ loraGguf: "/nowhere/lora.gguf" })).refresh();
    expect(problems[0]?.reason).toContain("SHIMMY_BASE_GGUF names no model");
  });

  test("that cannot be used is a problem, and stays with the model so that it is never left out silently", async () => {
    const folder = temporaryFolder();
    const [baseGguf, loraGguf] = [join(folder, "base.gguf"), join(folder, "lora.gguf")];
    await writeTinyModel(baseGguf);
    await writeTinyModel(loraGguf);
    const registry = new ModelRegistry(sources({ baseGguf, loraGguf }));
    const { problems } = await registry.refresh();
    expect(problems).toEqual([{ path: loraGguf, reason: expect.stringContaining("not a LoRA adapter") }]);
    expect(registry.resolve(undefined).loraPath).toBe(loraGguf);
  });

  test("for another architecture is a problem", async () => {
    const folder = temporaryFolder();
    const [baseGguf, loraGguf] = [join(folder, "base.gguf"), join(folder, "lora.gguf")];
    await writeTinyModel(baseGguf, { metadata: { "general.name": ggufValue.string("x") } });
    await writeLoraAdapter(loraGguf, { architecture: "qwen2" });
    const { problems } = await new ModelRegistry(sources({ baseGguf, loraGguf })).refresh();
    expect(problems[0]?.reason).toContain("architecture qwen2");
  });
});

describe("the built-in model", () => {
  /** A package's folder `models` with a built-in model, and a registry that searches given folders too. */
  async function packaged(overrides: Partial<ModelSources> = {}) {
    const folder = temporaryFolder();
    const own = join(folder, "models/shimmy-tiny");
    const builtinPath = join(own, "shimmy-tiny.gguf");
    await mkdir(own, { recursive: true });
    await writeTinyModel(builtinPath);
    const registryWith = (more: Partial<ModelSources> = {}) =>
      new ModelRegistry(sources({ builtin: true, ...overrides, ...more }), { builtinPath });
    return { folder, own, builtinPath, registryWith };
  }

  const listed = (registry: ModelRegistry) => registry.list().map(({ name, source }) => [name, source]);

  test("is listed, counted, and the default where there is no other", async () => {
    const { registryWith, builtinPath } = await packaged();
    const registry = registryWith();
    expect(await registry.refresh()).toMatchObject({ found: 1, added: ["shimmy-tiny"], problems: [] });
    expect(registry.resolve(undefined)).toMatchObject({
      name: "shimmy-tiny",
      source: "builtin",
      path: builtinPath,
    });
    expect(registry.resolve("Shimmy-Tiny:latest").source).toBe("builtin");
  });

  test("is listed beside a user's models, never their default, and leaves them their names", async () => {
    const { registryWith, folder } = await packaged();
    await writeTinyModel(join(folder, "zebra.gguf"));
    const modelDirs = [folderOf(folder)];
    const discovering = registryWith({ modelDirs });
    await discovering.refresh();
    expect(listed(discovering)).toEqual([
      ["shimmy-tiny", "builtin"],
      ["zebra", "discovered"],
    ]);
    expect(discovering.resolve(undefined).name).toBe("zebra");

    await writeTinyModel(join(folder, "Shimmy-Tiny.gguf"));
    await discovering.refresh();
    expect(listed(discovering)).toEqual([
      ["Shimmy-Tiny", "discovered"],
      ["shimmy-tiny@builtin", "builtin"],
      ["zebra", "discovered"],
    ]);
    expect(discovering.resolve("shimmy-tiny").source).toBe("discovered");
    expect(discovering.resolve("shimmy-tiny@builtin").source).toBe("builtin");
  });

  test("is listed once where its own folder is searched, in which nothing else is a model", async () => {
    const { registryWith, folder, own } = await packaged();
    await mkdir(join(own, "training"));
    await writeTinyModel(join(own, "training/step-100.gguf"));
    await writeFile(join(own, "training/half-written.gguf"), "GGUF");
    await symlink(join(own, "shimmy-tiny.gguf"), join(folder, "models/link.gguf"));
    const registry = registryWith({ modelDirs: [folderOf(join(folder, "models"))] });
    expect(await registry.refresh()).toMatchObject({ found: 1, problems: [] });
    expect(listed(registry)).toEqual([["shimmy-tiny", "builtin"]]);
  });

  test("that is left out comes in through no folder either", async () => {
    const { registryWith, folder, own } = await packaged({ builtin: false });
    const registry = registryWith({ modelDirs: [folderOf(join(folder, "models")), folderOf(own)] });
    expect(await registry.refresh()).toMatchObject({ found: 0, problems: [] });
    expect(() => registry.resolve("shimmy-tiny")).toThrow(/nor any other/);
  });

  test("that the user registers is the user's", async () => {
    const { registryWith, builtinPath } = await packaged();
    const registry = registryWith({ baseGguf: builtinPath });
    await registry.refresh();
    expect(listed(registry)).toEqual([["shimmy-tiny", "registered"]]);
  });

  test("whose file is missing or damaged is a problem that says what to do, and hides nothing", async () => {
    const { registryWith, folder, builtinPath } = await packaged();
    await writeTinyModel(join(folder, "a.gguf"));
    const registry = registryWith({ modelDirs: [folderOf(folder)] });
    await registry.refresh();
    await writeFile(builtinPath, "no model");
    expect(await registry.refresh()).toMatchObject({
      found: 1,
      removed: ["shimmy-tiny"],
      problems: [{ path: builtinPath, reason: expect.stringMatching(/not a usable GGUF .*--no-builtin/) }],
    });
    await rm(builtinPath);
    expect((await registry.refresh()).problems).toEqual([
      { path: builtinPath, reason: expect.stringMatching(/built-in model is missing.*--no-builtin/) },
    ]);
    expect(names(registry)).toEqual(["a"]);
  });

  test("has its file in this package by default", () => {
    expect(builtinModelPath()).toBe(join(process.cwd(), "models/shimmy-tiny/shimmy-tiny.gguf"));
  });
});
