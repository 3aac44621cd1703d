import { writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { runCommand } from "../helpers/built-command.ts";
import { type ModelFolder, writeModelFolder } from "./model-folder.ts";

let models: ModelFolder;

beforeAll(async () => {
  models = await writeModelFolder(inject("tinyModelPath"));
  writeFileSync(path.join(models.path, "empty.gguf"), "");
  writeFileSync(path.join(models.path, "damaged.gguf"), "GGUF and then nothing that a GGUF file holds");
});

afterAll(() => models.remove());

const ONE_LINE = /^shimmy: [^\n]+\n$/;
const generate = (...args: readonly string[]) => ["generate", ...args, "--prompt", "hello"];

interface Mistake {
  readonly title: string;
  readonly args: readonly string[];
  readonly code: number;
  readonly says: RegExp;
}

const MISTAKES: readonly Mistake[] = [
  {
    title: "an unknown command",
    args: ["serv"],
    code: 2,
    says: /Unknown command "serv"\. Did you mean serve\?/,
  },
  {
    title: "an unknown flag",
    args: ["list", "--jsno"],
    code: 2,
    says: /Unknown flag --jsno for shimmy list\. Did you mean --json\?/,
  },
  {
    title: "a flag before the command",
    args: ["--bind", "127.0.0.1:0", "serve"],
    code: 2,
    says: /Unknown flag --bind.*come after it/,
  },
  { title: "a flag without its value", args: ["serve", "--bind"], code: 2, says: /--bind needs a value/ },
  { title: "a missing model", args: ["probe"], code: 2, says: /MODEL/ },
  { title: "too many arguments", args: ["list", "one", "two"], code: 2, says: /takes no arguments, not 2/ },
  { title: "a missing prompt", args: ["generate", "tiny"], code: 2, says: /needs a prompt: --prompt/ },
  {
    title: "a number out of range",
    args: generate("tiny", "--temperature", "-1"),
    code: 2,
    says: /--temperature must be a number from 0 to .*, not "-1"/,
  },
  {
    title: "a value that is no number",
    args: ["bench", "tiny", "--max-tokens", "many"],
    code: 2,
    says: /--max-tokens must be a whole number from 2 to .*, not "many"/,
  },
  {
    title: "an address that is none",
    args: ["serve", "--bind", "127.0.0.1:99999"],
    code: 2,
    says: /--bind must be host:port.*, not "127\.0\.0\.1:99999"/,
  },
  {
    title: "an unknown model",
    args: generate("tinny"),
    code: 1,
    says: /There is no model "tinny"\. Did you mean "tiny"\?/,
  },
  {
    title: "a file that is not there",
    args: generate("./absent.gguf"),
    code: 1,
    says: /no file .*absent\.gguf/,
  },
];

describe("a mistake on the command line is told in one line, without a stack", () => {
  it.each(MISTAKES)("$title", async ({ args, code, says }) => {
    const outcome = await runCommand(args, { env: { SHIMMY_MODEL_PATHS: models.path } });
    expect(outcome).toMatchObject({ code, stdout: "" });
    expect(outcome.stderr).toMatch(ONE_LINE);
    expect(outcome.stderr).toMatch(says);
  });

  it.each(["damaged.gguf", "empty.gguf"])("the file %s", async (name) => {
    const outcome = await runCommand(generate(path.join(models.path, name)));
    expect(outcome).toMatchObject({ code: 1, stdout: "" });
    expect(outcome.stderr).toMatch(ONE_LINE);
    expect(outcome.stderr).toContain(`"${name}" is not a usable GGUF file: `);
  });

  it("a wrong environment variable", async () => {
    const outcome = await runCommand(["serve"], { env: { SHIMMY_SLOTS: "none" } });
    expect(outcome).toMatchObject({ code: 2, stdout: "" });
    expect(outcome.stderr).toMatch(
      /^shimmy: SHIMMY_SLOTS must be a whole number from 1 to 256, not "none"\.\n$/,
    );
  });
});

it("--verbose adds the details of a failure", async () => {
  const outcome = await runCommand([...generate("tinny"), "--verbose", "--model-dirs", models.path]);
  expect(outcome.code).toBe(1);
  expect(outcome.stderr).toMatch(/^shimmy: There is no model "tinny"\.[^\n]*\n/);
  expect(outcome.stderr).toMatch(/\n +at /);
});
