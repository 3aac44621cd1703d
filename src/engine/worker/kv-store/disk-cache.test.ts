import { chmod, mkdir, readdir, readFile, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
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

describe("a state on the disk", () => {
  test("is found by the longest beginning, after a restart too", async () => {
    const folder = join(temporaryFolder(), "kv");
    const cache = await open(folder);
    await cache.write(state([1, 2, 3]));
    await cache.write(state([1, 2, 9, 9]));
    for (const opened of [cache, await open(folder)]) {
      expect(opened.longestMatch("", tokens(1, 2, 3, 4))).toBe(3);
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
    expect(cache.longestMatch("", tokens(1, 2, 3))).toBe(3);
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

describe("the bound", () => {
  test("holds for what waits to be written too: more is given up, and later states are written again", async () => {
    const cache = await DiskCache.open({
      folder: temporaryFolder(),
      fingerprint: "model",
      maxBytes: 100_000,
      maxPendingBytes: 2_500,
    });
    await Promise.all([1, 2, 3, 4].map((first) => cache.write(state([first], 1000))));
    expect([1, 2, 3, 4].map((first) => cache.longestMatch("", tokens(first)))).toEqual([1, 1, 0, 0]);
    // one that is larger than the bound has its turn when nothing else waits
    await cache.write(state([5], 3000));
    expect(cache.longestMatch("", tokens(5))).toBe(1);
  });

  test("holds: the least recently used file goes first, read or written", async () => {
    const folder = temporaryFolder();
    const cache = await open(folder, 3_500);
    for (const first of [1, 2, 3]) await cache.write(state([first], 1000));
    await cache.read("", tokens(1));
    await cache.write(state([4], 1000));
    expect(cache.totalBytes).toBeLessThanOrEqual(3_500);
    expect([1, 2, 3, 4].map((first) => cache.longestMatch("", tokens(first)))).toEqual([1, 0, 1, 1]);
    await cache.write(state([5], 10_000));
    expect(cache.longestMatch("", tokens(5))).toBe(0);
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
    expect([1, 2, 3].map((first) => cache.longestMatch("", tokens(first)))).toEqual([0, 1, 1]);
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
    await writeFile(join(folder, "notes.txt"), "not ours");
    const cache = await open(folder);
    expect(cache.longestMatch("", tokens(1, 2, 3))).toBe(3);
    expect(await cache.read("", tokens(1, 2, 3))).toBeUndefined();
    expect(cache.longestMatch("", tokens(1, 2, 3))).toBe(0);
    expect(await readdir(folder)).toEqual(["notes.txt"]);
    await cache.write(state([4]));
    expect((await open(folder, 100_000, "other")).longestMatch("", tokens(4))).toBe(0);
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
