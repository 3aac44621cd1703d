import type { FilePlace } from "../config-problem.ts";

/** A value of a TOML file and where it stands. */
export type TomlNode = TomlScalar | TomlList | TomlTable;

/** A text, number or truth value; dates are none of Shimmy's values, and only told apart. */
interface TomlScalar {
  readonly kind: "string" | "integer" | "number" | "boolean" | "date";
  readonly value: string | number | boolean;
  readonly place: FilePlace;
}

/** A list in brackets. */
interface TomlList {
  readonly kind: "array";
  readonly items: readonly TomlNode[];
  readonly place: FilePlace;
}

/** A table, however it is written. */
export interface TomlTable {
  readonly kind: "table";
  readonly entries: Map<string, TomlEntry>;
  readonly place: FilePlace;
}

/** A key of a table. */
export interface TomlEntry {
  /** Where the key stands. */
  readonly place: FilePlace;
  readonly node: TomlNode;
}

/** What somebody wrote, for messages. */
export function describeNode(node: TomlNode): string {
  switch (node.kind) {
    case "table":
      return "a table";
    case "array":
      return "a list";
    case "date":
      return "a date";
    case "string":
      return `the text ${JSON.stringify(shorten(String(node.value)))}`;
    default:
      return String(node.value);
  }
}

const LONGEST_SHOWN = 80;

/** The beginning of an endless value. */
export function shorten(text: string): string {
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
}
