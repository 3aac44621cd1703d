import type { ConfigProblem, FilePlace } from "../config-problem.ts";
import { nearestName } from "../nearest-name.ts";
import { FILE_PLACEMENTS, FILE_SETTING_KEYS, FILE_TABLES, type FileTable, fileName } from "./file-places.ts";
import { describeNode, type TomlTable } from "./toml-node.ts";

/** The problem of a key that means nothing, with the one that it may have meant. */
export function unknownKey(
  setting: string,
  key: string,
  place: FilePlace,
  known: readonly string[],
): ConfigProblem {
  const shown = JSON.stringify(key.slice(0, 60));
  const elsewhere = FILE_SETTING_KEYS.find((name) => fileName(name) === key);
  const nearest = nearestName(key, known);
  const hint =
    nearest !== undefined
      ? ` Did you mean ${nearest}?`
      : elsewhere === undefined
        ? ""
        : ` It belongs into [${FILE_PLACEMENTS[elsewhere].table}].`;
  return { message: `Unknown setting ${shown}.${hint}`, setting, place };
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
          : unknownKey(name, name, place, [...FILE_TABLES, "models", "aliases"]),
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
  return { message: `Unknown table ${JSON.stringify(name.slice(0, 60))}. ${hint}`, setting: name, place };
}

function unknownInTable(table: FileTable, node: TomlTable): readonly ConfigProblem[] {
  const known = FILE_SETTING_KEYS.filter((key) => FILE_PLACEMENTS[key].table === table);
  const names = known.map((key) => fileName(key));
  return [...node.entries]
    .filter(([key]) => !names.includes(key))
    .map(([key, { place }]) => unknownKey(`${table}.${key}`, key, place, names));
}
