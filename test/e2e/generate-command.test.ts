import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { ShimmyUniversalEngine } from "../../src/engine/universal-engine.ts";
import { launchCommand, runCommand } from "../helpers/built-command.ts";
import { CONTINUATION, REFERENCE_MAX_TOKENS } from "../helpers/trained-model.ts";
import { ENDLESS_ANSWER_TOKENS, type ModelFolder, writeModelFolder } from "./model-folder.ts";

let models: ModelFolder;
let inFolder: readonly string[];

beforeAll(async () => {
  models = await writeModelFolder(inject("tinyModelPath"));
  inFolder = ["--model-dirs", models.path];
});

afterAll(() => models.remove());

const GREEDY = ["--temperature", "0", "--ignore-eos", "--threads", "1"];
const PROMPT = "hello there";

async function libraryText(maxTokens: number): Promise<string> {
  const basePath = inject("tinyModelPath");
  const model = await new ShimmyUniversalEngine().load({ name: "tiny", backend: { kind: "gguf", basePath } });
  try {
    return await model.generate(PROMPT, { maxTokens, temperature: 0, ignoreEos: true });
  } finally {
    await model.unload();
  }
}

describe("shimmy generate", () => {
  it("prints the text that the library generates, from a flag and from standard input", async () => {
    const expected = await libraryText(24);
    const generate = ["generate", "tiny", ...GREEDY, "--max-tokens", "24", ...inFolder];
    const fromFlag = await runCommand([...generate, "--prompt", PROMPT]);
    const fromInput = await runCommand([...generate, "--prompt", "-"], { input: PROMPT });
    const wanted = { code: 0, stdout: expected, stderr: "" };
    expect([fromFlag, fromInput]).toMatchObject([wanted, wanted]);
    expect(expected).not.toBe("");
  });

  it("takes a file in place of a name, and prints JSON with true counts", async () => {
    const outcome = await runCommand([
      ...["generate", inject("tinyModelPath"), "--prompt", PROMPT, "--max-tokens", "9", "--seed", "5"],
      ...["--ignore-eos", "--json", "--stats"],
    ]);
    expect(outcome.code).toBe(0);
    expect(JSON.parse(outcome.stdout)).toMatchObject({
      model: "tiny",
      done: true,
      done_reason: "length",
      seed: 5,
      usage: { completion_tokens: 9 },
    });
    expect(outcome.stderr).toMatch(
      /^prompt \d+ tokens in .*, answer 9 tokens in .*, ended by length, seed 5\n$/,
    );
  });

  it("is quiet when its reader leaves early", async () => {
    const command = launchCommand([
      ...["generate", "long", "--prompt", PROMPT, ...GREEDY, ...inFolder],
      ...["--max-tokens", String(ENDLESS_ANSWER_TOKENS)],
    ]);
    await command.seen("stdout", /./);
    command.child.stdout?.destroy();
    expect(await command.exited).toMatchObject({ code: 0, signal: null, stderr: "" });
    expect(command.stdout().length).toBeLessThan(ENDLESS_ANSWER_TOKENS);
    await command.gone();
  });

  it.each([
    ["SIGINT", "group", 130],
    ["SIGTERM", "command", 143],
  ] as const)("stops on %s to the %s with %d and leaves no process", async (name, to, exitCode) => {
    const command = launchCommand([
      ...["generate", "long", "--prompt", PROMPT, ...GREEDY, ...inFolder],
      ...["--max-tokens", String(ENDLESS_ANSWER_TOKENS)],
    ]);
    await command.seen("stdout", /./);
    command.signal(name, to);
    expect(await command.exited).toMatchObject({ code: exitCode, signal: null, stderr: "" });
    await command.gone();
  });

  it("writes no colour and no progress into a pipe, with NO_COLOR and without", async () => {
    const generate = ["generate", "tiny", "--prompt", PROMPT, ...GREEDY, "--max-tokens", "4", ...inFolder];
    for (const env of [{ NO_COLOR: "1" }, { FORCE_COLOR: "1" }]) {
      const outcome = await runCommand(generate, { env });
      expect(outcome).toMatchObject({ code: 0, stderr: "" });
      expect(outcome.stdout).not.toContain("\u001b");
    }
  });
});

describe("shimmy generate on the built-in model", () => {
  it("writes llama.cpp's own greedy text", async () => {
    const outcome = await runCommand([
      ...["generate", "shimmy-tiny", "--prompt", CONTINUATION.prompt],
      ...["--max-tokens", String(REFERENCE_MAX_TOKENS), "--temperature", "0"],
    ]);
    expect(outcome).toMatchObject({ code: 0, stdout: CONTINUATION.text, stderr: "" });
  });
});
