import { execFileSync } from "node:child_process";
import { appendFile, copyFile, mkdir, rm, stat, symlink, utimes, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { ggufValue, writeGguf } from "../../../test/helpers/gguf-writer.ts";
import { writeHeaderOnly } from "../../../test/helpers/model-stores.ts";
import { NOT_POSIX, needing } from "../../../test/helpers/needing.ts";
import { temporaryFolder } from "../../../test/helpers/temporary-folder.ts";
import { writeLoraAdapter, writeTinyModel } from "../../../test/helpers/tiny-model.ts";
import { discoverModels, KnownFolders } from "./discover-models.ts";
import { DISK, type FileSystem } from "./file-system.ts";
import { InspectionCache } from "./inspection-cache.ts";

/** Not a package. */
const PIPE_MAKER = "mkfifo";

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

  test("tells which models an adapter names as its bases", async () => {
    const folder = temporaryFolder();
    await writeGguf(join(folder, "lora.gguf"), {
      metadata: [
        ["general.architecture", ggufValue.string("llama")],
        ["general.type", ggufValue.string("adapter")],
        ["adapter.type", ggufValue.string("lora")],
        ["general.base_model.count", ggufValue.uint32(2)],
        ["general.base_model.0.name", ggufValue.string("Tiny 1B")],
        ["general.base_model.0.repo_url", ggufValue.string("https://huggingface.co/owner/tiny-1b/")],
        ["general.base_model.1.name", ggufValue.string("Other")],
      ],
      tensors: [{ name: "blk.0.attn_q.weight.lora_a", dimensions: [32], data: new Float32Array(32) }],
    });
    const { companions } = await discoverModels(search(folder));
    expect(companions[0]?.bases).toEqual(["Tiny 1B", "tiny-1b", "Other"]);
  });

  test("says what is wrong with an adapter that cannot be applied", async () => {
    const folder = temporaryFolder();
    const metadata = {
      "general.type": ggufValue.string("adapter"),
      "adapter.type": ggufValue.string("other"),
    };
    await writeTinyModel(join(folder, "odd.gguf"), { metadata });
    const { models, companions, problems } = await discoverModels(search(folder));
    expect([models, companions]).toEqual([[], []]);
    expect(problems[0]?.reason).toContain('only "lora" can be applied');
  });

  needing(NOT_POSIX).test("passes over a pipe, which would never end", async () => {
    const folder = temporaryFolder();
    execFileSync(PIPE_MAKER, [join(folder, "pipe.gguf")]);
    await writeTinyModel(join(folder, "a.gguf"));
    const { models } = await discoverModels(search(folder));
    expect(models.map(({ path }) => basename(path))).toEqual(["a.gguf"]);
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

describe("folders that do not answer", () => {
  /** The disk, where one folder's listing never comes while `isHanging`. */
  function disk(hanging: string) {
    const state = { isHanging: true, hung: (): void => {}, seen: (_: string): void => {} };
    const files: FileSystem = {
      ...DISK,
      stat: async (path) => {
        const stats = await DISK.stat(path);
        state.seen(basename(path));
        return stats;
      },
      list: (path) => {
        if (!state.isHanging || path !== hanging) return DISK.list(path);
        state.hung();
        return new Promise(() => {});
      },
    };
    return { files, state };
  }

  test("hide no other folder, are told with the reason, and keep the models they had", async () => {
    const [good, slow] = [temporaryFolder(), temporaryFolder()];
    await writeTinyModel(join(good, "a.gguf"));
    await writeTinyModel(join(slow, "b.gguf"));
    const { files, state } = disk(slow);
    const options = { files, known: new KnownFolders(), cache: new InspectionCache() };
    state.isHanging = false;
    const first = await discoverModels(search(slow, good), options);
    expect(first.folders).toEqual([
      { path: slow, models: 1, exists: true },
      { path: good, models: 1, exists: true },
    ]);
    state.isHanging = true;
    await writeTinyModel(join(good, "c.gguf"));
    for (const known of [options.known, new KnownFolders()]) {
      vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
      try {
        const isHanging = new Promise<void>((resolve) => {
          state.hung = resolve;
        });
        // the other folder's answers take real time
        const areSeen = new Promise<void>((resolve) => {
          const awaited = new Set(["a.gguf", "c.gguf"]);
          state.seen = (name) => {
            if (awaited.delete(name) && awaited.size === 0) resolve();
          };
        });
        const searching = discoverModels(search(slow, good), { ...options, known });
        await Promise.all([isHanging, areSeen]);
        await vi.advanceTimersByTimeAsync(5_500);
        const { models, folders } = await searching;
        expect(models.map(({ path }) => basename(path))).toEqual(
          known === options.known ? ["b.gguf", "a.gguf", "c.gguf"] : ["a.gguf", "c.gguf"],
        );
        expect(folders[0]?.reason).toContain("did not answer");
        expect(folders[1]).toEqual({ path: good, models: 2, exists: true });
      } finally {
        vi.useRealTimers();
      }
    }
    state.isHanging = false;
    const last = await discoverModels(search(slow, good), options);
    expect(last.models[0]).toBe(first.models[0]);
  });

  test("change no order, and so no name, where a part of a folder does not answer", async () => {
    const folder = temporaryFolder();
    await mkdir(join(folder, "a"));
    for (const path of ["a/x.gguf", "x.gguf"]) await writeTinyModel(join(folder, path));
    const { files, state } = disk(join(folder, "a"));
    const options = { files, known: new KnownFolders(), cache: new InspectionCache() };
    state.isHanging = false;
    const first = await discoverModels(search(folder), options);
    state.isHanging = true;
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      const isHanging = new Promise<void>((resolve) => {
        state.hung = resolve;
      });
      let isOver = false;
      const searching = discoverModels(search(folder), options).finally(() => (isOver = true));
      await isHanging;
      // what was seen of the folder before counts as a sign of life
      while (!isOver) await vi.advanceTimersByTimeAsync(5_500);
      const { models } = await searching;
      expect(models.map(({ path }) => path)).toEqual(first.models.map(({ path }) => path));
      expect(models).toHaveLength(2);
    } finally {
      vi.useRealTimers();
    }
  });
});

test("a thousand models are found, told apart and remembered", async () => {
  const folder = temporaryFolder();
  const path = join(folder, "model-0.gguf");
  await writeHeaderOnly(path);
  const numbers = Array.from({ length: 999 }, (_, index) => index + 1);
  await mkdir(join(folder, "sub"));
  await Promise.all(numbers.map((number) => copyFile(path, join(folder, "sub", `model-${number}.gguf`))));
  const file = join(temporaryFolder(), "models.json");
  const first = await discoverModels(search(folder), { cache: new InspectionCache(file) });
  expect(first.models).toHaveLength(1_000);
  expect(first.problems).toEqual([]);
  const again = await discoverModels(search(folder), { cache: new InspectionCache(file) });
  expect(again).toEqual(first);
});
