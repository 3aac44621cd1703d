import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../../test/helpers/temporary-folder.ts";
import { writeLoraAdapter, writeTinyModel } from "../../../test/helpers/tiny-model.ts";
import { discoverModels } from "./discover-models.ts";
import { InspectionCache } from "./inspection-cache.ts";

/** A folder with a model, an adapter and a damaged file, and a place for the cache. */
async function places() {
  const folder = temporaryFolder();
  await writeTinyModel(join(folder, "a.gguf"));
  await writeLoraAdapter(join(folder, "lora.gguf"));
  await writeFile(join(folder, "bad.gguf"), "no model");
  return { folder, file: join(temporaryFolder(), "cache", "models.json") };
}

const discover = (folder: string, cache: InspectionCache) =>
  discoverModels([{ path: folder, explicit: true }], { cache });

/** Replaces what the file says of a model, to see whether it is believed. */
async function mark(file: string): Promise<void> {
  await writeFile(file, (await readFile(file, "utf8")).replaceAll('"F32"', '"marked"'));
}

const quantizations = async (folder: string, file: string) =>
  (await discover(folder, new InspectionCache(file))).models.map(({ summary }) => summary.quantization);

describe("the file of inspections", () => {
  test("tells the next process what files are that did not change", async () => {
    const { folder, file } = await places();
    const first = await discover(folder, new InspectionCache(file));
    expect(await discover(folder, new InspectionCache(file))).toEqual(first);
    await mark(file);
    expect(await quantizations(folder, file)).toEqual(["marked"]);
    await writeTinyModel(join(folder, "a.gguf"), { seed: 2, name: "another" });
    expect(await quantizations(folder, file)).toEqual(["F32"]);
  });

  test("is for its owner alone, whole, and without problems, which are looked into each time", async () => {
    const { folder, file } = await places();
    await discover(folder, new InspectionCache(file));
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readdir(join(file, ".."))).toEqual(["models.json"]);
    expect(await readFile(file, "utf8")).not.toContain("bad.gguf");
  });

  test("is written only when something changed", async () => {
    const { folder, file } = await places();
    const cache = new InspectionCache(file);
    await discover(folder, cache);
    await writeFile(file, "untouched");
    await discover(folder, cache);
    expect(await readFile(file, "utf8")).toBe("untouched");
  });

  test("keeps what other folders hold, which this search had no business with", async () => {
    const [one, other] = [await places(), await places()];
    await discover(one.folder, new InspectionCache(one.file));
    await discover(other.folder, new InspectionCache(one.file));
    await mark(one.file);
    expect(await quantizations(one.folder, one.file)).toEqual(["marked"]);
  });

  test.each([
    "",
    "{",
    "null",
    "[]",
    '{"version":0,"inspections":[]}',
    '{"version":1,"inspections":{}}',
    '{"version":1,"inspections":[1,["a"],["a",{"fingerprint":"f"}],["a",{"fingerprint":"f","inspection":{"kind":"model","model":{}}}]]}',
  ])("that is damaged is as none, and is replaced: %s", async (text) => {
    const { folder, file } = await places();
    await mkdir(join(file, ".."), { recursive: true });
    await writeFile(file, text);
    expect(await quantizations(folder, file)).toEqual(["F32"]);
    expect(await readFile(file, "utf8")).toContain("a.gguf");
  });

  test("that cannot be written, as on a full or read-only disk, costs nothing but time", async () => {
    const { folder } = await places();
    const inTheWay = join(temporaryFolder(), "file");
    await writeFile(inTheWay, "");
    expect(await quantizations(folder, join(inTheWay, "models.json"))).toEqual(["F32"]);
    // a folder of that name cannot be replaced by a file
    const taken = join(temporaryFolder(), "models.json");
    await mkdir(join(taken, "sub"), { recursive: true });
    expect(await quantizations(folder, taken)).toEqual(["F32"]);
    expect(await readdir(join(taken, ".."))).toEqual(["models.json"]);
  });
});
