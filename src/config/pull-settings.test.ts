import { describe, expect, it } from "vitest";
import { ConfigError } from "./config-error.ts";
import type { Environment } from "./environment.ts";
import { loadConfig } from "./load-config.ts";

function pullOf(environment: Environment, flags: Readonly<Record<string, readonly string[]>> = {}) {
  return loadConfig({ flags, environment, workingDir: "/projects", homeDir: "/home/someone" }).config.pull;
}

function problemsOf(environment: Environment): readonly string[] {
  try {
    pullOf(environment);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

describe("settings of pulling", () => {
  it("go to the public hosts by default, and keep models in the data folder", () => {
    expect(pullOf({})).toEqual({
      storeFolder: "/home/someone/.local/share/shimmy/models",
      offline: false,
      huggingFace: { endpoint: "https://huggingface.co", token: undefined },
      ollamaEndpoint: "https://registry.ollama.ai",
      proxy: { http: "", https: "", none: "" },
    });
    expect(pullOf({ XDG_DATA_HOME: "/data" }).storeFolder).toBe("/data/shimmy/models");
  });

  it("take the names that Hugging Face's tools and proxies go by", () => {
    const environment = {
      HF_ENDPOINT: "https://mirror.example/hub/",
      HF_TOKEN: " hf_x ",
      HTTPS_PROXY: "proxy.example:3128",
      https_proxy: "http://lower.example:1",
      HTTP_PROXY: "proxy.example:3128",
      NO_PROXY: "localhost",
      SHIMMY_OLLAMA_REGISTRY: "http://127.0.0.1:5000/",
    };
    expect(pullOf(environment)).toMatchObject({
      huggingFace: { endpoint: "https://mirror.example/hub", token: "hf_x" },
      ollamaEndpoint: "http://127.0.0.1:5000",
      proxy: { http: "http://proxy.example:3128", https: "http://lower.example:1", none: "localhost" },
    });
    expect(pullOf({ HUGGING_FACE_HUB_TOKEN: "old" }).huggingFace.token).toBe("old");
  });

  it.each([{ SHIMMY_OFFLINE: "true" }, { HF_HUB_OFFLINE: "1" }, { HF_HUB_OFFLINE: "ON" }])(
    "are offline with %j",
    (environment) => {
      expect(pullOf(environment).offline).toBe(true);
    },
  );

  it("are offline by a flag, and not by an empty variable", () => {
    expect(pullOf({}, { "--offline": ["true"] }).offline).toBe(true);
    expect(pullOf({ SHIMMY_OFFLINE: "", HF_HUB_OFFLINE: "0" }).offline).toBe(false);
  });

  it("tell what cannot be used, and no secret", () => {
    expect(problemsOf({ HF_ENDPOINT: "ftp://x" })).toEqual([
      expect.stringMatching(/^HF_ENDPOINT must be .*"ftp:\/\/x"/),
    ]);
    expect(problemsOf({ SHIMMY_OLLAMA_REGISTRY: "https://me:secret@x" })).toHaveLength(1);
    expect(problemsOf({ HF_TOKEN: "two words" })).toEqual([expect.not.stringContaining("two words")]);
    expect(problemsOf({ HTTPS_PROXY: "ftp://me:secret@x" })).toEqual([expect.not.stringContaining("secret")]);
  });
});
