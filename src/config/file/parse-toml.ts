import { type AST, ParseError, parseTOML } from "toml-eslint-parser";
import { ConfigError } from "../config-error.ts";
import type { FilePlace } from "../config-problem.ts";
import { explainTomlError } from "./toml-error.ts";
import type { TomlEntry, TomlNode, TomlTable } from "./toml-node.ts";

/** Deepest nesting of tables and lists; nothing here needs more than four. */
const MAX_DEPTH = 16;

/**
 * Reads TOML 1.0 with the place of every key and value.
 *
 * @param path of the file, as messages show it.
 * @throws ConfigError with the place of the first thing that is no TOML, or is nested too deep.
 */
export function parseToml(text: string, path: string): TomlTable {
  const place = ({ loc }: Located): FilePlace => ({
    path,
    line: loc.start.line,
    column: loc.start.column + 1,
  });
  const [body] = readProgram(text, path).body;
  const root = newTable({ path, line: 1, column: 1 });
  for (const part of body.body) {
    if (part.type === "TOMLKeyValue") addKeyValue(root, part, 0);
    else if (part.kind === "standard") fill(tableAt(root, part.key.keys), part.body);
    else addToList(root, part);
  }
  return root;

  function fill(table: TomlTable, pairs: readonly AST.TOMLKeyValue[], depth = 1): void {
    for (const pair of pairs) addKeyValue(table, pair, depth);
  }

  function addKeyValue(table: TomlTable, { key, value }: AST.TOMLKeyValue, depth: number): void {
    const last = key.keys.at(-1);
    if (last === undefined) return;
    const holder = tableAt(table, key.keys.slice(0, -1));
    holder.entries.set(nameOf(last), { place: place(last), node: toNode(value, depth + key.keys.length) });
  }

  /** The table that a dotted key leads to, made on the way. The parser has refused keys that lead elsewhere. */
  function tableAt(from: TomlTable, keys: readonly Key[]): TomlTable {
    refuseDepth(keys.length, keys.at(-1));
    let table = from;
    for (const key of keys) {
      const name = nameOf(key);
      const known = table.entries.get(name)?.node;
      const last = known?.kind === "array" ? known.items.at(-1) : known;
      const next = last?.kind === "table" ? last : newTable(place(key));
      if (known === undefined) table.entries.set(name, { place: place(key), node: next });
      table = next;
    }
    return table;
  }

  function addToList(root: TomlTable, part: AST.TOMLTable): void {
    const last = part.key.keys.at(-1);
    if (last === undefined) return;
    const holder = tableAt(root, part.key.keys.slice(0, -1));
    const table = newTable(place(last));
    const known = holder.entries.get(nameOf(last));
    const items = known?.node.kind === "array" ? known.node.items : [];
    const node: TomlNode = { kind: "array", items: [...items, table], place: place(last), written: "" };
    holder.entries.set(nameOf(last), { place: place(last), node });
    fill(table, part.body);
  }

  function toNode(node: AST.TOMLContentNode, depth: number): TomlNode {
    refuseDepth(depth, node);
    if (node.type === "TOMLArray") {
      const items = node.elements.map((element) => toNode(element, depth + 1));
      return { kind: "array", items, place: place(node), written: text.slice(...node.range) };
    }
    if (node.type === "TOMLInlineTable") {
      const table = newTable(place(node));
      fill(table, node.body, depth + 1);
      return table;
    }
    const at = { place: place(node), written: text.slice(...node.range) };
    if (node.kind === "string" || node.kind === "boolean" || node.kind === "integer") {
      return { kind: node.kind, value: node.value, ...at };
    }
    if (node.kind === "float") return { kind: "number", value: node.value, ...at };
    return { kind: "date", value: node.datetime, ...at };
  }

  function refuseDepth(depth: number, at: Located | undefined): void {
    if (depth <= MAX_DEPTH || at === undefined) return;
    throw new ConfigError([{ message: `This is nested deeper than ${MAX_DEPTH} levels.`, place: place(at) }]);
  }
}

type Key = AST.TOMLKey["keys"][number];
type Located = Pick<AST.TOMLNode, "loc">;

function nameOf(key: Key): string {
  return key.type === "TOMLBare" ? key.name : key.value;
}

function newTable(place: FilePlace): TomlTable {
  return { kind: "table", entries: new Map<string, TomlEntry>(), place };
}

function readProgram(text: string, path: string): AST.TOMLProgram {
  try {
    return parseTOML(text, { tomlVersion: "1.0" });
  } catch (thrown) {
    if (!(thrown instanceof ParseError)) throw thrown;
    const { reason, line, column } = explainTomlError(thrown, text);
    throw new ConfigError([{ message: `This is no TOML: ${reason}.`, place: { path, line, column } }]);
  }
}
