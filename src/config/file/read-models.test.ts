import { describe, expect, it } from "vitest";
import { loadToml, problemsOfToml } from "../../../test/helpers/load-toml.ts";

describe("a table of a model", () => {
  it("holds how the model is loaded, how long it stays, and defaults of requests", () => {
    const { config } = loadToml(`
[models."llama:8b"]
max_context_length = 4096
slots = 2
threads = 3
device = "cpu"
mmap = true
cache_type_k = "q8_0"
lora = ["style.gguf"]
speculation = false
model_draft = "small.gguf"
draft_max = 4
keep_alive = "10m"
pin = true
system = "Be brief."
template = "chatml"
temperature = 0
top_k = 5
stop = ["#"]
ignore_eos = true
samplers = ["top_k"]
`);
    expect(config.models?.sections).toEqual([
      {
        name: "llama:8b",
        place: "shimmy.toml:2:9",
        system: "Be brief.",
        template: "chatml",
        options: { temperature: 0, topK: 5, stop: ["#"], ignoreEos: true, samplers: ["top_k"] },
        keepAliveMs: 600_000,
        pin: true,
        load: {
          contextLength: 4096,
          slots: 2,
          threads: 3,
          device: "cpu",
          mmap: true,
          cacheTypeK: "q8_0",
          adapters: [{ path: "/etc/shimmy/style.gguf", scale: 1 }],
          speculates: false,
          draft: { path: "/etc/shimmy/small.gguf", maxTokens: 4 },
        },
      },
    ]);
  });

  it("stands back behind flags and variables, which are for every model", () => {
    const text = "[models.a]\nslots = 2\nthreads = 2\nkeep_alive = 5\nmax_context_length = 64\n";
    const { config } = loadToml(text, {
      flags: { "--slots": ["4"] },
      environment: { SHIMMY_KEEP_ALIVE: "1m" },
    });
    expect(config.models?.sections[0]).toEqual({
      name: "a",
      place: "shimmy.toml:1:9",
      load: { threads: 2, contextLength: 64 },
    });
  });

  it("names every problem with its place", () => {
    const text = `[models.a]
slots = 0
temperatur = 1
temperature = "hot"
top_p = 3
stop = "x"
samplers = ["none"]
system = ""
template = 5
pin = 1
draft_max = 3
[models]
b = 1
[models.""]
`;
    const problems = problemsOfToml(text);
    const starts = [
      "shimmy.toml:2:9: models.a.slots must be a whole number from 1 to 256, not 0.",
      "shimmy.toml:3:1: Unknown setting models.a.temperatur. Did you mean temperature?",
      'shimmy.toml:4:15: models.a.temperature must be a number from 0 to 100, not the text "hot".',
      "shimmy.toml:5:9: models.a.top_p must be a number from 0 to 1, not 3.",
      "shimmy.toml:6:8: models.a.stop must be a list in brackets of at most 64 texts, not the text",
      "shimmy.toml:7:12: models.a.samplers must be a list of different names from",
      "shimmy.toml:8:10: models.a.system must be a text that is not empty",
      "shimmy.toml:9:12: models.a.template must be a text that is not empty, not 5.",
      "shimmy.toml:10:7: models.a.pin must be true or false, not 1.",
      "shimmy.toml:11:13: models.a.draft_max needs models.a.model_draft",
      "shimmy.toml:13:5: models.b must be a table of settings for that model, not 1.",
      "shimmy.toml:14:9: The name of a model has 1 to 256 characters.",
    ];
    expect(problems).toHaveLength(starts.length);
    for (const [index, start] of starts.entries())
      expect(problems[index]?.slice(0, start.length)).toBe(start);
  });

  it("is checked together with the settings for all models", () => {
    const text = '[models.a]\ncache_type_v = "q8_0"\nflash_attention = "off"\n';
    expect(problemsOfToml(text)).toEqual([
      expect.stringMatching(/^shimmy\.toml:2:16: models\.a\.cache_type_v q8_0 needs/),
    ]);
  });
});

describe("an alias in the file", () => {
  it("is a name, or a table with defaults of its own", () => {
    const { config, modelValues } = loadToml(
      '[aliases]\nsmall = "llama"\n"team/mario:x" = { model = "llama", system = "Hi", top_k = 1 }\n',
    );
    expect(config.models?.aliases).toEqual([
      { name: "small", place: "shimmy.toml:2:1", model: "llama" },
      { name: "team/mario:x", place: "shimmy.toml:3:1", model: "llama", system: "Hi", options: { topK: 1 } },
    ]);
    expect(modelValues.map(({ name, value }) => [name, value])).toEqual([
      ["aliases.small", "llama"],
      ['aliases."team/mario:x".model', "llama"],
      ['aliases."team/mario:x".system', "Hi"],
      ['aliases."team/mario:x".top_k', 1],
    ]);
  });

  it.each([
    ['"../x" = "llama"', "must have a name such as mario"],
    ["a = 5", "aliases.a must be the name of a model or a table, not 5."],
    ['a = ""', "aliases.a must be the name of a model or a table"],
    ["a = {}", "aliases.a needs model"],
    ["a = { model = 1 }", "model must be a text that is not empty, not 1."],
    ['a = { model = "b", slots = 1 }', "Unknown setting aliases.a.slots. It belongs into [engine]."],
  ])("is refused where it is %s", (line, message) => {
    const problems = problemsOfToml(`[aliases]\n${line}\n`);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(message);
    expect(problems[0]).toMatch(/^shimmy\.toml:2:\d+: /);
  });
});

describe("aliases in circles", () => {
  it("are refused, each at its line", () => {
    expect(
      problemsOfToml('[aliases]\na = "b"\nb = "A:latest"\nc = "c"\nd = { model = "a" }\ne = "llama"\n'),
    ).toEqual([
      "shimmy.toml:2:1: aliases.a stands for itself (a → b → a): an alias needs the name of a model.",
      "shimmy.toml:3:1: aliases.b stands for itself (b → a → b): an alias needs the name of a model.",
      "shimmy.toml:4:1: aliases.c stands for itself (c → c): an alias needs the name of a model.",
    ]);
  });
});

describe("a chat template in the file", () => {
  const templateFault = (template: string) => {
    const line = template.split("\n").findIndex((text) => text.includes("bad")) + 1;
    return line === 0 ? undefined : { reason: "It is bad.", line };
  };
  const faultsOf = (text: string) => problemsOfToml(text, { templateFault });

  it.each([
    ['template = "bad"', "2:12"],
    ['template = "a\\nb\\nbad"', "2:12"],
    ['template = """\na\nbad"""', "4:1"],
    ['template = """a\r\nbad"""', "3:1"],
    ["template = '''\na\\nb\nbad'''", "4:1"],
    ['template = """\na \\\n   \n   b\nc \\"x\\nbad\n"""', "6:1"],
  ])("has its faults told by the line of the file: %j", (line, place) => {
    expect(faultsOf(`[models.m]\n${line}\n`)).toEqual([
      `shimmy.toml:${place}: models.m.template cannot be used: It is bad.`,
    ]);
  });

  it("has them told with all others", () => {
    const text =
      '[models.m]\nslots = 0\n[aliases]\na = { model = "m", template = "bad" }\n[engine]\nslots = 0\n';
    expect(faultsOf(text)).toEqual([
      expect.stringMatching(/^shimmy\.toml:2:9: /),
      "shimmy.toml:4:31: aliases.a.template cannot be used: It is bad.",
      expect.stringMatching(/^shimmy\.toml:6:9: /),
    ]);
  });
});

describe("a draft model for every model", () => {
  it("leaves the options of a section without a fault", () => {
    const text = '[models.a]\nmodel_draft = "b.gguf"\ndraft_max = 3\n';
    expect(() => loadToml(text, { environment: { SHIMMY_MODEL_DRAFT: "c.gguf" } })).not.toThrow();
  });
});
