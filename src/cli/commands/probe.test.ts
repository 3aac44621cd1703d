import { describe, expect, it } from "vitest";
import { fakeContext, fakeModel, modelEntry } from "../../../test/helpers/fake-command-context.ts";
import { ShimmyError } from "../../core/errors.ts";
import { runProgram } from "../run-program.ts";

describe("shimmy probe", () => {
  it("tells ok, time and memory, and unloads", async () => {
    const context = fakeContext();
    expect(await runProgram(["probe", "tiny"], context)).toBe(0);
    expect(context.terminal.printed()).toBe(
      "ok tiny: loaded in 10 ms, memory 45 MB, context 2048, 2 threads, CPU\n",
    );
    expect(context.loaded[0]?.unloads()).toBe(1);
  });

  it("waits a moment for the first report of memory", async () => {
    let asked = 0;
    const context = fakeContext({
      model: (spec) => {
        const model = fakeModel(spec);
        const activity = () => ({
          ...model.activity(),
          residentBytes: asked++ === 0 ? undefined : 7_000_000,
        });
        return { ...model, activity };
      },
    });
    expect(await runProgram(["probe", "tiny", "--json"], context)).toBe(0);
    expect(JSON.parse(context.terminal.printed())).toMatchObject({
      ok: true,
      model: "tiny",
      memory_bytes: 7_000_000,
    });
  });

  it.each([
    [[], ""],
    [["--json"], '{"ok":false,"model":"tiny","error":"The file is damaged."}\n'],
  ])("ends with 2 when the load fails, with flags %j", async (flags, printed) => {
    const context = fakeContext({
      model: () => {
        throw new ShimmyError("model_corrupt", "The file is damaged.");
      },
    });
    expect(await runProgram(["probe", "tiny", ...flags], context)).toBe(2);
    expect(context.terminal.noted()).toBe("shimmy: The file is damaged.\n");
    expect(context.terminal.printed()).toBe(printed);
  });

  it("ends with 2 for a model that is not there, and as interrupted when it was", async () => {
    expect(await runProgram(["probe", "other"], fakeContext({ entries: [modelEntry()] }))).toBe(2);
    const interrupted = fakeContext();
    interrupted.interrupt();
    expect(await runProgram(["probe", "tiny"], interrupted)).toBe(130);
  });
});
