import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { modelEntry } from "../../../test/helpers/fake-command-context.ts";
import { temporaryFolder } from "../../../test/helpers/temporary-folder.ts";
import type { ModelAlias } from "../registry/model-alias.ts";
import type { ModelEntry } from "../registry/model-entry.ts";
import { parsePullSource } from "./pull-source.ts";
import { nameForAsker, pulledEntry } from "./pulled-entry.ts";

describe("pulledEntry", () => {
  it("finds a model by its file, through links too, and one of a registry by its name", async () => {
    const folder = temporaryFolder();
    const path = join(folder, "a.gguf");
    const link = join(folder, "link.gguf");
    writeFileSync(path, "");
    symlinkSync(path, link);
    const entries = [
      modelEntry({ name: "other" }),
      modelEntry({ name: "a", path: link }),
      modelEntry({ name: "llama3:8b", path: link }),
    ];
    expect(await pulledEntry({ path, name: undefined }, entries, [])).toMatchObject({ name: "a" });
    expect(await pulledEntry({ path, name: "llama3:8b" }, entries, [])).toMatchObject({ name: "llama3:8b" });
    const problems = [{ path, reason: "It is empty." }];
    await expect(pulledEntry({ path, name: undefined }, [], problems)).rejects.toMatchObject({
      code: "model_corrupt",
      message: expect.stringContaining("It is empty."),
    });
  });
});

describe("nameForAsker", () => {
  const source = parsePullSource("hf.co/acme/tiny:Q8_0");
  const registryOf = (entries: readonly ModelEntry[]) => {
    const kept: ModelAlias[] = [];
    const putAlias = async (alias: ModelAlias) => {
      kept.push(alias);
      return modelEntry({ name: alias.name });
    };
    return { kept, list: () => entries, putAlias };
  };

  it("keeps the name that Ollama's clients use, once", async () => {
    const registry = registryOf([modelEntry({ name: "tiny-Q8_0" })]);
    expect(await nameForAsker(source, "tiny-Q8_0", registry)).toBe("hf.co/acme/tiny:Q8_0");
    expect(registry.kept).toMatchObject([{ name: "hf.co/acme/tiny:Q8_0", base: "tiny-Q8_0" }]);
    const model = modelEntry({ name: "tiny-Q8_0" });
    const alias = { name: "hf.co/acme/tiny:Q8_0", base: "tiny-Q8_0", createdAt: new Date(0), model };
    const again = registryOf([modelEntry({ name: alias.name, alias })]);
    expect(await nameForAsker(source, "tiny-Q8_0", again)).toBe(alias.name);
    expect(again.kept).toEqual([]);
  });

  it("is the entry's where it was asked for otherwise, or a file has that name", async () => {
    const registry = registryOf([modelEntry({ name: "hf.co/acme/tiny:Q8_0" })]);
    expect(await nameForAsker(source, "tiny-Q8_0", registry)).toBe("tiny-Q8_0");
    expect(await nameForAsker(parsePullSource("hf:acme/tiny:Q8_0"), "tiny-Q8_0", registry)).toBe("tiny-Q8_0");
    expect(registry.kept).toEqual([]);
  });
});
