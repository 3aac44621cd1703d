import { chmod, mkdir, realpath, symlink, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../../test/helpers/temporary-folder.ts";
import { findGgufFiles } from "./find-gguf-files.ts";

const ROOT_READS_EVERYTHING = process.getuid?.() === 0;

async function folderWith(...names: readonly string[]): Promise<string> {
  const folder = temporaryFolder();
  for (const name of names) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), "content");
  }
  return folder;
}

async function namesIn(
  folder: string,
  limits?: { depth: number; entries: number },
): Promise<readonly string[]> {
  const { files } = await findGgufFiles({ path: folder, explicit: true }, limits);
  return files.map((file) => relative(folder, file.path));
}

describe("the search for files", () => {
  test("finds *.gguf in every folder, in the order of their paths, and nothing else", async () => {
    const folder = await folderWith(
      "b.gguf",
      "a/deep/er/c.GGUF",
      "readme.md",
      "b.gguf.part",
      "d.safetensors",
    );
    expect(await namesIn(folder)).toEqual(["a/deep/er/c.GGUF", "b.gguf"]);
  });

  test("tells size and time", async () => {
    const folder = await folderWith("b.gguf");
    const { files } = await findGgufFiles({ path: folder, explicit: false });
    expect(files[0]).toMatchObject({ sizeBytes: 7, path: join(folder, "b.gguf") });
    expect(files[0]?.modifiedAt).toBeInstanceOf(Date);
  });

  test("leaves out hidden names and node_modules", async () => {
    const folder = await folderWith("._b.gguf", ".cache/c.gguf", "node_modules/d.gguf", "e.gguf");
    expect(await namesIn(folder)).toEqual(["e.gguf"]);
  });

  test("passes a folder over, by whatever way it is met, unless that is the folder searched", async () => {
    const folder = await folderWith("a.gguf", "own/b.gguf", "own/deep/c.gguf", "other/d.gguf");
    await symlink(join(folder, "own"), join(folder, "other/link"));
    const own = await realpath(join(folder, "own"));
    const found = async (path: string) => {
      const { files } = await findGgufFiles({ path, explicit: true }, undefined, own);
      return files.map((file) => relative(folder, file.path));
    };
    expect(await found(folder)).toEqual(["a.gguf", "other/d.gguf"]);
    expect(await found(join(folder, "own"))).toEqual(["own/b.gguf", "own/deep/c.gguf"]);
  });

  test("goes no deeper than its bound", async () => {
    const folder = await folderWith("1/a.gguf", "1/2/b.gguf", "1/2/3/c.gguf");
    expect(await namesIn(folder, { depth: 2, entries: 100 })).toEqual(["1/2/b.gguf", "1/a.gguf"]);
  });

  test("stops at its bound of entries and says so", async () => {
    const folder = await folderWith("a.gguf", "b.gguf", "c.gguf");
    const { files, problems } = await findGgufFiles(
      { path: folder, explicit: true },
      { depth: 2, entries: 2 },
    );
    expect(files).toHaveLength(2);
    expect(problems).toEqual([{ path: folder, reason: expect.stringContaining("more than 2 entries") }]);
  });

  test("follows links and survives circles of them", async () => {
    const folder = await folderWith("real/a.gguf");
    const elsewhere = await folderWith("blob", "more/m.gguf");
    await symlink(folder, join(folder, "real/again"));
    await symlink(join(elsewhere, "blob"), join(folder, "linked.gguf"));
    await symlink(join(elsewhere, "more"), join(folder, "more"));
    const { files, problems } = await findGgufFiles({ path: folder, explicit: true });
    expect(files.map((file) => relative(folder, file.path))).toEqual([
      "linked.gguf",
      "more/m.gguf",
      "real/a.gguf",
    ]);
    expect(files[0]?.realPath.endsWith("blob")).toBe(true);
    expect(problems).toEqual([]);
  });

  test("names a broken link to a model as a problem, and no other broken link", async () => {
    const folder = await folderWith("a.gguf");
    await symlink(join(folder, "gone"), join(folder, "broken.gguf"));
    await symlink(join(folder, "gone"), join(folder, "notes.txt"));
    await symlink(join(folder, "circle.gguf"), join(folder, "circle.gguf"));
    const { files, problems } = await findGgufFiles({ path: folder, explicit: true });
    expect(files).toHaveLength(1);
    expect(problems).toEqual([
      { path: join(folder, "broken.gguf"), reason: expect.stringContaining("does not exist") },
      { path: join(folder, "circle.gguf"), reason: expect.stringContaining("ELOOP") },
    ]);
  });

  test("is silent about a missing folder unless the user named it", async () => {
    const path = join(temporaryFolder(), "none");
    expect(await findGgufFiles({ path, explicit: false })).toEqual({ files: [], problems: [] });
    expect((await findGgufFiles({ path, explicit: true })).problems).toEqual([
      { path, reason: "There is no such folder." },
    ]);
  });

  test("says that a file is no folder", async () => {
    const folder = await folderWith("a.gguf");
    const { problems } = await findGgufFiles({ path: join(folder, "a.gguf"), explicit: true });
    expect(problems[0]?.reason).toContain("not a folder");
  });

  test("says that a circle of links is no folder", async () => {
    const path = join(temporaryFolder(), "circle");
    await symlink(path, path);
    const { problems } = await findGgufFiles({ path, explicit: true });
    expect(problems[0]?.reason).toContain("ELOOP");
  });

  test.skipIf(ROOT_READS_EVERYTHING)("goes on beside a folder it may not read", async () => {
    const folder = await folderWith("closed/a.gguf", "open/b.gguf");
    await chmod(join(folder, "closed"), 0);
    const { files, problems } = await findGgufFiles({ path: folder, explicit: true });
    await chmod(join(folder, "closed"), 0o755);
    expect(files).toHaveLength(1);
    expect(problems[0]?.reason).toContain("Permission");
  });
});
