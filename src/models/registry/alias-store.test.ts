import { mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../../test/helpers/temporary-folder.ts";
import { AliasStore } from "./alias-store.ts";
import { MAX_ALIASES, type ModelAlias } from "./model-alias.ts";

const alias = (name: string, changes: Partial<ModelAlias> = {}): ModelAlias => ({
  name,
  base: "tiny",
  createdAt: new Date("2026-01-02T03:04:05Z"),
  ...changes,
});

const storePath = () => join(temporaryFolder(), "data", "shimmy", "aliases.json");

describe("the store of aliases", () => {
  test("is empty before the first alias, and makes no folder for reading", async () => {
    const path = storePath();
    expect(await new AliasStore(path).read()).toEqual({ aliases: [], problem: undefined });
    await expect(readdir(join(path, ".."))).rejects.toThrow();
  });

  test("gives back every field after a restart", async () => {
    const path = storePath();
    const full = alias("mario", {
      system: "Be Mario.",
      template: "chatml",
      license: "mit",
      messages: [{ role: "user", content: "Who?" }],
      parameters: { temperature: 0.1 },
      options: { temperature: 0.1 },
    });
    await new AliasStore(path).put(full);
    expect(await new AliasStore(path).read()).toEqual({ aliases: [full], problem: undefined });
  });

  test("replaces an alias of the same name, whatever its case and tag", async () => {
    const store = new AliasStore(storePath());
    await store.put(alias("mario"));
    await store.put(alias("Mario:latest", { base: "other" }));
    expect((await store.read()).aliases).toEqual([alias("Mario:latest", { base: "other" })]);
    expect(await store.remove("MARIO")).toBe(true);
    expect(await store.remove("mario")).toBe(false);
    expect((await store.read()).aliases).toEqual([]);
  });

  test("keeps all of many changes at once, and leaves no partial files", async () => {
    const path = storePath();
    const store = new AliasStore(path);
    const names = Array.from({ length: 20 }, (_, index) => `a${index}`);
    await Promise.all(names.map((name) => store.put(alias(name))));
    expect((await store.read()).aliases.map(({ name }) => name)).toEqual(names);
    expect(await readdir(join(path, ".."))).toEqual(["aliases.json"]);
  });

  test.each(["", "[]", '{"version":2,"aliases":[]}', '{"version":1,"aliases":{}}', "null"])(
    "tells of a damaged file and never writes over it: %s",
    async (json) => {
      const path = storePath();
      await mkdir(join(path, ".."), { recursive: true });
      await writeFile(path, json);
      const store = new AliasStore(path);
      expect(await store.read()).toMatchObject({ aliases: [], problem: expect.stringContaining("damaged") });
      await expect(store.put(alias("a"))).rejects.toMatchObject({ code: "conflict" });
      expect(await readFile(path, "utf8")).toBe(json);
    },
  );

  test("passes over entries that are none, and tells of them", async () => {
    const path = storePath();
    await mkdir(join(path, ".."), { recursive: true });
    const { createdAt } = alias("good");
    const aliases = [
      { name: "good", base: "tiny", createdAt, system: 5, messages: [{ role: "king", content: "a" }, 7] },
      { name: "../../etc/passwd", base: "tiny", createdAt },
      { name: "no-base", createdAt },
      { name: "no-time", base: "tiny", createdAt: "soon" },
      3,
    ];
    await writeFile(path, JSON.stringify({ version: 1, aliases }));
    expect(await new AliasStore(path).read()).toEqual({
      aliases: [alias("good", { messages: [] })],
      problem: expect.stringContaining("entries that are none"),
    });
  });

  test("tells of a file that cannot be read", async () => {
    const path = storePath();
    await mkdir(path, { recursive: true });
    expect((await new AliasStore(path).read()).problem).toBe("The file of aliases cannot be read.");
  });

  test("says so where it cannot be kept, and changes nothing", async () => {
    const folder = temporaryFolder();
    await symlink(join(folder, "gone", "far"), join(folder, "data"));
    const store = new AliasStore(join(folder, "data", "aliases.json"));
    await expect(store.put(alias("a"))).rejects.toMatchObject({ message: expect.stringContaining("kept") });
  });

  test("has room for so many and no more", async () => {
    const path = storePath();
    await mkdir(join(path, ".."), { recursive: true });
    const aliases = Array.from({ length: MAX_ALIASES }, (_, index) => alias(`a${index}`));
    await writeFile(path, JSON.stringify({ version: 1, aliases }));
    const store = new AliasStore(path);
    await expect(store.put(alias("more"))).rejects.toMatchObject({ code: "conflict" });
    await store.put(alias("a0", { base: "other" }));
    expect((await store.read()).aliases).toHaveLength(MAX_ALIASES);
  });
});
