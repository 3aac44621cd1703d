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
      "prompt 5 tokens in 10 ms (400 tokens/s), answer 2 tokens in 20 ms (50.0 tokens/s), " +
        "3 of 4 proposed tokens right, ended by length, seed 7",
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

  it("hands a draft model on to the engine, and that nothing is to be proposed", async () => {
    const context = fakeContext();
    const flags = ["--model-draft", "small.gguf", "--draft-max", "4", "--draft-p-min", "0.9"];
    expect(await runProgram(["generate", "tiny", "--prompt", "x", ...flags], context)).toBe(0);
    expect(await runProgram(["generate", "tiny", "--prompt", "x", "--no-speculation"], context)).toBe(0);
    const [drafted, plain] = context.loaded;
    expect(drafted?.spec.draft).toEqual({
      path: "/projects/small.gguf",
      maxTokens: 4,
      minProbability: 0.9,
    });
    expect(plain?.spec).toMatchObject({ speculates: false });
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

  describe("with an alias", () => {
    const alias = {
      name: "mario",
      base: "tiny",
      createdAt: new Date(0),
      system: "Be Mario.",
      template: "chatml",
      messages: [{ role: "user" as const, content: "Who?" }],
      options: { temperature: 0.1, topK: 5 },
      adapters: [{ name: "style.gguf", scale: 0.5 }],
      model: modelEntry(),
    };
    const context = () => fakeContext({ entries: [modelEntry({ name: "mario", alias })] });

    it("has its template, instruction, turns, options and adapters, as a server does", async () => {
      const asked = context();
      await runProgram(["generate", "mario", "--prompt", "Hi", "--temperature", "1"], asked);
      const [model] = asked.loaded;
      expect(model?.spec.template).toBe("chatml");
      expect(model?.calls[0]?.input).toEqual({
        kind: "messages",
        messages: [
          { role: "system", content: "Be Mario." },
          { role: "user", content: "Who?" },
          { role: "user", content: "Hi" },
        ],
      });
      expect(model?.calls[0]?.options).toMatchObject({
        temperature: 1,
        topK: 5,
        adapters: [{ name: "style.gguf", scale: 0.5 }],
      });
    });

    it("keeps the instruction of the command, and leaves a gap as it is", async () => {
      const asked = context();
      await runProgram(["generate", "mario", "--prompt", "Hi", "--system", "Be Luigi."], asked);
      expect(asked.loaded[0]?.calls[0]?.input).toMatchObject({
        messages: [{ role: "system", content: "Be Luigi." }, { content: "Who?" }, { content: "Hi" }],
      });
      await runProgram(["generate", "mario", "--prompt", "Hi", "--suffix", "!"], asked);
      expect(asked.loaded[1]?.calls[0]?.input).toEqual({ kind: "infill", prefix: "Hi", suffix: "!" });
    });
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
      timings: {
        queue_ms: 1,
        prompt_ms: 10,
        generation_ms: 20,
        draft_tokens: 4,
        draft_accepted_tokens: 3,
      },
    });
  });

  const entry = { token: 7, text: "Once", bytes: [79], logprob: -0.5 };
  const logprobs = [[{ ...entry, top: [entry, { token: 8, text: "\n", bytes: [10], logprob: -2 }] }]];

  it("prints how likely the tokens were with the answer as JSON", async () => {
    const context = fakeContext({ model: (spec) => fakeModel(spec, { logprobs }) });
    await runProgram(["generate", "tiny", "--prompt", "x", "--json", "--logprobs", "2"], context);
    expect(context.loaded[0]?.calls[0]?.options).toMatchObject({ logprobs: 2 });
    const token = { token: "Once", logprob: -0.5, bytes: [79] };
    expect(JSON.parse(context.terminal.printed()).logprobs).toEqual([
      { ...token, top_logprobs: [token, { token: "\n", logprob: -2, bytes: [10] }] },
    ]);
    expect(context.terminal.noted()).toBe("");
  });

  it("shows how likely the tokens were on standard error beside a text", async () => {
    const context = fakeContext({ model: (spec) => fakeModel(spec, { logprobs }) });
    await runProgram(["generate", "tiny", "--prompt", "x", "--logprobs", "2"], context);
    expect(context.terminal.printed()).toBe("Once more");
    expect(context.terminal.noted()).toBe(
      'TOKEN   LOGPROB  PROBABILITY  LIKELIEST\n"Once"   -0.500       60.7 %  "Once" 60.7 %, "\\n" 13.5 %\n',
    );
  });

  it("passes every sampler and list on", async () => {
    const context = fakeContext();
    const flags = [
      "--min-tokens 2 --dynatemp-range 0.5 --dynatemp-exponent 2 --top-n-sigma 1.5 --xtc-probability 0.1",
      "--xtc-threshold 0.2 --dry-multiplier 0.8 --dry-base 2 --dry-allowed-length 3 --dry-penalty-last-n 64",
      "--mirostat 2 --mirostat-tau 4 --mirostat-eta 0.2 --samplers top-k,temp --logit-bias 15=-1.5",
      "--logit-bias a=b=false --dry-sequence-breaker ; --adapter style=0.5 --typical-p 0.9",
    ].join(" ");
    const args = ["generate", "tiny", "--prompt", "x", ...flags.split(" ")];
    expect(await runProgram(args, context)).toBe(0);
    expect(context.loaded[0]?.calls[0]?.options).toMatchObject({
      minTokens: 2,
      dynamicTemperatureRange: 0.5,
      dynamicTemperatureExponent: 2,
      topNSigma: 1.5,
      xtcProbability: 0.1,
      xtcThreshold: 0.2,
      dryMultiplier: 0.8,
      dryBase: 2,
      dryAllowedLength: 3,
      dryPenaltyLastN: 64,
      drySequenceBreakers: [";"],
      mirostat: 2,
      mirostatTau: 4,
      mirostatEta: 0.2,
      samplers: ["top_k", "temperature"],
      logitBias: [
        { token: 15, bias: -1.5 },
        { token: "a=b", bias: null },
      ],
      adapters: [{ name: "style", scale: 0.5 }],
      typicalP: 0.9,
    });
  });

  it("fills a gap", async () => {
    const context = fakeContext();
    await runProgram(["generate", "tiny", "--prompt", "a", "--suffix", "b"], context);
    expect(context.loaded[0]?.calls[0]?.input).toEqual({ kind: "infill", prefix: "a", suffix: "b" });
  });

  it("asks for a form of the answer", async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), "shimmy-generate-"));
    folders.push(folder);
    const file = (name: string, text: string) => {
      writeFileSync(path.join(folder, name), text);
      return path.join(folder, name);
    };
    for (const [flags, outputFormat] of [
      [
        ["--json-schema", file("s.json", '{"type":"object"}')],
        { kind: "json-schema", schema: { type: "object" } },
      ],
      [["--grammar", file("g.gbnf", "root ::= [a]")], { kind: "gbnf", grammar: "root ::= [a]" }],
      [["--regex", "[a-z]+"], { kind: "regex", pattern: "[a-z]+" }],
      [["--choice", "yes", "--choice", "no"], { kind: "choice", choices: ["yes", "no"] }],
    ] as const) {
      const context = fakeContext();
      expect(await runProgram(["generate", "tiny", "--prompt", "x", ...flags], context)).toBe(0);
      expect(context.loaded[0]?.calls[0]?.options).toMatchObject({ outputFormat });
    }
    const wrong: readonly (readonly [readonly string[], RegExp])[] = [
      [["--json-schema", file("bad.json", "{")], /not valid JSON/u],
      [["--json-schema", file("list.json", "[]")], /JSON Schema is an object/u],
      [["--json-schema", path.join(folder, "none.json")], /there is no such file/u],
      [["--grammar", folder], /cannot be read \(EISDIR\)/u],
      [["--grammar", file("long.gbnf", "x".repeat(1024 * 1024 + 1))], /longer than 1 MB/u],
      [["--regex", "a", "--choice", "b"], /--regex and --choice both say/u],
      [["--choice", ""], /--choice needs a value/u],
    ];
    for (const [flags, message] of wrong) {
      const context = fakeContext();
      expect(await runProgram(["generate", "tiny", "--prompt", "x", ...flags], context)).toBe(2);
      expect(context.terminal.noted()).toMatch(message);
      expect(context.loaded).toEqual([]);
    }
  });

  it.each([
    ["--samplers top_k,magic", /--samplers takes names of penalties, .*, not "magic"/u],
    ["--samplers top_k,topk", /--samplers must be a list of different names/u],
    ["--logit-bias 15", /--logit-bias takes a token and a number or false/u],
    ["--logit-bias =1", /--logit-bias takes/u],
    ["--logit-bias 15=1e9", /--logit-bias must be/u],
    ["--adapter style", /--adapter takes an adapter's name and a number/u],
    ["--adapter style=1e9", /--adapter must be/u],
    ["--logprobs 21", /--logprobs must be a whole number from 0 to 20/u],
    ["--mirostat 3", /--mirostat must be a whole number from 0 to 2/u],
    ["--suffix b --chat", /--suffix fills a gap/u],
  ])("ends with 2 for %s", async (flags, message) => {
    const context = fakeContext();
    expect(await runProgram(["generate", "tiny", "--prompt", "x", ...flags.split(" ")], context)).toBe(2);
    expect(context.terminal.noted()).toMatch(message);
    expect(context.loaded).toEqual([]);
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
