import { expect, inject, test } from "vitest";
import { prefixStoreRequest } from "./prefix-store-request.ts";

const MIB = 1024 ** 2;
const identity = { files: [inject("tinyModelPath")], settings: {} };

test("prefixes take at most half of the memory that the load leaves free", async () => {
  expect(await prefixStoreRequest(undefined, identity)).toEqual({ memoryBytes: 512 * MIB });
  const memoryOf = async (freeBytes: number): Promise<number> =>
    (await prefixStoreRequest({ memoryBytes: 100 * MIB }, { ...identity, freeBytes })).memoryBytes;
  expect(await memoryOf(1000 * MIB)).toBe(100 * MIB);
  expect(await memoryOf(60 * MIB)).toBe(30 * MIB);
  expect(await memoryOf(-1)).toBe(0);
});

test("states of streams stay with contexts of as many", async () => {
  const disk = { folder: "kv", maxBytes: 1 };
  const layouts = [{}, { streams: 16 }, { streams: 32 }];
  const requests = layouts.map((layout) => prefixStoreRequest({ disk }, { ...identity, ...layout }));
  const folders = (await Promise.all(requests)).map((request) => request.disk?.folder);
  expect(new Set(folders).size).toBe(3);
});

test("a model has a folder of its own, another one with every setting that changes its cells", async () => {
  const folderOf = async (settings: object): Promise<string | undefined> =>
    (await prefixStoreRequest({ disk: { folder: "kv", maxBytes: 1 } }, { ...identity, settings })).disk
      ?.folder;
  const folder = await folderOf({ cacheTypeK: "f16" });
  expect(folder).toMatch(/[/\\]kv[/\\][0-9a-f]{32}$/);
  expect(await folderOf({ cacheTypeK: "f16" })).toBe(folder);
  expect(await folderOf({ cacheTypeK: "q8_0" })).not.toBe(folder);
  expect((await prefixStoreRequest({ disk: { folder: "kv", maxBytes: 0 } }, identity)).disk).toBeUndefined();
});
