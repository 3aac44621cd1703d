import type { Command } from "commander";
import { loadConfig } from "../../config/load-config.ts";
import type { CommandContext } from "../command-context.ts";
import { printable } from "../format.ts";
import type { CommandName } from "../help-text.ts";
import { type Candidate, findCandidates } from "./find-candidates.ts";
import { splitWords } from "./split-words.ts";

/**
 * Answers a completion script: the first line says of what kind the rest is (`:words`, `:files` or `:folders`), each further one
 * is a text and, behind a tab, what it means. Says nothing of failures: they would stand in the person's command line.
 *
 * @param args `--line TEXT` with the line up to the cursor, or `--` and its words.
 */
export async function answerCompletion(
  args: readonly string[],
  declare: (name: CommandName) => Promise<Command>,
  context: CommandContext,
): Promise<number> {
  const words = readWords(args);
  const completion = await findCandidates(words, declare);
  const isOfWords = completion.kind === "words" || completion.kind === "models";
  const candidates = completion.kind === "models" ? await modelNames(words, context) : [];
  const all = completion.kind === "words" ? completion.words : candidates;
  const current = words.at(-1) ?? "";
  const fitting = all.filter(({ text }) => text.startsWith(current));
  const lines = fitting.map(({ text, description }) => `${printable(text)}\t${printable(description)}`);
  await context.terminal.print([`:${isOfWords ? "words" : completion.kind}`, ...lines, ""].join("\n"));
  return 0;
}

function readWords(args: readonly string[]): readonly string[] {
  const [first, line = "", ...rest] = args;
  if (first === "--line") return splitWords(line).slice(1);
  return first === "--" ? [line, ...rest] : [];
}

async function modelNames(words: readonly string[], context: CommandContext): Promise<readonly Candidate[]> {
  try {
    const { environment, workingDir, homeDir } = context;
    const flags = { "--model-dirs": valuesBehind(words, "--model-dirs") };
    const { config } = loadConfig({ flags, environment, workingDir, homeDir });
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
