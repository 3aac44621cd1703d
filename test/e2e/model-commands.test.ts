import { writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { runCommand, startServer } from "../helpers/built-command.ts";
import { type ModelFolder, writeModelFolder } from "./model-folder.ts";

let models: ModelFolder;
let broken: ModelFolder;

beforeAll(async () => {
  models = await writeModelFolder(inject("tinyModelPath"));
  broken = await writeModelFolder(inject("tinyModelPath"));
  writeFileSync(path.join(broken.path, "empty.gguf"), "");
  writeFileSync(path.join(broken.path, "damaged.gguf"), "this is not a GGUF file, whatever its name says");
});

afterAll(() => {
  models.remove();
  broken.remove();
});

describe("shimmy list", () => {
  it("prints a table of what can be served", async () => {
    const outcome = await runCommand(["list", "--no-builtin", "--model-dirs", models.path]);
    expect(outcome).toMatchObject({ code: 0, stderr: "" });
    const [head, ...rows] = outcome.stdout.trimEnd().split("\n");
    expect(head).toMatch(/^NAME +SIZE +PARAMETERS +QUANTIZATION +CONTEXT +TYPE +SOURCE/);
    expect(rows).toHaveLength(2);
    expect(rows[1]).toMatch(/^tiny +\d+ KB +\d+K +F32 +512 +llama +discovered/);
  });

  it("prints names alone with --short", async () => {
    const outcome = await runCommand(["list", "--short", "--no-builtin", "--model-dirs", models.path]);
    expect(outcome).toMatchObject({ code: 0, stdout: "long\ntiny\n", stderr: "" });
  });

  it("prints with --json what GET /api/models of a server with the same settings answers", async () => {
    const settings = { env: { SHIMMY_BASE_GGUF: inject("tinyModelPath"), SHIMMY_MODEL_PATHS: models.path } };
    const server = await startServer([], settings);
    const outcome = await runCommand(["list", "--json"], settings);
    expect(outcome).toMatchObject({ code: 0, stderr: "" });
    const listed = JSON.parse(outcome.stdout);
    expect(listed).toEqual(JSON.parse(await (await fetch(`${server.url}/api/models`)).text()));
    expect(listed.models.map(({ source }: { source: string }) => source).sort()).toEqual(
      expect.arrayContaining(["discovered", "registered"]),
    );
  });

  it("tells how to add models when there are none, and that is no failure", async () => {
    const outcome = await runCommand(["list", "--no-builtin"]);
    expect(outcome).toMatchObject({ code: 0, stdout: "" });
    expect(outcome.stderr).toMatch(/^No models found in .*\n$/);
    expect(JSON.parse((await runCommand(["list", "--json", "--no-builtin"])).stdout)).toEqual({ models: [] });
  });
});

describe("shimmy discover", () => {
  it("shows where each model lies, and which files are of no use and why", async () => {
    const outcome = await runCommand(["discover", "--model-dirs", broken.path]);
    expect(outcome.code).toBe(0);
    expect(outcome.stdout).toContain(path.join(broken.path, "tiny.gguf"));
    expect(outcome.stderr).toMatch(/^Left out .*empty\.gguf: .+$/m);
    expect(outcome.stderr).toMatch(/^Left out .*damaged\.gguf: .+$/m);
  });

  it("prints the same with --json", async () => {
    const args = ["discover", "--llm-only", "--json", "--no-builtin", "--model-dirs", broken.path];
    const outcome = await runCommand(args);
    const report = JSON.parse(outcome.stdout);
    expect(outcome).toMatchObject({ code: 0, stderr: "" });
    expect(report.models.map(({ name }: { name: string }) => name)).toEqual(["long", "tiny"]);
    expect(report.models[1].path).toBe(path.join(broken.path, "tiny.gguf"));
    expect(report.problems.map((problem: { path: string }) => path.basename(problem.path)).sort()).toEqual([
      "damaged.gguf",
      "empty.gguf",
    ]);
    expect(report.directories[0]).toBe(broken.path);
  });
});

describe("shimmy probe", () => {
  it("loads the model once and prints ok, the time and the memory", async () => {
    const outcome = await runCommand(["probe", "tiny", "--model-dirs", models.path]);
    expect(outcome).toMatchObject({ code: 0, stderr: "" });
    expect(outcome.stdout).toMatch(
      /^ok tiny: loaded in \S+ m?s, memory \d+ MB, context 512, \d+ threads, \S+\n$/,
    );
  });

  it("prints facts with --json", async () => {
    const outcome = await runCommand(["probe", inject("tinyModelPath"), "--json", "--threads", "1"]);
    expect(outcome.code).toBe(0);
    expect(JSON.parse(outcome.stdout)).toMatchObject({
      ok: true,
      model: "tiny",
      load_ms: expect.any(Number),
      memory_bytes: expect.any(Number),
      architecture: "llama",
      context_length: 512,
      threads: 1,
    });
  });

  it.each(["empty.gguf", "damaged.gguf"])("ends with 2 and one line for %s", async (name) => {
    const outcome = await runCommand(["probe", path.join(broken.path, name)]);
    expect(outcome).toMatchObject({ code: 2, stdout: "" });
    expect(outcome.stderr).toMatch(new RegExp(`^shimmy: "${name}" is not a usable GGUF file: [^\\n]+\\n$`));
  });

  it("ends with 2 for a model that does not exist, in JSON too", async () => {
    const outcome = await runCommand(["probe", "tinny", "--json", "--model-dirs", models.path]);
    expect(outcome.code).toBe(2);
    expect(JSON.parse(outcome.stdout)).toMatchObject({ ok: false, model: "tinny" });
    expect(outcome.stderr).toBe('shimmy: There is no model "tinny". Did you mean "tiny"?\n');
  });
});

describe("shimmy bench", () => {
  const args = ["bench", "tiny", "--max-tokens", "16", "--concurrency", "1,3", "--threads", "1"];

  it("measures each level and prints a table", async () => {
    const outcome = await runCommand([...args, "--model-dirs", models.path]);
    expect(outcome).toMatchObject({ code: 0, stderr: "" });
    expect(outcome.stdout).toMatch(/^tiny: loaded in /);
    expect(outcome.stdout).toMatch(/^AT ONCE +PREFILL TOKENS\/S +DECODE TOKENS\/S +FIRST TOKEN P50 +P99/m);
    expect(outcome.stdout).toMatch(/^ +3 +[\d.]+ +[\d.]+ +/m);
  });

  it("prints true counts with --json", async () => {
    const outcome = await runCommand([...args, "--json", "--model-dirs", models.path]);
    expect(outcome).toMatchObject({ code: 0, stderr: "" });
    const report = JSON.parse(outcome.stdout);
    expect(report).toMatchObject({ model: "tiny", max_tokens: 16, rounds: 1 });
    expect(report.levels).toMatchObject([
      { concurrency: 1, requests: 1, completion_tokens: 16 },
      { concurrency: 3, requests: 3, completion_tokens: 48 },
    ]);
    for (const level of report.levels) {
      expect(level.decode_tokens_per_second).toBeGreaterThan(0);
      expect(level.prefill_tokens_per_second).toBeGreaterThan(0);
      expect(level.time_to_first_token_ms.p99).toBeGreaterThanOrEqual(level.time_to_first_token_ms.p50);
    }
  });
});
