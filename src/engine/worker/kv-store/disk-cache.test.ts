import { chmod, mkdir, readdir, readFile, stat, utimes, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../../../test/helpers/temporary-folder.ts";
import { DiskCache } from "./disk-cache.ts";
import type { SavedState } from "./state-file.ts";

const state = (tokens: readonly number[], cellBytes = 100, salt = ""): SavedState => ({
  salt,
  tokens: Int32Array.from(tokens),
  cells: Buffer.alloc(cellBytes, tokens[0]),
});
const open = (folder: string, maxBytes = 100_000, fingerprint = "model"): Promise<DiskCache> =>
  DiskCache.open({ folder, fingerprint, maxBytes });
const tokens = (...values: readonly number[]): Int32Array => Int32Array.from(values);
const matched = (
  cache: { match(salt: string, tokens: Int32Array): { readonly length: number } | undefined },
  salt: string,
  wanted: Int32Array,
): number => cache.match(salt, wanted)?.length ?? 0;

describe("a state on the disk", () => {
  test("is found by the longest beginning, after a restart too", async () => {
    const folder = join(temporaryFolder(), "kv");
    const cache = await open(folder);
    await cache.write(state([1, 2, 3]));
    await cache.write(state([1, 2, 9, 9]));
    for (const opened of [cache, await open(folder)]) {
      expect(matched(opened, "", tokens(1, 2, 3, 4))).toBe(3);
      expect((await opened.read("", tokens(1, 2, 3, 4)))?.cells).toEqual(Buffer.alloc(100, 1));
      expect(await opened.read("", tokens(7))).toBeUndefined();
      expect(await opened.read("other", tokens(1, 2, 3))).toBeUndefined();
    }
  });

  test("takes the place of its own beginnings, and is not written twice", async () => {
    const folder = temporaryFolder();
    const cache = await open(folder);
    await cache.write(state([1, 2]));
    await cache.write(state([1, 2, 3]));
    await cache.write(state([1, 2, 3]));
    await cache.write(state([1, 2]));
    expect(await readdir(folder)).toHaveLength(1);
    expect(matched(cache, "", tokens(1, 2, 3))).toBe(3);
  });

  test("is for its owner's eyes only", async () => {
    const folder = join(temporaryFolder(), "kv");
    await (await open(folder)).write(state([1]));
    const [name = ""] = await readdir(folder);
    if (process.platform === "win32") return;
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
  });
});

test("requests that come together for one state read it once", async () => {
  const cache = await open(temporaryFolder());
  await cache.write(state([1, 2, 3]));
  const reads = await Promise.all([1, 2, 3].map((last) => cache.read("", tokens(1, 2, 3, last))));
  expect(reads[0]?.tokens).toEqual(tokens(1, 2, 3));
  expect(new Set(reads).size).toBe(1);
  expect(await cache.read("", tokens(1, 2, 3))).not.toBe(reads[0]);
});

test("folders of other models go when nobody has used them for long, and nothing else does", async () => {
  const parent = temporaryFolder();
  const [old, recent, foreign] = ["a".repeat(32), "b".repeat(32), "my-notes"].map((name) =>
    join(parent, name),
  );
  for (const folder of [old, recent, foreign]) {
    await mkdir(folder ?? "");
    await writeFile(join(folder ?? "", "x.kv"), "");
  }
  await writeFile(join(old ?? "", "y.kv.1.partial"), "");
  const longAgo = new Date(Date.UTC(2020, 0, 1));
  for (const folder of [old, foreign]) await utimes(folder ?? "", longAgo, longAgo);
  await open(join(parent, "c".repeat(32)));
  expect((await readdir(parent)).sort()).toEqual([basename(recent ?? ""), "my-notes"]);
  await writeFile(join(recent ?? "", "keep.txt"), "not ours");
  await utimes(recent ?? "", longAgo, longAgo);
  await open(join(parent, "c".repeat(32)));
  expect(await readdir(recent ?? "")).toEqual(["keep.txt"]);
});

describe("the bound", () => {
  test("holds for what waits to be written too: more is given up, and later states are written again", async () => {
    const cache = await DiskCache.open({
      folder: temporaryFolder(),
      fingerprint: "model",
      maxBytes: 100_000,
      maxPendingBytes: 2_500,
    });
    await Promise.all([1, 2, 3, 4].map((first) => cache.write(state([first], 1000))));
    expect([1, 2, 3, 4].map((first) => matched(cache, "", tokens(first)))).toEqual([1, 1, 0, 0]);
    // one that is larger than the bound has its turn when nothing else waits
    await cache.write(state([5], 3000));
    expect(matched(cache, "", tokens(5))).toBe(1);
  });

  test("holds: the least recently used file goes first, read or written", async () => {
    const folder = temporaryFolder();
    const cache = await open(folder, 3_500);
    for (const first of [1, 2, 3]) await cache.write(state([first], 1000));
    await cache.read("", tokens(1));
    await cache.write(state([4], 1000));
    expect(cache.totalBytes).toBeLessThanOrEqual(3_500);
    expect([1, 2, 3, 4].map((first) => matched(cache, "", tokens(first)))).toEqual([1, 0, 1, 1]);
    await cache.write(state([5], 10_000));
    expect(matched(cache, "", tokens(5))).toBe(0);
  });

  test("holds when a file makes room for another while it is read", async () => {
    const folder = temporaryFolder();
    const cache = await open(folder, 1_500);
    await cache.write(state([1], 1000));
    const [read] = await Promise.all([cache.read("", tokens(1)), cache.write(state([2], 1000))]);
    expect(read === undefined || read.tokens[0] === 1).toBe(true);
    await cache.write(state([3], 1000));
    const sizes = await Promise.all(
      (await readdir(folder)).map(async (name) => (await stat(join(folder, name))).size),
    );
    expect(sizes).toHaveLength(1);
    expect(cache.totalBytes).toBe(sizes[0]);
  });

  test("holds for what is there at the start, oldest first", async () => {
    const folder = temporaryFolder();
    const before = await open(folder);
    for (const first of [1, 2, 3]) await before.write(state([first], 1000));
    for (const name of await readdir(folder)) {
      const first = (await readFile(join(folder, name))).at(-1) ?? 0;
      const at = new Date(Date.UTC(2020, 0, first));
      await utimes(join(folder, name), at, at);
    }
    const cache = await open(folder, 2_500);
    expect([1, 2, 3].map((first) => matched(cache, "", tokens(first)))).toEqual([0, 1, 1]);
    expect(await readdir(folder)).toHaveLength(2);
  });
});

describe("what cannot be trusted", () => {
  test("is ignored and removed: damage, noise, half-written files, another model's states", async () => {
    const folder = temporaryFolder();
    await (await open(folder)).write(state([1, 2, 3]));
    const [name = ""] = await readdir(folder);
    const file = await readFile(join(folder, name));
    file[file.length - 1] = 99;
    await writeFile(join(folder, name), file);
    await writeFile(join(folder, "noise.kv"), "noise");
    await writeFile(join(folder, "half.kv.1.partial"), "half");
    const longAgo = new Date(Date.UTC(2020, 0, 1));
    await utimes(join(folder, "half.kv.1.partial"), longAgo, longAgo);
    await writeFile(join(folder, "new.kv.2.partial"), "another server is at work on it");
    await writeFile(join(folder, "notes.txt"), "not ours");
    const cache = await open(folder);
    expect(matched(cache, "", tokens(1, 2, 3))).toBe(3);
    expect(await cache.read("", tokens(1, 2, 3))).toBeUndefined();
    expect(matched(cache, "", tokens(1, 2, 3))).toBe(0);
    expect(await readdir(folder)).toEqual(["new.kv.2.partial", "notes.txt"]);
    await cache.write(state([4]));
    expect(matched(await open(folder, 100_000, "other"), "", tokens(4))).toBe(0);
  });

  test("never makes a request fail: no folder, no permission, a folder in the place of a file", async () => {
    const folder = temporaryFolder();
    await writeFile(join(folder, "file"), "");
    const nowhere = await open(join(folder, "file", "kv"));
    await nowhere.write(state([1]));
    expect(await nowhere.read("", tokens(1))).toBeUndefined();
    const locked = join(folder, "locked");
    await mkdir(locked);
    await chmod(locked, 0o500);
    await (await open(locked)).write(state([1]));
    await chmod(locked, 0o700);
    await mkdir(join(locked, "a.kv"));
    expect((await open(locked)).totalBytes).toBeGreaterThanOrEqual(0);
  });
});
