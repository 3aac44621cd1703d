import { basename } from "node:path";
import { expect, test } from "vitest";
import type { FoundFile } from "./find-gguf-files.ts";
import { groupShards } from "./group-shards.ts";

const file = (path: string): FoundFile => ({ path, realPath: path, sizeBytes: 1, modifiedAt: new Date(0) });

function grouped(...paths: readonly string[]) {
  return groupShards(paths.map(file)).map(({ first, further, missing }) => ({
    first: basename(first.path),
    further: further.length,
    missing,
  }));
}

test("the shards of one folder are one model, in the order of their numbers", () => {
  expect(
    grouped("/m/a-00003-of-00003.gguf", "/m/a-00001-of-00003.gguf", "/m/b.gguf", "/m/a-00002-of-00003.gguf"),
  ).toEqual([
    { first: "a-00001-of-00003.gguf", further: 2, missing: [] },
    { first: "b.gguf", further: 0, missing: [] },
  ]);
});

test("shards of the same name in other folders are other models", () => {
  expect(grouped("/m/a-00001-of-00001.gguf", "/n/a-00001-of-00001.gguf")).toHaveLength(2);
});

test("missing shards are named, the first one too", () => {
  expect(grouped("/m/a-00002-of-00003.gguf")).toEqual([
    {
      first: "a-00002-of-00003.gguf",
      further: 0,
      missing: ["a-00001-of-00003.gguf", "a-00003-of-00003.gguf"],
    },
  ]);
});

test("of very many missing shards only some are named", () => {
  expect(grouped("/m/a-00001-of-99999.gguf")[0]?.missing).toHaveLength(5);
});
