import { Command, CommanderError } from "commander";
import type { CommandContext } from "./command-context.ts";
import type { CommandDefinition } from "./command-definition.ts";
import { COMPLETE_COMMAND } from "./completion/complete-command.ts";
import { declareFlag } from "./declare-flags.ts";
import {
  describeCommanderError,
  describeMisplacedFlag,
  describeUnknownCommand,
} from "./describe-usage-error.ts";
import { COMMAND_SUMMARIES, type CommandName, isCommandName, mainHelp } from "./help-text.ts";
import { readInvocation } from "./invocation.ts";
import { reportFailure } from "./report-failure.ts";
import { UsageError } from "./usage-error.ts";

/** Each command's module loads only when it is called. */
const LOADERS: Readonly<Record<CommandName, () => Promise<CommandDefinition>>> = {
  serve: async () => (await import("./commands/serve.ts")).serveCommand,
  list: async () => (await import("./commands/list.ts")).listCommand,
  discover: async () => (await import("./commands/discover.ts")).discoverCommand,
  pull: async () => (await import("./commands/pull.ts")).pullCommand,
  probe: async () => (await import("./commands/probe.ts")).probeCommand,
  estimate: async () => (await import("./commands/estimate.ts")).estimateCommand,
  bench: async () => (await import("./commands/bench.ts")).benchCommand,
  generate: async () => (await import("./commands/generate.ts")).generateCommand,
  config: async () => (await import("./commands/config.ts")).configCommand,
  chat: async () => (await import("./commands/chat.ts")).chatCommand,
  show: async () => (await import("./commands/show.ts")).showCommand,
  ps: async () => (await import("./commands/ps.ts")).psCommand,
  stop: async () => (await import("./commands/stop.ts")).stopCommand,
  rm: async () => (await import("./commands/rm.ts")).rmCommand,
  cp: async () => (await import("./commands/cp.ts")).cpCommand,
  create: async () => (await import("./commands/create.ts")).createCommand,
  completion: async () => (await import("./commands/completion.ts")).completionCommand,
  doctor: async () => (await import("./commands/doctor.ts")).doctorCommand,
  init: async () => (await import("./commands/init.ts")).initCommand,
};

/** Runs the command line and resolves with the exit code: 0, 1 for a failure, 2 for wrong usage. Never rejects. */
export async function runProgram(args: readonly string[], context: CommandContext): Promise<number> {
  try {
    return await dispatch(args, context);
  } catch (thrown) {
    return reportFailure(thrown, args.includes("--verbose"), context);
  }
}

async function dispatch(args: readonly string[], context: CommandContext): Promise<number> {
  const [first, ...rest] = args;
  if (first === "--verbose" && rest.length > 0) return await dispatch([...rest, first], context);
  if (first === undefined || first === "--help" || first === "-h" || first === "--verbose") {
    await context.terminal.print(mainHelp());
    return 0;
  }
  if (first === "--version" || first === "-V") {
    await context.terminal.print(`${context.version}\n`);
    return 0;
  }
  if (first === "help") {
    const [topic] = rest;
    return await dispatch(topic === undefined || topic.startsWith("-") ? [] : [topic, "--help"], context);
  }
  if (first === COMPLETE_COMMAND) {
    const { answerCompletion } = await import("./completion/answer-completion.ts");
    return await answerCompletion(rest, async (name) => declareCommand(name, await LOADERS[name]()), context);
  }
  if (first.startsWith("-")) throw new UsageError(describeMisplacedFlag(first));
  if (!isCommandName(first)) throw new UsageError(describeUnknownCommand(first));
  return await runCommand(first, await LOADERS[first](), rest, context);
}

async function runCommand(
  name: CommandName,
  definition: CommandDefinition,
  args: readonly string[],
  context: CommandContext,
): Promise<number> {
  const output: string[] = [];
  const command = declareCommand(name, definition).configureOutput({
    writeOut: (text) => output.push(text),
    writeErr: () => {},
  });
  command.usage(usageLine(command));
  command.name(`shimmy ${name}`);
  try {
    command.parse([...args], { from: "user" });
  } catch (thrown) {
    if (!(thrown instanceof CommanderError)) throw thrown;
    if (thrown.exitCode !== 0) throw new UsageError(describeCommanderError(thrown, command));
    await context.terminal.print(output.join(""));
    return 0;
  }
  return await definition.run(readInvocation(command), context);
}

function declareCommand(name: CommandName, definition: CommandDefinition): Command {
  const command = new Command(name)
    .description(`${COMMAND_SUMMARIES[name]}.`)
    .usage("[flags]")
    .helpOption("-h, --help", "show this help")
    .showSuggestionAfterError(false)
    .allowExcessArguments(false)
    .exitOverride();
  definition.declare(command);
  declareFlag(command, "--verbose", "show details of a failure");
  return command;
}

function usageLine(command: Command): string {
  return [...command.registeredArguments.map((argument) => argument.name()), "[flags]"].join(" ");
}
