import { describe, expect, it } from "vitest";
import { parseOptions, UsageError } from "./options.ts";

const NEEDED = ["--model", "m.gguf", "--llama-server", "/bin/llama-server"];

describe("parseOptions", () => {
  it("measures both at 1, 8 and 32 clients with 64 + 64 tokens unless told otherwise", () => {
    expect(parseOptions(NEEDED)).toMatchObject({
      model: "m.gguf",
      llamaServer: "/bin/llama-server",
      servers: ["shimmy", "llama-server"],
      concurrency: [1, 8, 32],
      slots: 32,
      promptTokens: 64,
      maxTokens: 64,
      startup: false,
      shimmyArgs: [],
      peerArgs: [],
    });
  });

  it("takes every option", () => {
    const options = parseOptions([
      ...NEEDED,
      ..."--only shimmy --threads 2 --slots 4 --ctx 256 --concurrency 2,3 --rounds 7 --requests 9".split(" "),
      ..."--prompt-tokens 10 --max-tokens 11 --seed 0 --timeout-s 5 --json out.json --startup".split(" "),
      "--shimmy-args=--log-level  debug",
      "--peer-args=--kv-unified",
    ]);
    expect(options).toEqual({
      model: "m.gguf",
      llamaServer: "/bin/llama-server",
      servers: ["shimmy"],
      threads: 2,
      slots: 4,
      contextLength: 256,
      concurrency: [2, 3],
      rounds: 7,
      requestsPerClient: 9,
      promptTokens: 10,
      maxTokens: 11,
      seed: 0,
      timeoutMs: 5000,
      jsonFile: "out.json",
      startup: true,
      shimmyArgs: ["--log-level", "debug"],
      peerArgs: ["--kv-unified"],
    });
  });

  it.each([
    [["--llama-server", "x"], "--model is missing"],
    [["--model", "x"], "--llama-server is missing"],
    [[...NEEDED, "--rounds", "0"], '--rounds must be a whole number from 1 up, not "0"'],
    [[...NEEDED, "--concurrency", "1,x"], '--concurrency must be a whole number from 1 up, not "x"'],
    [[...NEEDED, "--only", "ollama"], "--only must be shimmy or llama-server"],
    [[...NEEDED, "--nonsense"], "--nonsense"],
  ])("refuses %j", (argv, message) => {
    expect(() => parseOptions(argv)).toThrow(UsageError);
    expect(() => parseOptions(argv)).toThrow(message);
  });
});
