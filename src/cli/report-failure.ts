import { inspect } from "node:util";
import { ConfigError } from "../config/config-error.ts";
import { ShimmyError } from "../core/errors.ts";
import type { CommandContext } from "./command-context.ts";
import { UsageError } from "./usage-error.ts";

/** Exit code of a command that failed. */
const EXIT_FAILURE = 1;
/** Exit code of a command line that is wrong. */
const EXIT_USAGE = 2;

/** Tells a person what went wrong, one line for each problem, and returns the exit code. */
export function reportFailure(
  thrown: unknown,
  isVerbose: boolean,
  { terminal, interruption }: Pick<CommandContext, "terminal" | "interruption">,
): number {
  if (interruption.exitCode !== undefined && isCancellation(thrown)) return interruption.exitCode;
  if (terminal.outputClosed.aborted && isCancellation(thrown)) return 0;
  for (const line of describeFailure(thrown)) terminal.note(`shimmy: ${line}\n`);
  if (isVerbose) terminal.note(`${inspect(thrown)}\n`);
  return thrown instanceof UsageError || thrown instanceof ConfigError ? EXIT_USAGE : EXIT_FAILURE;
}

/** What was thrown, as lines for a person: never a stack. */
export function describeFailure(thrown: unknown): readonly string[] {
  if (thrown instanceof ConfigError) return thrown.problems;
  if (!(thrown instanceof Error)) return [`Something failed: ${String(thrown)}`];
  const isExpected = thrown instanceof ShimmyError || thrown instanceof UsageError;
  const message = thrown.message.replaceAll(/\s*\n\s*/g, " ");
  return [isExpected ? message : `${message} (--verbose shows more)`];
}

/** True for what is thrown where work was stopped on purpose. */
export function isCancellation(thrown: unknown): boolean {
  if (thrown instanceof ShimmyError) return thrown.code === "cancelled";
  return thrown instanceof Error && (thrown.name === "AbortError" || thrown.name === "TimeoutError");
}
