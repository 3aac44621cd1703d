import { describe, expect, it } from "vitest";
import { fakeContext, fakeModel, fakeTerminal } from "../../../test/helpers/fake-command-context.ts";
import { ShimmyError } from "../../core/errors.ts";
import { runProgram } from "../run-program.ts";

describe("shimmy bench", () => {
  it("measures each level after a warm-up, with a prompt of its own for each request", async () => {
    const context = fakeContext();
    const args = ["bench", "tiny", "--concurrency", "1,2", "--rounds", "2", "--max-tokens", "20", "--json"];
    expect(await runProgram(args, context)).toBe(0);
    const [model] = context.loaded;
    expect(model?.spec.slots).toBe(2);
    expect(model?.calls).toHaveLength(1 + 2 + 4);
    const prompts = model?.calls.map((call) => JSON.stringify(call.input)) ?? [];
    expect(new Set(prompts).size).toBe(prompts.length);
    expect(model?.calls[1]?.options).toMatchObject({ maxTokens: 20, temperature: 0, ignoreEos: true });
    const body = JSON.parse(context.terminal.printed());
    expect(body).toMatchObject({ model: "tiny", max_tokens: 20, rounds: 2, memory_bytes: 45_000_000 });
    expect(
      body.levels.map((level: { concurrency: number; requests: number }) => [
        level.concurrency,
        level.requests,
      ]),
    ).toEqual([
      [1, 2],
      [2, 4],
    ]);
    expect(body.levels[0]).toMatchObject({
      prefill_tokens: 8,
      completion_tokens: 4,
      time_to_first_token_ms: { p50: 20, p99: 20 },
      inter_token_ms: { p50: 10, p99: 10 },
    });
    expect(model?.unloads()).toBe(1);
  });

  it("prints a table", async () => {
    const context = fakeContext({ terminal: fakeTerminal({ isInteractive: true }) });
    expect(await runProgram(["bench", "tiny"], context)).toBe(0);
    const lines = context.terminal.printed().split("\n");
    expect(lines[0]).toBe("tiny: loaded in 10 ms, 2 threads, CPU, memory 45 MB");
    expect(lines[2]).toContain("AT ONCE  PREFILL TOKENS/S  DECODE TOKENS/S  FIRST TOKEN P50");
    expect(lines.slice(3, 6).map((line) => line.trim().split(" ")[0])).toEqual(["1", "4", "8"]);
    expect(context.terminal.noted()).toContain("Measuring 8 at once");
  });

  it("says nothing of rates that one token, or none, cannot show", async () => {
    const context = fakeContext({ model: (spec) => fakeModel(spec, { pieces: [] }) });
    expect(await runProgram(["bench", "tiny", "--concurrency", "1", "--json"], context)).toBe(0);
    const { levels } = JSON.parse(context.terminal.printed());
    expect(levels[0]).toMatchObject({
      completion_tokens: 0,
      inter_token_ms: null,
    });
    const table = fakeContext({
      model: (spec) => fakeModel(spec, { pieces: [] }),
      terminal: fakeTerminal({ isInteractive: true }),
    });
    expect(await runProgram(["bench", "tiny", "--concurrency", "1"], table)).toBe(0);
    expect(table.terminal.printed().split("\n")[3]).toMatch(/ - /);
  });

  it("ends with the error of a request that fails and still unloads", async () => {
    const context = fakeContext({
      model: (spec) =>
        fakeModel(spec, {
          beforePiece: () => {
            if ((context.loaded[0]?.calls.length ?? 0) > 2)
              throw new ShimmyError("engine_crashed", "It crashed.");
          },
        }),
    });
    expect(await runProgram(["bench", "tiny", "--concurrency", "4"], context)).toBe(1);
    expect(context.terminal.noted()).toBe("shimmy: It crashed.\n");
    expect(context.loaded[0]?.unloads()).toBe(1);
  });
});
