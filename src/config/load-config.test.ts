import { describe, expect, it } from "vitest";
import { ConfigError } from "./config-error.ts";
import { readEnvironment } from "./environment.ts";
import { type ConfigSources, loadConfig } from "./load-config.ts";
import { SETTING_KEYS, SETTINGS } from "./settings.ts";

function load(sources: Partial<ConfigSources> = {}) {
  return loadConfig({
    flags: {},
    environment: {},
    workingDir: "/projects",
    homeDir: "/home/someone",
    ...sources,
  });
}

function problemsOf(sources: Partial<ConfigSources>): readonly string[] {
  try {
    load(sources);
  } catch (thrown) {
    if (thrown instanceof ConfigError) return thrown.problems;
    throw thrown;
  }
  return [];
}

describe("loadConfig", () => {
  it("has a default for everything", () => {
    const { config, warnings } = load();
    expect(warnings).toEqual([]);
    expect(config).toMatchObject({
      bind: { host: "127.0.0.1", port: 11435, explicit: false },
      slots: 8,
      threads: undefined,
      maxContextLength: undefined,
      device: "auto",
      logLevel: "info",
      apiKey: undefined,
      insecureNoAuth: false,
      builtin: true,
      preload: [],
    });
    expect(config.modelDirs.slice(0, 3)).toEqual([
      { path: "/projects/models", explicit: false },
      { path: "/home/someone/models", explicit: false },
      { path: "/home/someone/.local/share/shimmy/models", explicit: false },
    ]);
  });

  it("lets flags win over the environment, and the environment over defaults", () => {
    const { config } = load({
      flags: { "--slots": ["2", "3"], "--bind": ["[::1]:9000"] },
      environment: { SHIMMY_SLOTS: "5", SHIMMY_THREADS: "4", SHIMMY_MAX_CTX: "4096" },
    });
    expect(config).toMatchObject({
      slots: 3,
      threads: 4,
      maxContextLength: 4096,
      bind: { host: "::1", port: 9000, explicit: true },
    });
  });

  it("counts an empty variable as unset", () => {
    expect(load({ environment: { SHIMMY_SLOTS: "", SHIMMY_BIND_ADDRESS: " " } }).config).toMatchObject({
      slots: 8,
      bind: { explicit: false },
    });
  });

  it("searches the folders of flags first, then those of the environment, then the usual ones, each once", () => {
    const { config } = load({
      flags: { "--model-dirs": ["~/mine;models", "/other"] },
      environment: { SHIMMY_MODEL_PATHS: "/third;/other" },
    });
    expect(config.modelDirs.slice(0, 5)).toEqual([
      { path: "/home/someone/mine", explicit: true },
      { path: "/projects/models", explicit: true },
      { path: "/other", explicit: true },
      { path: "/third", explicit: true },
      { path: "/home/someone/models", explicit: false },
    ]);
  });

  it("adds up repeated lists and drops repetitions", () => {
    const { config } = load({
      flags: {
        "--preload": ["a,b", "a"],
        "--cors-origin": ["https://App.example.com,app://notes"],
        "--allow-host": ["Box.local,10.0.0.7"],
      },
      environment: { SHIMMY_PRELOAD: "hidden" },
    });
    expect(config.preload).toEqual(["a", "b"]);
    expect(config.corsOrigins).toEqual(["https://app.example.com", "app://notes"]);
    expect(config.allowedHosts).toEqual(["box.local", "10.0.0.7"]);
  });

  it("leaves the built-in model out by flag or by variable", () => {
    expect(load({ flags: { "--no-builtin": ["true"] } }).config.builtin).toBe(false);
    expect(load({ environment: { SHIMMY_BUILTIN: "off" } }).config.builtin).toBe(false);
    expect(load({ environment: { SHIMMY_BUILTIN: "true" } }).config.builtin).toBe(true);
    expect(
      load({ flags: { "--no-builtin": ["true"] }, environment: { SHIMMY_BUILTIN: "true" } }).config.builtin,
    ).toBe(false);
  });

  it("makes the base model's path absolute", () => {
    const { config } = load({ environment: { SHIMMY_BASE_GGUF: "~/a.gguf", SHIMMY_LORA_GGUF: "b.gguf" } });
    expect(config).toMatchObject({ baseGguf: "/home/someone/a.gguf", loraGguf: "/projects/b.gguf" });
  });

  it("names every problem at once with its source, its value and what is allowed", () => {
    const problems = problemsOf({
      flags: { "--slots": ["0"], "--log-level": ["loud"], "--preload": [""] },
      environment: { SHIMMY_BIND_ADDRESS: "nowhere:x", SHIMMY_LOAD_TIMEOUT: "soon" },
    });
    expect(problems).toHaveLength(5);
    expect(problems).toContain('--slots must be a whole number from 1 to 256, not "0".');
    expect(problems).toContain(
      '--log-level must be one of silent, fatal, error, warn, info, debug, trace, not "loud".',
    );
    expect(problems.join("\n")).toMatch(/SHIMMY_BIND_ADDRESS must be host:port.*not "nowhere:x"/);
    expect(problems.join("\n")).toMatch(/SHIMMY_LOAD_TIMEOUT must be a duration.*not "soon"/);
  });

  it("never shows a secret, and shortens endless values", () => {
    const [first] = problemsOf({ flags: { "--api-key": ["two words"] } });
    expect(first).toMatch(/^--api-key must be/);
    expect(first).not.toContain("two words");
    expect(problemsOf({ flags: { "--slots": ["9".repeat(5000)] } })[0]?.length).toBeLessThan(200);
  });

  it("refuses an adapter without its base model", () => {
    expect(problemsOf({ environment: { SHIMMY_LORA_GGUF: "b.gguf" } })[0]).toContain("SHIMMY_BASE_GGUF");
  });

  it("refuses to serve other machines without a key, unless told to", () => {
    const environment = { SHIMMY_BIND_ADDRESS: "0.0.0.0:80" };
    expect(problemsOf({ environment, forServer: true })[0]).toContain("--insecure-no-auth");
    expect(problemsOf({ environment })).toEqual([]);
    expect(problemsOf({ environment, forServer: true, flags: { "--insecure-no-auth": ["true"] } })).toEqual(
      [],
    );
    expect(problemsOf({ environment: { ...environment, SHIMMY_API_KEY: "k" }, forServer: true })).toEqual([]);
  });

  it("warns about unknown variables and names the nearest one", () => {
    const { warnings } = load({
      environment: { SHIMMY_SLOT: "3", SHIMMY_XYLOPHONE: "1", SHIMMY_EMPTY: "", HOME: "/home/someone" },
    });
    expect(warnings).toEqual([
      "Unknown environment variable SHIMMY_SLOT is ignored. Did you mean SHIMMY_SLOTS?",
      "Unknown environment variable SHIMMY_XYLOPHONE is ignored.",
    ]);
  });
});

describe("SETTINGS", () => {
  it("gives every setting a variable and a flag of its own", () => {
    const settings = SETTING_KEYS.map((key) => SETTINGS[key]);
    expect(new Set(settings.map((setting) => setting.environment)).size).toBe(settings.length);
    expect(new Set(settings.map((setting) => setting.flag)).size).toBe(settings.length);
  });
});

describe("readEnvironment", () => {
  it("copies, so that later changes do not reach the configuration", () => {
    const before = readEnvironment();
    process.env.SHIMMY_TEST_COPY = "later";
    expect(before.SHIMMY_TEST_COPY).toBeUndefined();
    expect(readEnvironment().SHIMMY_TEST_COPY).toBe("later");
    delete process.env.SHIMMY_TEST_COPY;
  });
});
