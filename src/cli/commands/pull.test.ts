import { describe, expect, it } from "vitest";
import {
  type FakeContextOptions,
  fakeContext,
  fakeTerminal,
} from "../../../test/helpers/fake-command-context.ts";
import { ShimmyError } from "../../core/errors.ts";
import { runProgram } from "../run-program.ts";

const SHA = "ab".repeat(32);
const file = (completedBytes: number) =>
  ({ type: "file", sha256: SHA, label: "tiny.gguf", totalBytes: 1000, completedBytes }) as const;

const pull: FakeContextOptions["pull"] = async (_, __, { onProgress }) => {
  onProgress({ type: "listing" });
  for (const bytes of [0, 400, 450, 1000]) onProgress(file(bytes));
  onProgress({ type: "verifying" });
  onProgress({ type: "entering" });
  return "tiny";
};

describe("shimmy pull", () => {
  it("tells in plain lines how far it is, and at last the name to use", async () => {
    const context = fakeContext({ pull });
    expect(await runProgram(["pull", "hf:acme/tiny"], context)).toBe(0);
    expect(context.terminal.noted().split("\n")).toEqual([
      "Asking for the list of files",
      "tiny.gguf: 0 % of 1 KB",
      "tiny.gguf: 40 % of 1 KB",
      "tiny.gguf: 100 % of 1 KB",
      "Verifying the sha256",
      "Looking at the model",
      "",
    ]);
    expect(context.terminal.printed()).toBe('Pulled tiny. Try: shimmy generate tiny --prompt "Hello"\n');
  });

  it("draws a bar on a terminal, without colours where none are wanted", async () => {
    const context = fakeContext({ pull, terminal: fakeTerminal({ isInteractive: true }) });
    expect(await runProgram(["pull", "hf:acme/tiny"], context)).toBe(0);
    const noted = context.terminal.noted();
    expect(noted).toContain(`tiny.gguf ${"─".repeat(24)} 0 %  0 B of 1 KB`);
    expect(noted).toContain(`tiny.gguf ${"━".repeat(24)} 100 %  1 KB of 1 KB`);
    expect(noted).not.toContain("\u001b[2m");
    expect(noted.endsWith("\n")).toBe(true);
  });

  it("prints with --json what POST /api/pull tells", async () => {
    const context = fakeContext({ pull });
    expect(await runProgram(["pull", "hf:acme/tiny", "--json"], context)).toBe(0);
    const lines = context.terminal
      .printed()
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines[0]).toEqual({ status: "pulling manifest" });
    expect(lines[1]).toEqual({
      status: "pulling abababababab",
      digest: `sha256:${SHA}`,
      total: 1000,
      completed: 0,
    });
    expect(lines.at(-1)).toEqual({ status: "success" });
    expect(context.terminal.noted()).toBe("");
  });

  it("says after Ctrl-C that it can be gone on with", async () => {
    const context = fakeContext({
      pull: async (_, __, { onProgress }) => {
        onProgress(file(1));
        context.interrupt();
        throw new ShimmyError("cancelled", "The request was cancelled.");
      },
    });
    expect(await runProgram(["pull", "hf:acme/tiny"], context)).toBe(130);
    expect(context.terminal.noted()).toMatch(/Stopped.*goes on from there\.\n$/u);
  });

  it("fails with the reason, and with 2 for a wrong setting", async () => {
    const failing = fakeContext({
      pull: async () => {
        throw new ShimmyError("model_not_found", "hub.example has no acme/tiny; check its name.");
      },
    });
    expect(await runProgram(["pull", "hf:acme/tiny"], failing)).toBe(1);
    expect(failing.terminal.noted()).toBe("shimmy: hub.example has no acme/tiny; check its name.\n");
    expect(await runProgram(["pull", "x", "--ollama-registry", "nowhere"], fakeContext())).toBe(2);
    expect(await runProgram(["pull"], fakeContext())).toBe(2);
    const misspelt = fakeContext();
    expect(await runProgram(["pull", "hf:../x"], misspelt)).toBe(2);
    expect(misspelt.terminal.noted()).toMatch(/^shimmy: "hf:..\/x" is not a model's name; write hf:OWNER/u);
  });
});
