import type { Command, CommanderError } from "commander";
import { nearestName } from "../config/nearest-name.ts";
import { COMMAND_SUMMARIES } from "./help-text.ts";

/** What commander found wrong, in one line that names the closest flag and says what to do. */
export function describeCommanderError(error: CommanderError, command: Command): string {
  const name = command.name();
  const seeHelp = `${name} --help shows what it takes.`;
  const quoted = /'([^']*)'/.exec(error.message)?.[1] ?? "";
  switch (error.code) {
    case "commander.unknownOption":
      return `Unknown flag ${quoted} for ${name}.${hintFor(quoted.split("=")[0] ?? "", longFlags(command))} ${seeHelp}`;
    case "commander.optionMissingArgument":
      return `${quoted.split(" ")[0]} needs a value: ${quoted}.`;
    case "commander.missingArgument":
      return `${quoted} is missing: ${name} ${usageOf(command)}. ${seeHelp}`;
    case "commander.excessArguments":
      return `This command takes ${countArguments(command)}, not ${command.args.length}: ${command.args.map((text) => JSON.stringify(text)).join(" ")}. ${seeHelp}`;
    default:
      return `${error.message.replace(/^error: /, "").replaceAll("\n", " ")}. ${seeHelp}`;
  }
}

/** Commands of other programs, and what does the same here. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  run: "shimmy chat, or shimmy generate for one answer",
  ls: "shimmy list",
  remove: "shimmy rm",
  delete: "shimmy rm",
  download: "shimmy pull",
  start: "shimmy serve",
};

/** One line about a command that does not exist. */
export function describeUnknownCommand(name: string): string {
  const shown = JSON.stringify(name.slice(0, 60));
  const here = Object.hasOwn(ELSEWHERE, name) ? ` Here it is ${ELSEWHERE[name]}.` : undefined;
  return `Unknown command ${shown}.${here ?? hintFor(name, Object.keys(COMMAND_SUMMARIES))} shimmy --help lists the commands.`;
}

/** One line about a flag that stands before the command. */
export function describeMisplacedFlag(flag: string): string {
  return `Unknown flag ${flag}.${hintFor(flag, ["--help", "--version", "--verbose"])} A command's own flags come after it: shimmy serve --bind 127.0.0.1:9000.`;
}

function hintFor(given: string, candidates: readonly string[]): string {
  const nearest = nearestName(given, candidates);
  return nearest === undefined ? "" : ` Did you mean ${nearest}?`;
}

function longFlags(command: Command): readonly string[] {
  return [...command.options.map((option) => option.long ?? ""), "--help"];
}

function countArguments(command: Command): string {
  const count = command.registeredArguments.length;
  if (count === 0) return "no arguments";
  return count === 1 ? "1 argument" : `${count} arguments`;
}

function usageOf(command: Command): string {
  return command.registeredArguments.map((argument) => argument.name()).join(" ");
}
