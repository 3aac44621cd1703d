import { appendFile, copyFile, mkdir, rm, stat, symlink, utimes, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../../test/helpers/temporary-folder.ts";
import { writeLoraAdapter, writeTinyModel } from "../../../test/helpers/tiny-model.ts";
import { discoverModels } from "./discover-models.ts";
import { InspectionCache } from "./inspection-cache.ts";

const search = (...paths: readonly string[]) => paths.map((path) => ({ path, explicit: true }));

describe("the search for models", () => {
  test("lists models with what they are", async () => {
    const folder = temporaryFolder();
    await writeTinyModel(join(folder, "a.gguf"));
    const { models, problems } = await discoverModels(search(folder));
    expect(problems).toEqual([]);
    expect(models).toHaveLength(1);
    expect(models[0]).toMatchObject({
      path: join(folder, "a.gguf"),
      sizeBytes: (await stat(join(folder, "a.gguf"))).size,
      summary: { architecture: "llama", quantization: "F32" },
    });
  });

  test("never lets a damaged file hide the others", async () => {
    const folder = temporaryFolder();
    await writeTinyModel(join(folder, "good.gguf"));
    await writeFile(join(folder, "damaged.gguf"), "GGUF, but not really");
    await writeFile(join(folder, "empty.gguf"), "");
    const { models, problems } = await discoverModels(search(folder, join(folder, "none")));
    expect(models.map((model) => basename(model.path))).toEqual(["good.gguf"]);
    expect(problems.map((problem) => [basename(problem.path), problem.reason])).toEqual([
      ["none", "There is no such folder."],
      ["damaged.gguf", expect.stringContaining("not a usable GGUF file")],
      ["empty.gguf", expect.stringContaining("it is empty")],
    ]);
  });

  test("passes over adapters and projectors", async () => {
    const folder = temporaryFolder();
    await writeLoraAdapter(join(folder, "lora.gguf"));
    await writeTinyModel(join(folder, "mmproj.gguf"), {
      metadata: { "general.type": { type: "string", value: "mmproj" } },
    });
    const { models, companions, problems } = await discoverModels(search(folder));
    expect([models, problems]).toEqual([[], []]);
    expect(companions.map(({ path, kind }) => [basename(path), kind])).toEqual([
      ["lora.gguf", "adapter"],
      ["mmproj.gguf", "projector"],
    ]);
  });

  test("lists a sharded model once, with the size of all its files", async () => {
    const folder = temporaryFolder();
    for (const number of [1, 2, 3]) {
      await writeTinyModel(join(folder, `big-0000${number}-of-00003.gguf`), {
        metadata: { "split.count": { type: "uint16", value: 3 } },
      });
    }
    const { models, problems } = await discoverModels(search(folder));
    const { size } = await stat(join(folder, "big-00001-of-00003.gguf"));
    expect(problems).toEqual([]);
    expect(models).toMatchObject([{ path: join(folder, "big-00001-of-00003.gguf"), sizeBytes: 3 * size }]);
  });

  test("names the missing shards of a model instead of listing it", async () => {
    const folder = temporaryFolder();
    await writeTinyModel(join(folder, "big-00002-of-00002.gguf"));
    const { models, problems } = await discoverModels(search(folder));
    expect(models).toEqual([]);
    expect(problems[0]?.reason).toContain("missing big-00001-of-00002.gguf");
  });

  test("lists a file once, however many ways lead to it", async () => {
    const folder = temporaryFolder();
    await mkdir(join(folder, "sub"));
    await writeTinyModel(join(folder, "sub/a.gguf"));
    await symlink(join(folder, "sub/a.gguf"), join(folder, "z.gguf"));
    const { models } = await discoverModels(search(folder, join(folder, "sub")));
    expect(models.map((model) => model.path)).toEqual([join(folder, "sub/a.gguf")]);
  });
});

describe("searching again", () => {
  test("reads only what changed", async () => {
    const folder = temporaryFolder();
    const path = join(folder, "a.gguf");
    await writeTinyModel(path);
    await copyFile(path, join(folder, "b.gguf"));
    const cache = new InspectionCache();
    const first = await discoverModels(search(folder), { cache });
    const again = await discoverModels(search(folder), { cache });
    expect(again.models[0]).toBe(first.models[0]);
    await appendFile(path, "more");
    await utimes(path, new Date(), new Date(Date.now() + 10_000));
    const changed = await discoverModels(search(folder), { cache });
    expect(changed.models[1]).toBe(first.models[1]);
    expect(changed.models[0]?.sizeBytes).toBe((first.models[0]?.sizeBytes ?? 0) + 4);
    await rm(path);
    expect((await discoverModels(search(folder), { cache })).models).toHaveLength(1);
  });
});
