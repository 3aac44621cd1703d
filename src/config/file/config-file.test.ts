import { Ajv } from "ajv";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadToml, problemsOfToml } from "../../../test/helpers/load-toml.ts";
import { ConfigError } from "../config-error.ts";
import type { FileValue, Setting } from "../setting.ts";
import { SETTINGS } from "../settings.ts";
import { type SettledSetting, toFileValue } from "../settled-settings.ts";
import { configSchema } from "./config-schema.ts";
import { configToml } from "./config-toml.ts";
import {
  FILE_PLACEMENTS,
  FILE_SETTING_KEYS,
  type FileSettingKey,
  fileName,
  qualifiedName,
} from "./file-places.ts";
import { parseToml } from "./parse-toml.ts";
import { isOfForm } from "./table-layer.ts";
import { writeTomlValue } from "./write-toml.ts";

describe("a configuration file", () => {
  it("stands between the defaults and the environment, and flags win over both", () => {
    const text = '[engine]\nslots = 3\nthreads = 3\nqueue_limit = 3\n[log]\nlog_level = "debug"\n';
    const { config, settled } = loadToml(text, {
      environment: { SHIMMY_THREADS: "4", SHIMMY_QUEUE: "4" },
      flags: { "--queue": ["5"] },
    });
    expect(config).toMatchObject({ slots: 3, threads: 4, queueLimit: 5, logLevel: "debug", device: "auto" });
    const sources = new Map(settled.map(({ name, sources }) => [name, sources]));
    expect(sources.get("engine.slots")).toEqual([
      { kind: "file", name: "engine.slots", place: { path: "shimmy.toml", line: 2, column: 9 } },
    ]);
    expect(sources.get("engine.threads")).toEqual([{ kind: "variable", name: "SHIMMY_THREADS" }]);
    expect(sources.get("engine.queue_limit")).toEqual([{ kind: "flag", name: "--queue" }]);
    expect(sources.get("engine.device")).toEqual([{ kind: "default" }]);
  });

  it("takes paths from its own folder, and splits no entry of a list", () => {
    const text = `
[discovery]
model_dirs = ["more", "/srv/a,b:c", "~/mine"]
base_gguf = "m.gguf"
[engine]
lora = ["style,1.gguf"]
lora_scaled = ["tone.gguf:0.5"]
[cache]
cache_dir = "kv"
`;
    const { config } = loadToml(text);
    expect(config.modelDirs.slice(0, 3).map(({ path }) => path)).toEqual([
      "/etc/shimmy/more",
      "/srv/a,b:c",
      "/home/someone/mine",
    ]);
    expect(config).toMatchObject({
      baseGguf: "/etc/shimmy/m.gguf",
      adapters: [
        { path: "/etc/shimmy/style,1.gguf", scale: 1 },
        { path: "/etc/shimmy/tone.gguf", scale: 0.5 },
      ],
      prefixStore: { folder: "/etc/shimmy/kv" },
    });
  });

  it("adds its folders behind those of flags and variables", () => {
    const { config, settled } = loadToml('[discovery]\nmodel_dirs = ["/file"]\n', {
      flags: { "--model-dirs": ["/flag"] },
      environment: { SHIMMY_MODEL_PATHS: "/variable" },
    });
    expect(config.modelDirs.slice(0, 3).map(({ path }) => path)).toEqual(["/flag", "/variable", "/file"]);
    const folders = settled.find(({ key }) => key === "modelDirs");
    expect(folders?.sources.map(({ kind }) => kind)).toEqual(["flag", "variable", "file"]);
  });

  it("reads durations as texts and as seconds", () => {
    const text = '[server]\nrequest_timeout = "90s"\ndrain_timeout = 2.5\n[lifecycle]\nkeep_alive = -1\n';
    expect(loadToml(text).config).toMatchObject({
      timeouts: { requestMs: 90_000, drainMs: 2_500 },
      keepAliveMs: Number.POSITIVE_INFINITY,
    });
  });

  it("names every problem at once, each with its place", () => {
    const text = `slots = 4
[server]
bind = "nowhere:x"
api_key = "two words"
cors_origins = "https://app.example.com"
[engine]
slots = 0
thread = 2
mmap = "yes"
tensor_split = [1, "a", -1]
threads = "4"
log_level = "info"
[serverr]
[log]
log_level = 5
[cache]
cache_dir = 1979-05-27
`;
    const problems = problemsOfToml(text, { environment: { SHIMMY_DEVICE: "moon" } });
    const starts = [
      "shimmy.toml:1:1: Unknown setting slots. It belongs into [engine].",
      "shimmy.toml:3:8: server.bind must be host:port",
      "shimmy.toml:4:11: server.api_key must be 1 to 512 visible ASCII characters without spaces.",
      "shimmy.toml:5:16: server.cors_origins must be a list in brackets of origins",
      "shimmy.toml:7:9: engine.slots must be a whole number from 1 to 256, not 0.",
      "shimmy.toml:8:1: Unknown setting engine.thread. Did you mean threads?",
      'shimmy.toml:9:8: engine.mmap must be true or false, not the text "yes".',
      "shimmy.toml:10:16: engine.tensor_split must be a list in brackets of at most",
      'shimmy.toml:11:11: engine.threads must be a whole number from 1 to 512, not the text "4".',
      "shimmy.toml:12:1: Unknown setting engine.log_level. It belongs into [log].",
      "shimmy.toml:13:2: Unknown table [serverr]. Did you mean server?",
      "shimmy.toml:15:13: log.log_level must be one of silent",
      "shimmy.toml:17:13: cache.cache_dir must be the path of a folder, not the date 1979-05-27.",
      'SHIMMY_DEVICE must be one of auto, cpu, gpu, not "moon".',
    ];
    // the two wrong entries of the list are told apart, and all stand in the order of their lines
    starts.splice(8, 0, "shimmy.toml:10:16: engine.tensor_split must be");
    expect(problems).toHaveLength(starts.length);
    for (const [index, start] of starts.entries())
      expect(problems[index]?.slice(0, start.length)).toBe(start);
  });

  it("refuses a setting where a table belongs", () => {
    expect(problemsOfToml("server = 5\nmodels = 1\naliases = []\n")).toEqual([
      "shimmy.toml:1:10: server must be a table of settings, written [server], not 5.",
      expect.stringMatching(/^shimmy\.toml:2:10: models must be a table .*, not 1\.$/),
      expect.stringMatching(/^shimmy\.toml:3:11: aliases must be a table .*, not the list \[\]\.$/),
    ]);
  });

  it("asks a server for a key whatever layer opens it", () => {
    const text = '[server]\nbind = "0.0.0.0:80"\n';
    expect(problemsOfToml(text, { forServer: true })[0]).toContain("--insecure-no-auth");
    expect(problemsOfToml(`${text}api_key = "k"\n`, { forServer: true })).toEqual([]);
  });
});

/** Texts that a setting's own parser takes, so that any value is one that somebody could have set. */
function valueFor(key: FileSettingKey): fc.Arbitrary<FileValue> {
  const special: Partial<Record<FileSettingKey, fc.Arbitrary<FileValue>>> = {
    bind: fc.constantFrom("127.0.0.1:80", "[::1]:9000", "box.local:1"),
    apiKey: fc.stringMatching(/^[!-~]{1,20}$/),
    corsOrigins: fc.array(fc.constantFrom("https://a.example", "app://notes"), { minLength: 1 }),
    allowedHosts: fc.array(fc.constantFrom("a.example", "10.0.0.7"), { minLength: 1 }),
    devices: fc.array(fc.constantFrom("CUDA0", "Vulkan1"), { minLength: 1 }),
    tensorSplit: fc.array(fc.integer({ min: 0, max: 99 }), { minLength: 1, maxLength: 4 }),
    tensorOverrides: fc.constant(["exps=CPU", "ffn=CUDA0"]),
    lora: fc.array(PATH, { minLength: 1 }),
    loraScaled: fc.array(
      PATH.map((path) => `${path}:0.5`),
      { minLength: 1 },
    ),
    gpuLayers: fc.oneof(fc.constantFrom("auto", "all"), fc.integer({ min: 0, max: 99 })),
    keepAliveMs: fc.oneof(fc.constant(-1), DURATION),
    modelDirs: fc.array(PATH, { minLength: 1 }),
    ollamaRegistry: fc.constantFrom("https://registry.example.com", "http://localhost:5000"),
    preload: MODEL_NAMES,
    pin: MODEL_NAMES,
  };
  const known = special[key];
  if (known !== undefined) return known;
  const { form = { type: "string" }, namesPaths }: Setting<unknown> = SETTINGS[key];
  if (form.enum !== undefined) return fc.constantFrom(...form.enum);
  if (form.type === "boolean") return fc.boolean();
  const { minimum: min = 0, maximum: max = 1 } = form;
  if (form.type === "integer") return fc.integer({ min, max });
  if (form.type === "number") return fc.integer({ min: Math.ceil(min), max: Math.min(max, 1e6) });
  if (namesPaths === true) return PATH;
  return DURATION;
}

const MODEL_NAMES = fc.array(fc.stringMatching(/^[a-z0-9:"\\]{1,9}$/), { minLength: 1 });
/** Any letters, quotes and controls too: an absolute path may hold all but NUL. */
const PATH = fc
  .string({ minLength: 1, unit: "binary" })
  .map((name) => `/p/x${name.replaceAll("\0", "").replaceAll("/", "")}x`);
const DURATION = fc.integer({ min: 1, max: 86_400 }).map((seconds) => `${seconds}s`);

describe("a configuration as TOML", () => {
  const values = fc
    .shuffledSubarray([...FILE_SETTING_KEYS], { minLength: 1, maxLength: 5 })
    .chain((keys) => fc.tuple(...keys.map((key) => fc.tuple(fc.constant(key), valueFor(key)))));
  const validate = new Ajv({ strict: false }).compile(configSchema());

  it("is the same when it is read back, and is what the schema allows", () => {
    fc.assert(
      fc.property(values, (given) => {
        const tables = new Map<string, Record<string, FileValue>>();
        for (const [key, value] of given) {
          const { table } = FILE_PLACEMENTS[key];
          tables.set(table, { ...tables.get(table), [fileName(key)]: value });
        }
        expect(validate(Object.fromEntries(tables))).toBe(true);
        const text = [...tables]
          .map(
            ([table, entries]) =>
              `[${table}]\n${Object.entries(entries)
                .map(([name, value]) => `${name} = ${writeTomlValue(value)}\n`)
                .join("")}`,
          )
          .join("");
        const settledOf = (source: string): readonly SettledSetting[] | undefined => {
          try {
            return loadToml(source).settled;
          } catch (thrown) {
            // values that are each allowed may not go together
            if (thrown instanceof ConfigError && !thrown.message.includes("Unknown")) return undefined;
            throw thrown;
          }
        };
        const first = settledOf(text);
        fc.pre(first !== undefined);
        const second = settledOf(configToml(first ?? []));
        const visible = (settled: readonly SettledSetting[] | undefined) =>
          settled?.filter(({ isSecret }) => !isSecret).map(({ name, value }) => [name, value]);
        expect(visible(second)).toEqual(visible(first));
      }),
      { numRuns: 50 },
    );
  });

  it("leaves out defaults and secrets", () => {
    const { settled } = loadToml('[server]\napi_key = "hidden-key"\n[engine]\nslots = 3\n');
    expect(configToml(settled)).toBe("[server]\n# api_key is set, and not shown\n\n[engine]\nslots = 3\n");
  });
});

describe("the schema", () => {
  it.each(FILE_SETTING_KEYS)("gives %s a place, a form and a default of that form", (key) => {
    const setting: Setting<unknown> = SETTINGS[key];
    const [table = "", name = ""] = qualifiedName(key).split(".");
    expect(configSchema()).toHaveProperty(["properties", table, "properties", name]);
    const fallback = toFileValue(setting, setting.fallback);
    if (fallback === undefined) return;
    const node = parseToml(`a = ${writeTomlValue(fallback)}`, "a.toml").entries.get("a")?.node;
    expect(node && isOfForm(node, setting.form ?? { type: "string" })).toBe(true);
  });

  it("refuses what the file would refuse", () => {
    const validate = new Ajv({ strict: false }).compile(configSchema());
    for (const wrong of [
      { slots: 1 },
      { engine: { slots: "4" } },
      { engine: { slots: 0 } },
      { models: { a: { x: 1 } } },
      { aliases: { a: {} } },
    ]) {
      expect(validate(wrong), JSON.stringify(wrong)).toBe(false);
    }
    expect(validate({ models: { a: { temperature: 0.5, pin: true } }, aliases: { b: "a" } })).toBe(true);
  });
});
