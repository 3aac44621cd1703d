import { describe, expect, it } from "vitest";
import {
  type FakeContextOptions,
  fakeContext,
  modelEntry,
} from "../../../test/helpers/fake-command-context.ts";
import { runProgram } from "../run-program.ts";

async function run(options: FakeContextOptions, ...args: string[]) {
  const context = fakeContext(options);
  const exitCode = await runProgram(args, context);
  return { exitCode, printed: context.terminal.printed(), noted: context.terminal.noted() };
}

const entries = [
  modelEntry(),
  modelEntry({
    name: "embedder",
    architecture: "nomic-bert",
    path: "/models/e.gguf",
    loraPath: "/models/l.gguf",
  }),
];

describe("shimmy list", () => {
  it("prints a table", async () => {
    const { exitCode, printed } = await run({ entries }, "list");
    expect(exitCode).toBe(0);
    expect(printed.split("\n")[0]).toBe(
      "NAME        SIZE  PARAMETERS  QUANTIZATION  CONTEXT  TYPE        SOURCE",
    );
    expect(printed.split("\n")[1]).toBe(
      "tiny      1.2 MB        293K  F32              2048  llama       discovered",
    );
  });

  it("prints the names alone", async () => {
    expect((await run({ entries }, "list", "--short")).printed).toBe("tiny\nembedder\n");
  });

  it("prints what GET /api/models answers, without paths", async () => {
    const { printed } = await run({ entries: [modelEntry()] }, "list", "--json");
    expect(JSON.parse(printed)).toEqual({
      models: [
        {
          name: "tiny",
          size_bytes: 1_185_376,
          model_type: "llama",
          parameter_count: 292_800,
          quantization: "F32",
          context_length: 2048,
          backend: "gguf",
          source: "discovered",
          loaded: false,
        },
      ],
    });
  });

  it("says how to add models when there are none", async () => {
    const { exitCode, printed, noted } = await run({ entries: [] }, "list", "--model-dirs", "mine");
    expect(exitCode).toBe(0);
    expect(printed).toBe("");
    expect(noted).toContain("No models found in /projects/mine, /projects/models, /home/someone/models, ");
    const json = await run({ entries: [] }, "list", "--json");
    expect(JSON.parse(json.printed)).toEqual({ models: [] });
    expect(json.noted).toBe("");
  });

  it("says how to add a real one where there is only the built-in model, but not to scripts", async () => {
    const builtin = [modelEntry({ name: "shimmy-tiny", source: "builtin" })];
    const { printed, noted } = await run({ entries: builtin }, "list");
    expect(printed).toMatch(/shimmy-tiny .* builtin\n$/);
    expect(noted).toMatch(/^The built-in model is a small one[^\n]*\/projects\/models[^\n]*\n$/);
    expect((await run({ entries: builtin }, "list", "--short")).noted).toBe("");
    expect((await run({ entries: builtin }, "list", "--json")).noted).toBe("");
    expect((await run({ entries: [...builtin, ...entries] }, "list")).noted).toBe("");
    expect((await run({ entries: builtin }, "discover")).noted).toContain("To add a real one");
  });

  it.each([
    [[], {}, true],
    [["--no-builtin"], {}, false],
    [[], { SHIMMY_BUILTIN: "false" }, false],
    [["--no-builtin"], { SHIMMY_BUILTIN: "true" }, false],
  ])("with %j and %j asks for the built-in model: %s", async (flags, environment, expected) => {
    const asked: boolean[] = [];
    const context = fakeContext({ environment });
    const findModels: typeof context.findModels = async (config) => {
      asked.push(config.builtin);
      return await context.findModels(config);
    };
    expect(await runProgram(["list", ...flags], { ...context, findModels })).toBe(0);
    expect(asked).toEqual([expected]);
  });

  it("passes warnings about the environment on", async () => {
    const { noted } = await run({ entries, environment: { SHIMMY_SLOT: "1" } }, "list");
    expect(noted).toBe(
      "shimmy: Unknown environment variable SHIMMY_SLOT is ignored. Did you mean SHIMMY_SLOTS?\n",
    );
  });
});

describe("shimmy discover", () => {
  it("shows where each model lies and what was left out", async () => {
    const problems = [{ path: "/models/bad.gguf", reason: "It is empty." }];
    const { exitCode, printed, noted } = await run({ entries, problems }, "discover");
    expect(exitCode).toBe(0);
    expect(printed).toContain("/models/tiny.gguf");
    expect(noted).toBe("Left out /models/bad.gguf: It is empty.\n");
  });

  it("leaves out models that write no text when asked to", async () => {
    const { printed } = await run({ entries }, "discover", "--llm-only");
    expect(printed).toContain("tiny");
    expect(printed).not.toContain("embedder");
  });

  it("goes by the file's metadata where they say more than the architecture", async () => {
    const embedding = modelEntry({ name: "qwen3-embedding", architecture: "qwen3", writesText: false });
    const named = modelEntry({ name: "bert-like-name", architecture: "llama", writesText: true });
    const { printed } = await run({ entries: [embedding, named] }, "discover", "--llm-only", "--json");
    expect(JSON.parse(printed).models.map(({ name }: { name: string }) => name)).toEqual(["bert-like-name"]);
  });

  it("shows the adapters that were found for a model", async () => {
    const adapters = [{ name: "style", path: "/models/style.gguf" }];
    const paired = [modelEntry({ adapters })];
    expect((await run({ entries: paired }, "discover")).noted).toBe(
      "LoRA adapter for tiny: /models/style.gguf\n",
    );
    const { printed } = await run({ entries: paired }, "discover", "--json");
    expect(JSON.parse(printed).models[0].adapters).toEqual(adapters);
  });

  it("prints JSON", async () => {
    const problems = [{ path: "/models/bad.gguf", reason: "It is empty." }];
    const body = JSON.parse((await run({ entries, problems }, "discover", "--json")).printed);
    expect(body.models.map((model: { path: string }) => model.path)).toEqual([
      "/models/tiny.gguf",
      "/models/e.gguf",
    ]);
    expect(body.models[1].lora_path).toBe("/models/l.gguf");
    expect(body.problems).toEqual(problems);
    expect(body.directories).toEqual(
      expect.arrayContaining(["/projects/models", "/home/someone/models", "/home/someone/.ollama/models"]),
    );
  });

  it("says how to add models when there are none", async () => {
    expect((await run({ entries: [] }, "discover")).noted).toContain("No models found");
  });
});
