import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { builtinModelPath } from "../../src/models/builtin-model.ts";
import { launchCommand, REPOSITORY, runCommand, startServer } from "../helpers/built-command.ts";
import { NOT_POSIX, needing } from "../helpers/needing.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";

const SERVE = ["serve", "--bind", "127.0.0.1:0", "--log-level", "warn", "--threads", "1"];

/** A copy of the built package whose built-in model is the given file; undefined leaves it without one. */
function writePackage(model: string | undefined): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), "shimmy-package-"));
  const own = path.join(folder, "models", "shimmy-tiny");
  mkdirSync(own, { recursive: true });
  cpSync(path.join(REPOSITORY, "dist"), path.join(folder, "dist"), {
    recursive: true,
    filter: (file) => !/\.map$|\.d\.ts$|[/\\]\.next-/.test(file),
  });
  cpSync(path.join(REPOSITORY, "package.json"), path.join(folder, "package.json"));
  symlinkSync(path.join(REPOSITORY, "node_modules"), path.join(folder, "node_modules"), "junction");
  if (model !== undefined) cpSync(model, path.join(own, "shimmy-tiny.gguf"));
  return folder;
}

const names = (json: string): readonly string[] =>
  JSON.parse(json).models.map(({ name, source }: { name: string; source: string }) => `${name} ${source}`);

let folder: string;
let program: readonly [string, ...string[]];

beforeAll(() => {
  folder = writePackage(inject("tinyModelPath"));
  program = [process.execPath, path.join(folder, "dist", "bin.js")];
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("on a machine without any model", () => {
  it("list shows the built-in one and how to add a real one", async () => {
    const outcome = await runCommand(["list"], { program });
    expect(outcome.code).toBe(0);
    expect(outcome.stdout).toMatch(/\nshimmy-tiny +.* builtin\n$/);
    expect(outcome.stderr).toMatch(/^The built-in model is a small one, .* SHIMMY_BASE_GGUF=FILE\.\n$/);
  });

  needing(NOT_POSIX).test("it is found through a link to the command too", async () => {
    const link = path.join(temporaryFolder(), "shimmy");
    symlinkSync(path.join(folder, "dist", "bin.js"), link);
    const outcome = await runCommand(["list", "--short"], { program: [process.execPath, link] });
    expect(outcome).toMatchObject({ code: 0, stdout: "shimmy-tiny\n", stderr: "" });
  });

  it.each([
    [["--no-builtin"], {}],
    [[], { SHIMMY_BUILTIN: "false" }],
  ])("list with %j and %j finds none", async (flags, env) => {
    const outcome = await runCommand(["list", ...flags], { program, env });
    expect(outcome).toMatchObject({ code: 0, stdout: "" });
    expect(outcome.stderr).toMatch(/^No models found in .*\n$/);
  });

  it("generate, probe and bench take it by name", async () => {
    const generate = ["generate", "shimmy-tiny", "--prompt", "hello", "--max-tokens", "4", "--threads", "1"];
    expect((await runCommand([...generate, "--json"], { program })).stdout).toContain(
      '"model": "shimmy-tiny"',
    );
    const probe = await runCommand(["probe", "shimmy-tiny", "--threads", "1"], { program });
    expect(probe).toMatchObject({ code: 0, stdout: expect.stringMatching(/^ok shimmy-tiny: /) });
    const bench = ["bench", "shimmy-tiny", "--max-tokens", "4", "--concurrency", "1", "--threads", "1"];
    expect((await runCommand(bench, { program })).stdout).toMatch(/^shimmy-tiny: loaded in /);
    const without = await runCommand([...generate, "--no-builtin"], { program });
    expect(without).toMatchObject({ code: 1, stdout: "" });
    expect(without.stderr).toMatch(/^shimmy: There is no model "shimmy-tiny", nor any other\./);
  });

  it("serve prints the address, the model, a line that works as printed, and how to add a real model", async () => {
    const server = launchCommand(SERVE, { program });
    await server.seen("stdout", /\nThe built-in model is a small one, .*\n/);
    const [first, model, line = "", advice, ...rest] = server.stdout().split("\n");
    expect(first).toMatch(/^Shimmy \d+\.\d+\.\d+ listens on http:\/\/127\.0\.0\.1:\d+$/);
    expect(model).toBe("Default model: shimmy-tiny (built in)");
    expect(advice).toContain("To add a real one, put a .gguf file into one of ");
    expect(rest).toEqual([""]);

    const printed =
      /^Try: curl (?<url>\S+) -H '(?<header>[^:']+): (?<value>[^']+)' -d '(?<body>[^']+)'$/.exec(line);
    const { url = "", header = "", value = "", body = "" } = printed?.groups ?? {};
    const response = await fetch(url, { method: "POST", headers: { [header]: value }, body });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ object: "chat.completion", model: "shimmy-tiny" });
  });
});

describe("in a clone, whose ./models holds the built-in model", () => {
  it("it is listed once, and what its training left behind is no model", async () => {
    const leftOver = path.join(folder, "models", "shimmy-tiny", "training");
    mkdirSync(leftOver);
    cpSync(inject("tinyModelPath"), path.join(leftOver, "step-100.gguf"));
    writeFileSync(path.join(leftOver, "half-written.gguf"), "GGUF");
    const here = { program, workingDir: folder };
    const found = await runCommand(["discover", "--json"], here);
    expect(names(found.stdout)).toEqual(["shimmy-tiny builtin"]);
    expect(JSON.parse(found.stdout).problems).toEqual([]);
    const without = await runCommand(["discover", "--json", "--no-builtin"], here);
    expect(JSON.parse(without.stdout)).toMatchObject({ models: [], problems: [] });
  });
});

describe("beside a user's models", () => {
  it("it keeps to the back: no default, and their names stay theirs", async () => {
    const own = temporaryFolder();
    cpSync(inject("tinyModelPath"), path.join(own, "shimmy-tiny.gguf"));
    cpSync(inject("tinyModelPath"), path.join(own, "zebra.gguf"));
    const listed = await runCommand(["list", "--json", "--model-dirs", own], { program });
    expect(listed.stderr).toBe("");
    expect(names(listed.stdout)).toEqual([
      "shimmy-tiny discovered",
      "shimmy-tiny@builtin builtin",
      "zebra discovered",
    ]);
    rmSync(path.join(own, "shimmy-tiny.gguf"));
    const server = launchCommand([...SERVE, "--model-dirs", own], { program });
    await server.seen("stdout", /^Try: .*"model":"zebra"/m);
    expect(server.stdout()).toContain("\nDefault model: zebra; also shimmy-tiny (built in)\n");
    expect(server.stdout()).not.toContain("To add a real one");
  });
});

describe("a package whose built-in model is missing", () => {
  it("says so, and works on", async () => {
    const broken = writePackage(undefined);
    try {
      const without = { program: [process.execPath, path.join(broken, "dist", "bin.js")] as const };
      const found = await runCommand(["discover"], without);
      expect(found.code).toBe(0);
      expect(found.stderr).toMatch(/^No models found in /);
      expect(found.stderr).toMatch(
        /^Left out .*shimmy-tiny\.gguf: The file of the built-in model is missing\./m,
      );
      const server = launchCommand(SERVE, without);
      const [, url] = await server.seen("stdout", /listens on (http:\/\/\S+)/);
      expect((await fetch(`${url}/health/ready`)).status).toBe(200);
      await server.seen("stderr", /The file of the built-in model is missing\./);
    } finally {
      rmSync(broken, { recursive: true, force: true });
    }
  });
});

const NOT_TRAINED = existsSync(builtinModelPath())
  ? undefined
  : "models/shimmy-tiny/shimmy-tiny.gguf is absent";
const LARGEST_FILE_BYTES = 8_000_000;

needing(NOT_TRAINED).describe("the trained model", () => {
  it("is small, llama, and remembers a conversation of some length", async () => {
    const [model] = JSON.parse((await runCommand(["list", "--json"])).stdout).models;
    expect(model).toMatchObject({ name: "shimmy-tiny", source: "builtin", model_type: "llama" });
    expect(model.size_bytes).toBeLessThanOrEqual(LARGEST_FILE_BYTES);
    expect(model.parameter_count).toBeGreaterThanOrEqual(2_000_000);
    expect(model.parameter_count).toBeLessThanOrEqual(8_000_000);
    expect(model.context_length).toBeGreaterThanOrEqual(1024);
  });

  it("answers the line that serve prints, says what it is, and ends by itself", async () => {
    const server = await startServer();
    const [, body = ""] = await server.seen("stdout", /^Try: curl .* -d '([^']+)'$/m);
    const response = await fetch(`${server.url}/v1/chat/completions`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ ...JSON.parse(body), temperature: 0 }),
    });
    const [choice] = JSON.parse(await response.text()).choices;
    expect(choice.finish_reason).toBe("stop");
    expect(choice.message.content).toMatch(/Shimmy/i);
  });
});
