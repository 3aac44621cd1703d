import type { Command, Option } from "commander";
import type { Setting } from "../../config/setting.ts";
import { SETTING_KEYS, SETTINGS } from "../../config/settings.ts";
import { SAMPLER_NAMES } from "../../core/sampler-name.ts";
import { DEPLOYMENT_KINDS } from "../deployment/deployment-files.ts";
import { COMMAND_SUMMARIES, type CommandName, isCommandName } from "../help-text.ts";

/** One text that fits under the cursor. */
export interface Candidate {
  readonly text: string;
  readonly description: string;
}

/** What fits under the cursor. */
export type Completion = CompletionPlace &
  (
    | { readonly kind: "words"; readonly words: readonly Candidate[] }
    /** Names of models, which have to be looked for. */
    | { readonly kind: "models" }
    | { readonly kind: "files" | "folders" }
  );

/** Where in its word a text goes. */
interface CompletionPlace {
  /** It is the value of a flag, and not an argument. */
  readonly isValue?: boolean;
  /** `--flag=` before it. */
  readonly prefix?: string;
  /** It may be one of several, with commas between them. */
  readonly isList?: boolean;
}

const NOTHING: Completion = { kind: "words", words: [] };

/** Further words that flags and arguments take, by their names. */
const CHOICES: Readonly<Record<string, readonly string[]>> = {
  "--think": ["on", "off", "low", "medium", "high"],
  "--only": DEPLOYMENT_KINDS,
  "--samplers": SAMPLER_NAMES,
  SHELL: ["bash", "zsh", "fish"],
  ACTION: ["check", "show", "schema"],
};

/** Flags that take several values with commas between them. */
const LIST_FLAGS: readonly unknown[] = ["--only", "--samplers", "--preload", "--pin"];

/**
 * What may stand under the cursor.
 *
 * @param words of the line behind `shimmy`; the last one is under the cursor.
 * @param declare gives a command as it is declared.
 */
export async function findCandidates(
  words: readonly string[],
  declare: (name: CommandName) => Promise<Command>,
): Promise<Completion> {
  const current = words.at(-1) ?? "";
  const before = words.slice(0, -1).filter((word) => word !== "--verbose");
  const [first, ...rest] = before;
  if (first === undefined) return current.startsWith("-") ? mainFlags() : commandNames();
  if (first === "help") return rest.length === 0 ? commandNames() : NOTHING;
  if (!isCommandName(first)) return NOTHING;
  return completeIn(await declare(first), rest, current);
}

function completeIn(command: Command, before: readonly string[], current: string): Completion {
  const options = new Map(command.options.flatMap((option) => namesOf(option).map((name) => [name, option])));
  const isEnded = before.includes("--");
  const open = isEnded ? undefined : options.get(before.at(-1) ?? "");
  if (open?.required === true) return valuesOf(open);
  if (current.startsWith("-") && !isEnded) return flags(command, before, current);
  const argument = argumentAt(command, countArguments(before, options));
  return argument === undefined ? NOTHING : argumentValues(argument);
}

/** `--flag=` has its value behind the equals sign. */
function flags(command: Command, before: readonly string[], current: string): Completion {
  const [name = ""] = current.split("=", 1);
  const assigned = current.includes("=") ? command.options.find(({ long }) => long === name) : undefined;
  if (assigned !== undefined) return { ...valuesOf(assigned), prefix: `${name}=` };
  const words = command.options
    .filter((option) => isRepeatable(option) || !namesOf(option).some((other) => before.includes(other)))
    .map(({ long, description }) => ({ text: long ?? "", description }));
  return { kind: "words", words: [...words, { text: "--help", description: "show this help" }] };
}

/** Flags that take lists say so. */
function isRepeatable({ description }: Option): boolean {
  return description.includes("repeatable");
}

type SettingWords = Pick<Setting<unknown>, "flag" | "form">;

function valuesOf(option: Option): Completion {
  return { ...kindOfValues(option), isValue: true, isList: LIST_FLAGS.includes(option.long) };
}

function kindOfValues({ long, flags: declared }: Option): Completion {
  const setting = SETTING_KEYS.map((key): SettingWords => SETTINGS[key]).find(({ flag }) => flag === long);
  const choices = setting?.form?.enum ?? CHOICES[long ?? ""];
  if (choices !== undefined)
    return { kind: "words", words: choices.map((text) => ({ text, description: "" })) };
  if (long === "--preload" || long === "--pin") return { kind: "models" };
  if (/<(folders?)>/.test(declared)) return { kind: "folders" };
  return /<(files?|file=scale)>/.test(declared) ? { kind: "files" } : NOTHING;
}

function argumentValues(name: string): Completion {
  if (name === "MODEL" || name === "SOURCE") return { kind: "models" };
  if (name === "FOLDER") return { kind: "folders" };
  const choices = CHOICES[name] ?? [];
  return { kind: "words", words: choices.map((text) => ({ text, description: "" })) };
}

function argumentAt(command: Command, index: number): string | undefined {
  const declared = command.registeredArguments;
  const last = declared.at(-1);
  return (declared[index] ?? (last?.variadic === true ? last : undefined))?.name();
}

function countArguments(before: readonly string[], options: ReadonlyMap<string, Option>): number {
  let count = 0;
  for (let index = 0; index < before.length; index++) {
    const word = before[index] ?? "";
    if (word === "--") return count + before.length - index - 1;
    if (!word.startsWith("-") || word === "-") count++;
    else if (options.get(word)?.required === true) index++;
  }
  return count;
}

function namesOf({ long, short }: Option): readonly string[] {
  return [long, short].filter((name) => typeof name === "string");
}

function commandNames(): Completion {
  const words = Object.entries(COMMAND_SUMMARIES).map(([text, description]) => ({ text, description }));
  return { kind: "words", words: [...words, { text: "help", description: "show the help of a command" }] };
}

function mainFlags(): Completion {
  const words = [
    { text: "--help", description: "show help" },
    { text: "--version", description: "show the version" },
    { text: "--verbose", description: "show details of a failure" },
  ];
  return { kind: "words", words };
}
