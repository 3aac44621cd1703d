import { describe, expect, it } from "vitest";
import { fakeContext } from "../../test/helpers/fake-command-context.ts";
import { SETTINGS } from "../config/settings.ts";
import { COMMAND_SUMMARIES, mainHelp } from "./help-text.ts";
import { runProgram } from "./run-program.ts";

async function run(...args: string[]) {
  const context = fakeContext();
  const exitCode = await runProgram(args, context);
  return { exitCode, printed: context.terminal.printed(), noted: context.terminal.noted() };
}

describe("runProgram", () => {
  it.each([[[]], [["--help"]], [["-h"]], [["help"]], [["--verbose"]], [["help", "--verbose"]]])(
    "prints the main help for %j",
    async (args) => {
      expect(await run(...args)).toEqual({ exitCode: 0, printed: mainHelp(), noted: "" });
    },
  );

  it.each(["--version", "-V"])("prints the version for %s", async (flag) => {
    expect(await run(flag, "--verbose")).toMatchObject({ exitCode: 0, printed: "1.2.3\n" });
  });

  it.each(Object.keys(COMMAND_SUMMARIES))("has a help for %s, with either spelling", async (name) => {
    const help = await run(name, "--help");
    expect(help).toMatchObject({ exitCode: 0, noted: "" });
    expect(help.printed).toContain(`Usage: shimmy ${name} `);
    expect(await run("help", name)).toEqual(help);
  });

  it("describes every setting in the help of serve", async () => {
    const { printed } = await run("serve", "--help");
    for (const setting of Object.values(SETTINGS)) expect(printed).toContain(setting.flag);
  });

  it.each([
    [["lisst"], 'Unknown command "lisst". Did you mean list?'],
    [["banana"], 'Unknown command "banana". shimmy --help'],
    [["--bind", ":1"], "Unknown flag --bind. A command's own flags come after it"],
    [["--verbsoe"], "Did you mean --verbose?"],
    [["list", "--jsno"], "Unknown flag --jsno for shimmy list. Did you mean --json?"],
    [["list", "--jsno=1"], "Did you mean --json?"],
    [["list", "extra"], 'This command takes no arguments, not 1: "extra".'],
    [["probe", "a", "b"], "takes 1 argument, not 2"],
    [["probe"], "MODEL is missing: shimmy probe MODEL."],
    [["probe", ""], "The MODEL is empty"],
    [["serve", "--bind"], "--bind needs a value: --bind <address>."],
    [["serve", "--slots", "0"], '--slots must be a whole number from 1 to 256, not "0".'],
    [
      ["bench", "tiny", "--concurrency", "1,x"],
      '--concurrency must be a whole number from 1 to 256, not "x".',
    ],
    [["bench", "tiny", "--max-tokens", "1"], "--max-tokens must be a whole number from 2 to 1048576"],
    [["generate", "tiny"], "shimmy generate needs a prompt"],
    [
      ["generate", "tiny", "--prompt", "a", "--top-p", "1.5"],
      '--top-p must be a number from 0 to 1, not "1.5".',
    ],
    [["generate", "tiny", "--prompt", "a", "--stop", ""], "--stop must be a list"],
    [["list", "--json=yes"], "--json"],
  ])("answers %j with one line and exit code 2", async (args, message) => {
    const { exitCode, printed, noted } = await run(...args);
    expect(exitCode).toBe(2);
    expect(printed).toBe("");
    expect(noted).toContain(message);
    expect(noted).toMatch(/^shimmy: [^\n]+\n$/);
  });

  it("names every bad setting on a line of its own", async () => {
    const { exitCode, noted } = await run("serve", "--slots", "0", "--threads", "x");
    expect(exitCode).toBe(2);
    expect(noted.trimEnd().split("\n")).toHaveLength(2);
  });

  it("shows the stack only with --verbose, before or after the command", async () => {
    expect((await run("probe")).noted).not.toContain("    at ");
    expect((await run("probe", "--verbose")).noted).toContain("    at ");
    expect((await run("--verbose", "probe")).noted).toContain("    at ");
  });
});
