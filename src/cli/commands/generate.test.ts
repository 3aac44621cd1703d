import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import {
  fakeContext,
  fakeModel,
  fakeTerminal,
  modelEntry,
} from "../../../test/helpers/fake-command-context.ts";
import { runProgram } from "../run-program.ts";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

describe("shimmy generate", () => {
  it("streams the text as it stands to a pipe and unloads the model", async () => {
    const context = fakeContext();
    expect(await runProgram(["generate", "tiny", "--prompt", "Once"], context)).toBe(0);
    expect(context.terminal.printed()).toBe("Once more");
    expect(context.terminal.noted()).toBe("");
    expect(context.loaded[0]?.calls[0]?.input).toEqual({ kind: "prompt", text: "Once" });
    expect(context.loaded[0]?.unloads()).toBe(1);
  });

  it("ends the line on a terminal and shows the load", async () => {
    const context = fakeContext({ terminal: fakeTerminal({ isInteractive: true }) });
    expect(await runProgram(["generate", "tiny", "--prompt", "Once", "--stats"], context)).toBe(0);
    expect(context.terminal.printed()).toBe("Once more\n");
    expect(context.terminal.noted()).toContain("Loading tiny 50 %");
    expect(context.terminal.noted()).toContain(
      "prompt 5 tokens in 10 ms (400 tokens/s), answer 2 tokens in 20 ms (50.0 tokens/s), ended by length, seed 7",
    );
  });

  it("passes flags on to the engine and to the sampler", async () => {
    const context = fakeContext({ entries: [modelEntry({ loraPath: "/models/lora.gguf" })] });
    const flags =
      "--max-tokens 9 --temperature 0 --top-k 5 --min-p .1 --repeat-penalty 1 --seed 3 --stop a --stop b --ignore-eos";
    const engineFlags = "--threads 3 --ctx 512 --device cpu";
    const args = ["generate", "tiny", "--prompt", "x", ...flags.split(" "), ...engineFlags.split(" ")];
    expect(await runProgram(args, context)).toBe(0);
    const [model] = context.loaded;
    expect(model?.spec).toEqual({
      name: "tiny",
      backend: { kind: "gguf", basePath: "/models/tiny.gguf", loraPath: "/models/lora.gguf" },
      slots: 1,
      device: "cpu",
      threads: 3,
      contextLength: 512,
    });
    expect(model?.calls[0]?.options).toMatchObject({
      maxTokens: 9,
      temperature: 0,
      topK: 5,
      minP: 0.1,
      repeatPenalty: 1,
      seed: 3,
      stop: ["a", "b"],
      ignoreEos: true,
    });
  });

  it("reads standard input for the prompt -", async () => {
    const context = fakeContext({ terminal: fakeTerminal({ input: "from a pipe" }) });
    await runProgram(["generate", "tiny", "--prompt", "-"], context);
    expect(context.loaded[0]?.calls[0]?.input).toEqual({ kind: "prompt", text: "from a pipe" });
  });

  it.each([
    [["--chat"], [{ role: "user", content: "Hi" }]],
    [
      ["--system", "Be kind."],
      [
        { role: "system", content: "Be kind." },
        { role: "user", content: "Hi" },
      ],
    ],
  ])("sends a conversation with %j", async (flags, messages) => {
    const context = fakeContext();
    await runProgram(["generate", "tiny", "--prompt", "Hi", ...flags], context);
    expect(context.loaded[0]?.calls[0]?.input).toEqual({ kind: "messages", messages });
  });

  it("prints the whole answer as JSON", async () => {
    const context = fakeContext();
    await runProgram(["generate", "tiny", "--prompt", "Once", "--json"], context);
    expect(JSON.parse(context.terminal.printed())).toEqual({
      model: "tiny",
      response: "Once more",
      done: true,
      done_reason: "length",
      seed: 7,
      usage: { prompt_tokens: 5, completion_tokens: 2, cached_tokens: 1 },
      timings: { queue_ms: 1, prompt_ms: 10, generation_ms: 20 },
    });
  });

  it("takes the path of a file", async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), "shimmy-generate-"));
    folders.push(folder);
    const file = path.join(folder, "mine.GGUF");
    writeFileSync(file, "");
    const context = fakeContext();
    expect(await runProgram(["generate", file, "--prompt", "x"], context)).toBe(0);
    expect(context.loaded[0]?.spec).toMatchObject({
      name: "mine",
      backend: { kind: "gguf", basePath: file },
    });
  });

  it.each([
    ["./absent.gguf", "shimmy: There is no file /projects/absent.gguf.\n"],
    ["absent", 'shimmy: Model "absent" was not found.\n'],
    ["absent.gguf", 'shimmy: Model "absent.gguf" was not found.\n'],
  ])("ends with 1 when there is no %s", async (model, message) => {
    const context = fakeContext();
    expect(await runProgram(["generate", model, "--prompt", "x"], context)).toBe(1);
    expect(context.terminal.noted()).toBe(message);
  });

  it("stops in order at an interruption", async () => {
    const context = fakeContext({
      model: (spec) => fakeModel(spec, { beforePiece: (index) => index === 1 && context.interrupt() }),
    });
    expect(await runProgram(["generate", "tiny", "--prompt", "x"], context)).toBe(130);
    expect(context.terminal.printed()).toBe("Once");
    expect(context.terminal.noted()).toBe("");
    expect(context.loaded[0]?.unloads()).toBe(1);
  });

  it("stops a load that is interrupted", async () => {
    const context = fakeContext();
    context.interrupt();
    expect(await runProgram(["generate", "tiny", "--prompt", "x"], context)).toBe(130);
    expect(context.loaded).toEqual([]);
  });

  it("stops quietly when nobody reads any more", async () => {
    const terminal = fakeTerminal({ onPrint: () => terminal.closeOutput() });
    const context = fakeContext({ terminal });
    expect(await runProgram(["generate", "tiny", "--prompt", "x"], context)).toBe(0);
    expect(terminal.printed()).toBe("Once");
    expect(terminal.noted()).toBe("");
  });
});
