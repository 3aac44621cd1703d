import { existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../../../test/helpers/temporary-folder.ts";
import { filesOfModel, liesIn, ownerOf, removeFiles } from "./model-files.ts";
import { filesOfPulledModel } from "./pulled-from-ollama.ts";

function place(folder: string, ...names: readonly string[]): readonly string[] {
  return names.map((name) => {
    const file = join(folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, "GGUF");
    return file;
  });
}

describe("ownerOf", () => {
  it("tells whose books a file is on by its place", () => {
    expect(ownerOf(`/var/ollama/blobs/sha256-${"a".repeat(64)}`)).toBe("ollama");
    expect(ownerOf("/cache/hub/models--a--b/snapshots/0f3/model.gguf")).toBe("hugging-face");
    expect(ownerOf("/home/someone/snapshots/model.gguf")).toBeUndefined();
    expect(ownerOf("/models/model.gguf")).toBeUndefined();
  });
});

describe("liesIn", () => {
  it("goes by where an entry lies, and not by what it leads to", async () => {
    const folder = temporaryFolder();
    const [inside = "", outside = ""] = place(folder, "store/a/one.gguf", "elsewhere/two.gguf");
    const store = join(folder, "store");
    const linkIn = join(store, "link.gguf");
    const linkOut = join(folder, "elsewhere", "link.gguf");
    symlinkSync(outside, linkIn);
    symlinkSync(inside, linkOut);
    symlinkSync(join(folder, "elsewhere"), join(store, "linked"));
    const answers = [inside, linkIn, outside, linkOut, join(store, "linked", "two.gguf")].map((file) =>
      liesIn(store, file),
    );
    expect(await Promise.all(answers)).toEqual([true, true, false, false, false]);
    expect(await liesIn(join(folder, "none"), inside)).toBe(false);
    expect(await liesIn(join(folder, "stor"), inside)).toBe(false);
  });
});

describe("the files of a model", () => {
  it("are every shard of it, and nobody else's", async () => {
    const folder = temporaryFolder();
    const [first = "", second = ""] = place(
      folder,
      ...[
        "a-00001-of-00002.gguf",
        "a-00002-of-00002.gguf",
        "a-00001-of-00003.gguf",
        "ab-00001-of-00002.gguf",
      ],
      "a.gguf",
    );
    expect([...(await filesOfModel(first))].sort()).toEqual([first, second]);
    expect(await filesOfModel(join(folder, "a.gguf"))).toEqual([join(folder, "a.gguf")]);
  });

  it("go with the folders that they leave empty, up to the store; links go and what they lead to stays", async () => {
    const folder = temporaryFolder();
    const store = join(folder, "store");
    const [file = "", other = "", target = ""] = place(
      folder,
      ...["store/hf/owner/name/one.gguf", "store/hf/two.gguf", "mine/three.gguf"],
    );
    const link = join(store, "links", "three.gguf");
    mkdirSync(dirname(link));
    symlinkSync(target, link);
    await removeFiles([file, link], store);
    expect([file, dirname(file), link, dirname(link)].map((path) => existsSync(path))).toEqual(
      Array(4).fill(false),
    );
    expect([other, target, store].map((path) => existsSync(path))).toEqual([true, true, true]);
    await removeFiles([target], undefined);
    expect([existsSync(target), existsSync(dirname(target))]).toEqual([false, true]);
  });

  it("of a model pulled from a registry are its manifest and the blobs that no other model has", async () => {
    const store = join(temporaryFolder(), "ollama");
    const blob = (letter: string) => `sha256-${letter.repeat(64)}`;
    const [weights = "", template = "", others = ""] = place(
      join(store, "blobs"),
      blob("a"),
      blob("b"),
      blob("c"),
    );
    const manifest = (path: string, ...letters: readonly string[]) => {
      const file = join(store, "manifests", "registry.ollama.ai", path);
      mkdirSync(dirname(file), { recursive: true });
      const layers = letters.map((letter) => ({ digest: `sha256:${letter.repeat(64)}` }));
      writeFileSync(file, JSON.stringify({ layers }));
      return file;
    };
    const llama = manifest("library/llama3/8b", "a", "b", "missing-so-not-a-digest");
    const other = manifest("me/mine/latest", "c", "b");
    expect(await filesOfPulledModel(weights, "llama3:8b")).toEqual([llama, weights]);
    expect(await filesOfPulledModel(others, "anything")).toEqual([other, others]);
    const twin = manifest("library/twin/latest", "a");
    expect(await filesOfPulledModel(weights, "twin:latest")).toEqual([twin]);
    expect(await filesOfPulledModel(weights, "neither")).toEqual([]);
    expect(existsSync(template) && basename(template)).toBe(blob("b"));
  });
});
