import type { Command } from "commander";
import { openConfigFile } from "../../config/file/open-config-file.ts";
import { loadConfig } from "../../config/load-config.ts";
import type { CommandContext } from "../command-context.ts";
import { printable } from "../format.ts";
import type { CommandName } from "../help-text.ts";
import { type Candidate, type Completion, findCandidates } from "./find-candidates.ts";
import { quoteForBash, readTypedLine } from "./split-words.ts";

/**
 * Answers a completion script: the first line says of what kind the rest is (`:words`, `:files` or `:folders`), each further one
 * is a text and, behind a tab, what it means. Says nothing of failures: they would stand in the person's command line.
 *
 * @param args `--bash LINE BREAKS` with the line up to the cursor and bash's `COMP_WORDBREAKS`, or `--` and the line's words. For
 *   bash the texts are quoted and go in place of the part of the word that bash replaces, and the first line has that part, too.
 */
export async function answerCompletion(
  args: readonly string[],
  declare: (name: CommandName) => Promise<Command>,
  context: CommandContext,
): Promise<number> {
  const { words, kept, toText } = readRequest(args);
  const completion = await findCandidates(words, declare);
  const current = words.at(-1) ?? "";
  if (completion.kind === "files" || completion.kind === "folders") {
    await context.terminal.print(`:${completion.kind}\t${current.slice(kept.length)}\n`);
    return 0;
  }
  const all = completion.kind === "words" ? completion.words : await modelNames(words, context);
  const head = headOf(completion, current);
  const named = head.slice(completion.prefix?.length ?? 0).split(",");
  const lines = all
    .filter(({ text }) => isUsable(text, words, completion) && !named.includes(text))
    .map(({ text, description }) => ({ text: `${head}${text}`, description }))
    .filter(({ text }) => text.startsWith(current))
    .map(({ text, description }) => `${toText(text)}\t${printable(description)}`);
  await context.terminal.print([":words", ...lines, ""].join("\n"));
  return 0;
}

/** What stands before the value under the cursor in its own word: `--flag=`, and the entries of a list before the last. */
function headOf({ prefix = "", isList }: Completion, current: string): string {
  return isList === true ? current.slice(0, Math.max(prefix.length, current.lastIndexOf(",") + 1)) : prefix;
}

/** Names with control characters cannot be typed, and one that begins as a flag does would be taken for it. */
function isUsable(text: string, words: readonly string[], { kind, isValue }: Completion): boolean {
  if (kind !== "models") return true;
  const isTakenForFlag = text.startsWith("-") && isValue !== true && !words.slice(0, -1).includes("--");
  return printable(text) === text && !isTakenForFlag;
}

interface CompletionRequest {
  /** Words behind the program's name; the last one is under the cursor. */
  readonly words: readonly string[];
  /** The beginning of the last word that stays as it is. */
  readonly kept: string;
  /** A candidate as the script takes it. */
  readonly toText: (candidate: string) => string;
}

function readRequest(args: readonly string[]): CompletionRequest {
  const [first, line = "", ...rest] = args;
  if (first !== "--bash") {
    return { words: first === "--" ? [line, ...rest] : [], kept: "", toText: (text) => text };
  }
  const { words, kept, quote } = readTypedLine(line, rest[0]);
  return { words: words.slice(1), kept, toText: (text) => quoteForBash(text.slice(kept.length), quote) };
}

async function modelNames(words: readonly string[], context: CommandContext): Promise<readonly Candidate[]> {
  try {
    const { environment, workingDir, homeDir } = context;
    const flags = { "--model-dirs": valuesBehind(words, "--model-dirs") };
    const places = { environment, workingDir, homeDir };
    const file = openConfigFile({ flag: valuesBehind(words, "--config").at(-1), ...places });
    const { config } = loadConfig({ flags, file, ...places });
    const { entries } = await context.findModels(config);
    return entries.map(({ name, alias, architecture, quantization }) => ({
      text: name,
      description: alias === undefined ? `${architecture} ${quantization}` : `alias of ${alias.base}`,
    }));
  } catch {
    return [];
  }
}

/** A folder that is named further left has models too. */
function valuesBehind(words: readonly string[], flag: string): readonly string[] {
  return words.slice(0, -1).filter((word, index) => words[index - 1] === flag && word !== "");
}
