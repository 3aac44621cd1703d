import { ShimmyError } from "../core/errors.ts";
import { processContext } from "./process-context.ts";
import { reportFailure } from "./report-failure.ts";
import { runProgram } from "./run-program.ts";

/** Runs the command line in this process and ends it with the command's exit code. */
export async function runProcess(args: readonly string[]): Promise<void> {
  const context = processContext(process, process.exit);
  const failAtOnce = (thrown: unknown) => {
    process.exit(reportFailure(thrown, args.includes("--verbose"), context));
  };
  process.on("uncaughtException", failAtOnce);
  process.on("unhandledRejection", failAtOnce);
  const exitCode = await runProgram(args, context);
  await flushed(process.stdout);
  const { reason } = context.terminal.outputClosed;
  if (exitCode === 0 && reason instanceof ShimmyError) failAtOnce(reason);
  process.exit(exitCode);
}

/** Resolves once everything written has left the process, or cannot. */
async function flushed(stream: NodeJS.WriteStream): Promise<void> {
  await new Promise<void>((resolve) => {
    stream.write("", () => resolve());
  });
}
