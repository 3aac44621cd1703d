import { describe, expect, it } from "vitest";
import { fakeContext, modelEntry } from "../../../test/helpers/fake-command-context.ts";
import { COMMAND_SUMMARIES } from "../help-text.ts";
import { runProgram } from "../run-program.ts";

const entries = [
  modelEntry({ name: "llama3:8b" }),
  modelEntry({ name: "llama3:70b" }),
  modelEntry({ name: "qwen" }),
];

/** The kind of what fits, and the texts. */
async function complete(...words: string[]) {
  const context = fakeContext({ entries });
  expect(await runProgram(["__complete", "--", ...words], context)).toBe(0);
  const [kind = "", ...lines] = context.terminal.printed().trimEnd().split("\n");
  return { kind, texts: lines.map((line) => line.split("\t")[0] ?? "") };
}

describe("completion", () => {
  it("knows every command, and help", async () => {
    expect((await complete("")).texts).toEqual([...Object.keys(COMMAND_SUMMARIES), "help"]);
    expect((await complete("li")).texts).toEqual(["list"]);
    expect((await complete("help", "se")).texts).toEqual(["serve"]);
    expect((await complete("--v")).texts).toEqual(["--version", "--verbose"]);
  });

  it("knows the flags of every command", async () => {
    for (const name of Object.keys(COMMAND_SUMMARIES)) {
      expect((await complete(name, "--")).texts).toContain("--help");
    }
    expect((await complete("list", "--s")).texts).toEqual(["--short"]);
  });

  it("names no flag twice, unless it may be repeated", async () => {
    expect((await complete("list", "--json", "--js")).texts).toEqual([]);
    expect((await complete("list", "--model-dirs", "a", "--model")).texts).toEqual(["--model-dirs"]);
  });

  it("knows models where one is named, and no further", async () => {
    expect((await complete("generate", "llama")).texts).toEqual(["llama3:8b", "llama3:70b"]);
    expect((await complete("generate", "--temperature", "0", "q")).texts).toEqual(["qwen"]);
    expect((await complete("generate", "qwen", "")).texts).toEqual([]);
    expect((await complete("rm", "qwen", "llama3:7")).texts).toEqual(["llama3:70b"]);
    expect((await complete("cp", "q")).texts).toEqual(["qwen"]);
    expect((await complete("cp", "qwen", "q")).texts).toEqual([]);
    expect((await complete("serve", "--preload", "q")).texts).toEqual(["qwen"]);
  });

  it("knows the values that a flag or an argument takes", async () => {
    expect((await complete("serve", "--device", "")).texts).toEqual(["auto", "cpu", "gpu"]);
    expect((await complete("serve", "--log-level", "d")).texts).toEqual(["debug"]);
    expect((await complete("serve", "--device=c")).texts).toEqual(["--device=cpu"]);
    expect((await complete("chat", "qwen", "--think", "o")).texts).toEqual(["on", "off"]);
    expect((await complete("completion", "")).texts).toEqual(["bash", "zsh", "fish"]);
    expect((await complete("serve", "--slots", "")).texts).toEqual([]);
  });

  it("knows actions, and every entry of a list", async () => {
    expect((await complete("config", "s")).texts).toEqual(["show", "schema"]);
    expect((await complete("init", "x", "--only", "docker,s")).texts).toEqual(["docker,systemd"]);
    expect((await complete("generate", "qwen", "--samplers=top_k,min")).texts).toEqual([
      "--samplers=top_k,min_p",
    ]);
    expect((await complete("serve", "--pin", "qwen,")).texts).toEqual(["qwen,llama3:8b", "qwen,llama3:70b"]);
    expect((await complete("serve", "--preload=q")).texts).toEqual(["--preload=qwen"]);
  });

  it("leaves out names that cannot be typed or that would be flags", async () => {
    const strange = ["--help", "bell\u0007", "a b"].map((name) => modelEntry({ name }));
    const ask = async (...words: string[]) => {
      const context = fakeContext({ entries: strange });
      await runProgram(["__complete", "--", ...words], context);
      return context.terminal
        .printed()
        .trimEnd()
        .split("\n")
        .slice(1)
        .map((line) => line.split("\t")[0]);
    };
    expect(await ask("probe", "")).toEqual(["a b"]);
    expect(await ask("probe", "--", "")).toEqual(["--help", "a b"]);
    expect(await ask("serve", "--preload", "")).toEqual(["--help", "a b"]);
  });

  it("leaves files and folders to the shell", async () => {
    expect((await complete("serve", "--base-gguf", "")).kind).toBe(":files");
    expect((await complete("serve", "--model-dirs", "")).kind).toBe(":folders");
    expect((await complete("create", "x", "-f", "")).kind).toBe(":files");
    expect((await complete("init", "")).kind).toBe(":folders");
  });

  it("says nothing where it knows nothing", async () => {
    expect(await complete("nonsense", "")).toEqual({ kind: ":words", texts: [] });
    expect(await complete("generate", "qwen", "--", "")).toEqual({ kind: ":words", texts: [] });
    const context = { ...fakeContext(), findModels: () => Promise.reject(new Error("no")) };
    expect(await runProgram(["__complete", "--", "probe", ""], context)).toBe(0);
    expect(context.terminal.printed()).toBe(":words\n");
    expect(context.terminal.noted()).toBe("");
  });

  it("reads a line as bash has it", async () => {
    const context = fakeContext({ entries });
    await runProgram(["__complete", "--bash", "shimmy probe 'llama3:8", ":="], context);
    expect(context.terminal.printed()).toBe(":words\nllama3:8b\tllama F32\n");
  });

  it("has no command for people", async () => {
    const context = fakeContext();
    await runProgram(["--help"], context);
    expect(context.terminal.printed()).not.toContain("__complete");
  });
});

describe("shimmy completion", () => {
  it.each(["bash", "zsh", "fish"])("prints a script for %s", async (shell) => {
    const context = fakeContext();
    expect(await runProgram(["completion", shell], context)).toBe(0);
    expect(context.terminal.printed()).toContain(`# ${shell} completion of shimmy`);
  });

  it("names the shells that it knows", async () => {
    const context = fakeContext();
    expect(await runProgram(["completion", "tcsh"], context)).toBe(2);
    expect(context.terminal.noted()).toBe('shimmy: SHELL must be one of bash, zsh, fish, not "tcsh".\n');
  });
});
