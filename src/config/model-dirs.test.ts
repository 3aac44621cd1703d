import { expect, test } from "vitest";
import type { Environment } from "./environment.ts";
import { modelDirs } from "./model-dirs.ts";

const HOME = "/home/someone";

function paths(environment: Environment = {}, platform: NodeJS.Platform = "linux"): readonly string[] {
  const dirs = modelDirs([], { workingDir: "/work", homeDir: HOME, environment, platform });
  expect(dirs.every(({ explicit }) => !explicit)).toBe(true);
  return dirs.map(({ path }) => path);
}

test("the usual places are Shimmy's own folders, then those of other programs", () => {
  expect(paths()).toEqual([
    "/work/models",
    `${HOME}/models`,
    `${HOME}/.local/share/shimmy/models`,
    `${HOME}/.cache/huggingface/hub`,
    `${HOME}/.ollama/models`,
    "/usr/share/ollama/.ollama/models",
    `${HOME}/.lmstudio/models`,
    `${HOME}/.cache/lm-studio/models`,
    `${HOME}/.cache/llama.cpp`,
  ]);
});

test("follow the variables of those programs", () => {
  expect(
    paths({ HF_HOME: "/hf", OLLAMA_MODELS: "/ollama", LLAMA_CACHE: "~/llama", XDG_DATA_HOME: "/data" }),
  ).toEqual([
    "/work/models",
    `${HOME}/models`,
    "/data/shimmy/models",
    "/hf/hub",
    "/ollama",
    `${HOME}/.lmstudio/models`,
    `${HOME}/.cache/lm-studio/models`,
    `${HOME}/llama`,
  ]);
  expect(paths({ HF_HOME: "/hf", HF_HUB_CACHE: "/cache" })).toContain("/cache");
  expect(paths({ HUGGINGFACE_HUB_CACHE: "/older" })).toContain("/older");
  expect(paths({ XDG_CACHE_HOME: "/x" })).toEqual(
    expect.arrayContaining(["/x/huggingface/hub", "/x/llama.cpp"]),
  );
});

test("count an empty variable as unset", () => {
  expect(paths({ HF_HOME: "", HF_HUB_CACHE: "", OLLAMA_MODELS: "", LLAMA_CACHE: "" })).toEqual(paths());
});

test("differ between systems", () => {
  expect(paths({}, "darwin")).toContain(`${HOME}/Library/Caches/llama.cpp`);
  expect(paths({}, "darwin")).not.toContain("/usr/share/ollama/.ollama/models");
  expect(paths({}, "win32")).toContain(`${HOME}/AppData/Local/llama.cpp`);
});

test("a folder that the user names too is the user's, and stands first", () => {
  const sources = { workingDir: "/work", homeDir: HOME, environment: {}, platform: "linux" } as const;
  const dirs = modelDirs(["~/.lmstudio/models"], sources);
  expect(dirs[0]).toEqual({ path: `${HOME}/.lmstudio/models`, explicit: true });
  expect(dirs.filter(({ path }) => path.endsWith(".lmstudio/models"))).toHaveLength(1);
});
