import type { ConfigProblem, FilePlace } from "../config-problem.ts";
import { nearestName } from "../nearest-name.ts";
import { FILE_PLACEMENTS, FILE_SETTING_KEYS, FILE_TABLES, type FileTable, fileName } from "./file-places.ts";
import { describeNode, shorten, type TomlTable } from "./toml-node.ts";
import { writeTomlKey } from "./write-toml.ts";

/** Most names that a message lists. */
const NAMES_LISTED = 12;

/**
 * The problem of a key that means nothing, with the one that it may have meant.
 *
 * @param path of its table as the file writes it, for example `models.a`; empty at the top of the file.
 */
export function unknownKey(
  path: string,
  key: string,
  place: FilePlace,
  known: readonly string[],
): ConfigProblem {
  const setting = path === "" ? shownKey(key) : `${path}.${shownKey(key)}`;
  return { message: `Unknown setting ${setting}. ${hintFor(path, key, known)}`, setting, place };
}

function hintFor(path: string, key: string, known: readonly string[]): string {
  const elsewhere = FILE_SETTING_KEYS.find((name) => fileName(name) === key);
  if (elsewhere !== undefined) return `It belongs into [${FILE_PLACEMENTS[elsewhere].table}].`;
  const nearest = nearestName(key, known);
  if (nearest !== undefined) return `Did you mean ${nearest}?`;
  if (known.length > NAMES_LISTED) return "`shimmy config schema` lists all settings.";
  return path === "" ? `There are ${known.join(", ")}.` : `[${path}] takes ${known.join(", ")}.`;
}

/** A key as the file writes it, harmless and not endless. */
export function shownKey(key: string): string {
  return writeTomlKey(shorten(key));
}

/** One problem for each key at the top of a file, or in a table of settings, that means nothing. */
export function unknownSettings(root: TomlTable): readonly ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  for (const [name, { place, node }] of root.entries) {
    if (name === "models" || name === "aliases") continue;
    const table = FILE_TABLES.find((known) => known === name);
    if (table === undefined) {
      problems.push(
        node.kind === "table"
          ? unknownTable(name, place)
          : unknownKey("", name, place, [...FILE_TABLES, "models", "aliases"]),
      );
    } else if (node.kind !== "table") {
      const message = `${name} must be a table of settings, written [${name}], not ${describeNode(node)}.`;
      problems.push({ message, setting: name, place: node.place });
    } else {
      problems.push(...unknownInTable(table, node));
    }
  }
  return problems;
}

function unknownTable(name: string, place: FilePlace): ConfigProblem {
  const known = [...FILE_TABLES, "models", "aliases"];
  const nearest = nearestName(name, known);
  const hint = nearest === undefined ? `There are ${known.join(", ")}.` : `Did you mean ${nearest}?`;
  return { message: `Unknown table [${shownKey(name)}]. ${hint}`, setting: name, place };
}

function unknownInTable(table: FileTable, node: TomlTable): readonly ConfigProblem[] {
  const known = FILE_SETTING_KEYS.filter((key) => FILE_PLACEMENTS[key].table === table);
  const names = known.map((key) => fileName(key));
  return [...node.entries]
    .filter(([key]) => !names.includes(key))
    .map(([key, { place }]) => unknownKey(table, key, place, names));
}
