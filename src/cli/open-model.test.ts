import { describe, expect, it } from "vitest";
import { fakeContext } from "../../test/helpers/fake-command-context.ts";
import { ShimmyError } from "../core/errors.ts";
import type { CommandContext } from "./command-context.ts";
import { runProgram } from "./run-program.ts";

describe("a load that is interrupted", () => {
  it.each([["probe"], ["bench"], ["generate", "--prompt", "hello"]])(
    "ends %s quietly with the signal's exit code, whatever the engine says of its own end",
    async (name, ...flags) => {
      const base = fakeContext();
      const context: CommandContext = {
        ...base,
        loadModel: async () => {
          base.interrupt();
          throw new ShimmyError("shutting_down", "This model is being unloaded.");
        },
      };
      expect(await runProgram([name, "tiny", ...flags], context)).toBe(130);
      expect(base.terminal.noted()).toBe("");
    },
  );

  it("is still told when it failed before", async () => {
    const base = fakeContext();
    const context: CommandContext = {
      ...base,
      loadModel: async () => {
        throw new ShimmyError("model_corrupt", "The file is damaged.");
      },
    };
    expect(await runProgram(["generate", "tiny", "--prompt", "hello"], context)).toBe(1);
    expect(base.terminal.noted()).toBe("shimmy: The file is damaged.\n");
  });
});
