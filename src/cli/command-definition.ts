import type { Command } from "commander";
import type { CommandContext } from "./command-context.ts";
import type { Invocation } from "./invocation.ts";

/** One command: what it accepts, and what it does. */
export interface CommandDefinition {
  /** Adds arguments and flags; values stay texts until the command reads them through {@link Invocation}. */
  readonly declare: (command: Command) => void;
  /** Runs it and resolves with the exit code. */
  readonly run: (invocation: Invocation, context: CommandContext) => Promise<number>;
}
