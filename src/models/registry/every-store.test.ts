import { link, mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { expect, inject, test } from "vitest";
import { ggufValue } from "../../../test/helpers/gguf-writer.ts";
import { writeHubFile, writeOllamaModel } from "../../../test/helpers/model-stores.ts";
import { temporaryFolder } from "../../../test/helpers/temporary-folder.ts";
import { writeTinyModel } from "../../../test/helpers/tiny-model.ts";
import { modelDirs } from "../../config/model-dirs.ts";
import { ModelRegistry } from "./model-registry.ts";

/** A home folder with a model in every place where programs keep them, and all that may go wrong beside. */
async function homeWithEverything(): Promise<string> {
  const home = temporaryFolder();
  const tiny = await readFile(inject("tinyModelPath"));
  const folder = async (path: string): Promise<string> => {
    const full = join(home, path);
    await mkdir(full, { recursive: true });
    return full;
  };
  const plain = await folder("models");
  await writeFile(join(plain, "plain-Q8_0.gguf"), tiny);
  await link(join(plain, "plain-Q8_0.gguf"), join(plain, "hard-link.gguf"));
  await symlink(plain, join(plain, "loop"));
  await symlink(join(home, "gone.gguf"), join(plain, "broken-link.gguf"));
  await writeFile(join(plain, "damaged.gguf"), "GGUF");
  await writeFile(join(plain, "cut-00002-of-00002.gguf"), tiny);
  await writeFile(join(plain, "plain-style-lora.gguf"), await readFile(inject("tinyLoraPath")));
  await writeTinyModel(join(plain, "mmproj.gguf"), {
    metadata: { "general.architecture": ggufValue.string("clip") },
  });
  for (const number of [1, 2]) {
    await writeTinyModel(join(plain, `sharded-0000${number}-of-00002.gguf`), {
      metadata: { "split.count": { type: "uint16", value: 2 } },
    });
  }
  await writeFile(join(await folder(".local/share/shimmy/models/owner"), "pulled.gguf"), tiny);
  const hub = await folder(".cache/huggingface/hub");
  const file = { repository: "owner/hub-GGUF", revision: "d".repeat(40), name: "from-hub-Q4_K_M.gguf" };
  await writeHubFile(hub, file, Buffer.concat([tiny, Buffer.from("hub")]));
  await writeHubFile(hub, { ...file, repository: "owner/raw", name: "config.json" }, Buffer.from("{}"));
  await writeHubFile(hub, { ...file, repository: "owner/raw", name: "model.safetensors" }, Buffer.from(""));
  await writeOllamaModel(await folder(".ollama/models"), "registry.ollama.ai/library/llama3/8b", tiny, {
    system: "Be brief.",
  });
  await writeFile(join(await folder(".lmstudio/models/owner/name"), "from-lm-studio.gguf"), tiny);
  await writeFile(join(await folder(".cache/llama.cpp"), "owner_from-llama-cpp.gguf"), tiny);
  return home;
}

test("every place is searched, every kind of file known, and nothing hides the rest", async () => {
  const home = await homeWithEverything();
  const dirs = modelDirs([], { workingDir: home, homeDir: home, environment: {}, platform: "darwin" });
  const llamaCpp = { path: join(home, ".cache/llama.cpp"), explicit: false };
  const registry = new ModelRegistry({
    baseGguf: undefined,
    loraGguf: undefined,
    modelDirs: [...dirs, llamaCpp],
    builtin: false,
    discoveryCache: join(home, ".cache/shimmy/models.json"),
  });
  const { problems, folders = [] } = await registry.refresh();

  expect(registry.list().map(({ name }) => name)).toEqual([
    "from-hub-Q4_K_M",
    "from-lm-studio",
    "hard-link",
    "llama3:8b",
    "owner_from-llama-cpp",
    "plain-Q8_0",
    "pulled",
    "sharded",
  ]);
  expect(problems.map(({ path, reason }) => [basename(path), reason])).toEqual([
    [
      "broken-link.gguf",
      "It is a symbolic link to a file that does not exist: bring the file back, or remove the link.",
    ],
    ["d".repeat(40), expect.stringContaining("safetensors")],
    ["cut-00002-of-00002.gguf", expect.stringContaining("missing cut-00001-of-00002.gguf")],
    ["damaged.gguf", expect.stringContaining("not a usable GGUF file")],
  ]);
  expect(registry.resolve("plain").adapters).toEqual([
    { name: "plain-style-lora", path: join(home, "models/plain-style-lora.gguf") },
  ]);
  expect(registry.resolve("llama3")).toMatchObject({ name: "llama3:8b", settings: { system: "Be brief." } });
  expect(registry.resolve("from-hub").path).toContain("/snapshots/");
  expect(folders.filter(({ models }) => models > 0).map(({ path }) => path.slice(home.length + 1))).toEqual([
    "models",
    ".local/share/shimmy/models",
    ".cache/huggingface/hub",
    ".ollama/models",
    ".lmstudio/models",
    ".cache/llama.cpp",
  ]);
  expect(registry.watchable.folders).toContain(
    join(home, ".ollama/models/manifests/registry.ollama.ai/library"),
  );
  expect(registry.watchable.missing).toContain(join(home, ".cache/lm-studio/models"));
});
