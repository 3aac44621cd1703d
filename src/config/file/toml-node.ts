import type { FilePlace } from "../config-problem.ts";
import { writeTomlText } from "./write-toml.ts";

/** A value of a TOML file and where it stands. */
export type TomlNode = TomlScalar | TomlList | TomlTable;

/** A text, number or truth value; dates are none of Shimmy's values, and only told apart. */
interface TomlScalar {
  readonly kind: "string" | "integer" | "number" | "boolean" | "date";
  readonly value: string | number | boolean;
  readonly place: FilePlace;
  /** As it stands in the file, quotes and all. */
  readonly written: string;
}

/** A list in brackets. */
interface TomlList {
  readonly kind: "array";
  readonly items: readonly TomlNode[];
  readonly place: FilePlace;
  /** As it stands in the file; empty for a list of `[[tables]]`. */
  readonly written: string;
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
      return node.written === "" ? "a list" : `the list ${shorten(node.written.replaceAll(/\s+/gu, " "))}`;
    case "date":
      return `the date ${node.written}`;
    case "string":
      return `the text ${quoted(String(node.value))}`;
    default:
      return shorten(node.written);
  }
}

/** A text in quotes, harmless for a terminal and not endless. */
export function quoted(text: string): string {
  return writeTomlText(shorten(text));
}

const LONGEST_SHOWN = 80;

/** The beginning of an endless value. */
export function shorten(text: string): string {
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
}
