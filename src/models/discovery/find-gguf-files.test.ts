import { chmod, mkdir, readFile, realpath, symlink, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { writeHubFile } from "../../../test/helpers/model-stores.ts";
import { IS_ROOT, NOT_POSIX, needing } from "../../../test/helpers/needing.ts";
import { temporaryFolder } from "../../../test/helpers/temporary-folder.ts";
import { DISK, type FileSystem } from "./file-system.ts";
import { findGgufFiles } from "./find-gguf-files.ts";
import { NetworkMounts } from "./network-mounts.ts";

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
  const { files } = await findGgufFiles({ path: folder, explicit: true }, limits ? { limits } : {});
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
      const { files } = await findGgufFiles({ path, explicit: true }, { passedOver: own });
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
      { limits: { depth: 2, entries: 2 } },
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

  test("takes a broken link in another program's store for a notice, and no fault", async () => {
    const folder = await folderWith("a.gguf");
    const snapshot = join(folder, "models--o--n", "snapshots", "main");
    await mkdir(snapshot, { recursive: true });
    await symlink(join(folder, "gone"), join(folder, "broken.gguf"));
    await symlink(join(folder, "gone"), join(snapshot, "swept.gguf"));
    const notices = async (ofOtherProgram: boolean) => {
      const { problems } = await findGgufFiles({ path: folder, explicit: false, ofOtherProgram });
      return problems.map(({ path, isNotice = false }) => [path, isNotice]);
    };
    expect(await notices(false)).toEqual([
      [join(folder, "broken.gguf"), false],
      [join(snapshot, "swept.gguf"), true],
    ]);
    expect(await notices(true)).toEqual([
      [join(folder, "broken.gguf"), true],
      [join(snapshot, "swept.gguf"), true],
    ]);
  });

  test("is silent about a missing folder unless the user named it", async () => {
    const path = join(temporaryFolder(), "none");
    expect(await findGgufFiles({ path, explicit: false })).toMatchObject({ files: [], problems: [] });
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

  needing(NOT_POSIX, IS_ROOT).test("goes on beside a folder it may not read", async () => {
    const folder = await folderWith("closed/a.gguf", "open/b.gguf");
    await chmod(join(folder, "closed"), 0);
    const { files, problems } = await findGgufFiles({ path: folder, explicit: true });
    await chmod(join(folder, "closed"), 0o755);
    expect(files).toHaveLength(1);
    expect(problems[0]?.reason).toContain("Permission");
  });
});

describe("stores of other programs", () => {
  test("of the Hugging Face hub's cache only the revision in use counts, through its links", async () => {
    const cache = temporaryFolder();
    const repository = "owner/name-GGUF";
    const add = (revision: string, name: string, text: string) =>
      writeHubFile(cache, { repository, revision, name }, Buffer.from(text));
    await add("a".repeat(40), "m.gguf", "old");
    const current = await add("b".repeat(40), "sub/m.gguf", "new");
    await mkdir(join(cache, "datasets--x--y", "snapshots", "1"), { recursive: true });
    await writeFile(join(cache, "datasets--x--y", "snapshots", "1", "d.gguf"), "");
    const { files, problems } = await findGgufFiles({ path: cache, explicit: true });
    expect(problems).toEqual([]);
    expect(files.map(({ path }) => path)).toEqual([current]);
    expect(await readFile(files[0]?.realPath ?? "", "utf8")).toBe("new");
  });

  test.each(["../../../etc", "main", ""])(
    "a reference that names no revision counts for nothing: %j",
    async (text) => {
      const cache = temporaryFolder();
      const file = { repository: "o/n", revision: "c".repeat(40), name: "m.gguf" };
      const path = await writeHubFile(cache, file, Buffer.from("x"));
      await writeFile(join(cache, "models--o--n/refs/main"), text);
      const { files } = await findGgufFiles({ path: cache, explicit: true });
      expect(files.map((found) => found.path)).toEqual([path]);
    },
  );

  test("a model in Hugging Face's own form is told of as a notice", async () => {
    const folder = await folderWith(
      "hf/config.json",
      "hf/model.safetensors",
      "both/config.json",
      "both/a.safetensors",
    );
    await writeFile(join(folder, "both/m.gguf"), "");
    const { files, problems } = await findGgufFiles({ path: folder, explicit: true });
    expect(files.map(({ path }) => path)).toEqual([join(folder, "both/m.gguf")]);
    expect(problems).toEqual([
      { path: join(folder, "hf"), reason: expect.stringContaining("safetensors"), isNotice: true },
    ]);
  });

  test("Ollama's store is named and not walked", async () => {
    const folder = await folderWith("o/manifests/h/n/m/t", "o/blobs/sha256-1", "o/x.gguf");
    const { files, ollamaStores } = await findGgufFiles({ path: folder, explicit: true });
    expect(files).toEqual([]);
    expect(ollamaStores).toEqual([join(folder, "o")]);
  });
});

describe("a disk that is not as it should be", () => {
  const failing = (code: string): Error => Object.assign(new Error(code), { code });
  /** The disk itself, but for one path. */
  const diskWhere = (broken: string, answer: () => Promise<never>): FileSystem => ({
    ...DISK,
    list: (path) => (path === broken ? answer() : DISK.list(path)),
    stat: (path) => (path === broken ? answer() : DISK.stat(path)),
  });

  test("a folder and a file that may not be read are told of, and the rest is found", async () => {
    const folder = await folderWith("closed/a.gguf", "open/b.gguf", "open/c.gguf");
    for (const [broken, reason] of [
      [join(folder, "closed"), /Permission to read the folder/],
      [join(folder, "open/c.gguf"), /Permission to look at the file/],
    ] as const) {
      const files = diskWhere(broken, () => Promise.reject(failing("EACCES")));
      const found = await findGgufFiles({ path: folder, explicit: true }, { files });
      expect(found.problems).toEqual([{ path: broken, reason: expect.stringMatching(reason) }]);
      expect(found.files.map(({ path }) => path)).toContain(join(folder, "open/b.gguf"));
      expect(found.isComplete).toBe(true);
    }
  });

  test("whatever the order of its answers, problems are told in the order of their paths", async () => {
    const folder = await folderWith("a.gguf", "b.gguf", "c.gguf");
    let lastAnswered = (): void => {};
    const isLastAnswered = new Promise<void>((resolve) => (lastAnswered = resolve));
    const files: FileSystem = {
      ...DISK,
      stat: async (path) => {
        if (path === join(folder, "c.gguf")) lastAnswered();
        else await isLastAnswered;
        throw failing("EACCES");
      },
    };
    const { problems } = await findGgufFiles({ path: folder, explicit: true }, { files });
    expect(problems.map(({ path }) => relative(folder, path))).toEqual(["a.gguf", "b.gguf", "c.gguf"]);
  });

  test("a store of another user is told of, and quietly where nobody named it", async () => {
    const path = temporaryFolder();
    const files: FileSystem = { ...DISK, realpath: () => Promise.reject(failing("EACCES")) };
    const reason = "Permission to read the folder was denied: give this user the right to.";
    expect((await findGgufFiles({ path, explicit: true }, { files })).problems).toEqual([{ path, reason }]);
    const quiet = await findGgufFiles({ path, explicit: false }, { files });
    expect(quiet.problems).toEqual([{ path, reason, isNotice: true }]);
  });

  test("a folder that hangs is given up after a while, with what was found before", async () => {
    const folder = await folderWith("a.gguf", "hanging/b.gguf");
    let hung = (): void => {};
    const isHanging = new Promise<void>((resolve) => (hung = resolve));
    const files = diskWhere(join(folder, "hanging"), () => {
      hung();
      return new Promise(() => {});
    });
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setImmediate"] });
    try {
      const search = findGgufFiles({ path: folder, explicit: true }, { files });
      await isHanging;
      await vi.advanceTimersByTimeAsync(11_000);
      const found = await search;
      expect(found.files.map(({ path }) => path)).toEqual([join(folder, "a.gguf")]);
      expect(found.problems).toEqual([
        { path: folder, reason: expect.stringContaining("did not answer for 5 s") },
      ]);
      expect(found.isComplete).toBe(false);
    } finally {
      vi.useRealTimers();
    }
  });

  test("a network whose server is gone is never entered, not even through a link", async () => {
    const folder = await folderWith("a.gguf", "nas/b.gguf");
    const elsewhere = await folderWith("c.gguf");
    await symlink(elsewhere, join(folder, "link"));
    const points = [await realpath(join(folder, "nas")), await realpath(elsewhere)];
    const mounts = new NetworkMounts({
      mounts: points.map((point) => ({ point, type: "nfs" })),
      probe: () => Promise.resolve(false),
    });
    const touched: string[] = [];
    const files: FileSystem = {
      ...DISK,
      list: (path) => {
        touched.push(path);
        return DISK.list(path);
      },
    };
    const found = await findGgufFiles({ path: folder, explicit: true }, { files, mounts });
    expect(found.files.map(({ path }) => path)).toEqual([join(folder, "a.gguf")]);
    expect(touched).toEqual([folder]);
    expect(found.problems.map(({ path }) => path).sort()).toEqual([
      join(folder, "link"),
      join(folder, "nas"),
    ]);
    const direct = await findGgufFiles({ path: elsewhere, explicit: false }, { files, mounts });
    expect(direct).toMatchObject({ files: [], isComplete: false });
    expect(direct.problems[0]?.reason).toContain("network file system that does not answer");
  });
});
