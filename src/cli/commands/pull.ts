import { ShimmyError } from "../../core/errors.ts";
import { parsePullSource } from "../../models/pull/pull-source.ts";
import type { CommandDefinition } from "../command-definition.ts";
import { declareFlag, declareSettings, MODEL_SOURCE_SETTINGS } from "../declare-flags.ts";
import { printable } from "../format.ts";
import { jsonPullDisplay, pullDisplay } from "../pull-display.ts";
import { readConfig } from "../read-config.ts";
import { UsageError } from "../usage-error.ts";

/** `shimmy pull MODEL`: has a model on the disk, going on where an earlier pull was stopped. */
export const pullCommand: CommandDefinition = {
  declare: (command) => {
    command.argument(
      "MODEL",
      "hf:OWNER/NAME[:QUANTIZATION], ollama:NAME[:TAG], or NAME[:TAG] of Ollama's library",
    );
    declareFlag(command, "--json", "print the lines that POST /api/pull answers");
    declareSettings(command, ["offline", "ollamaRegistry", ...MODEL_SOURCE_SETTINGS]);
  },
  run: async (invocation, context) => {
    const model = invocation.argument(0);
    checkName(model);
    const config = readConfig(invocation, context);
    const { terminal, interruption, now } = context;
    const isJson = invocation.has("--json");
    const display = isJson ? jsonPullDisplay(terminal, now) : pullDisplay(terminal, now);
    try {
      const options = { signal: interruption.signal, onProgress: display.show };
      const name = await context.pullModel(model, config, options);
      display.show({ type: "done", name });
      display.finish();
      if (!isJson)
        await terminal.print(
          `Pulled ${printable(name)}. Try: shimmy generate ${printable(name)} --prompt "Hello"\n`,
        );
      return 0;
    } catch (thrown) {
      display.finish();
      if (interruption.signal.aborted) {
        terminal.note("Stopped. What was fetched is kept: the same command goes on from there.\n");
      }
      throw thrown;
    }
  },
};

/** A name that is none is a wrong command line, and no failure. */
function checkName(model: string): void {
  try {
    parsePullSource(model);
  } catch (error) {
    throw error instanceof ShimmyError ? new UsageError(error.message) : error;
  }
}
