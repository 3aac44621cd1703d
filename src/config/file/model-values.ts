import type { SettingSource } from "../config-layer.ts";
import type { TomlNode, TomlTable } from "./toml-node.ts";
import { writeTomlKey } from "./write-toml.ts";

/** One entry of the file's tables of models and aliases. */
export interface ModelValue {
  /** For example `models."llama-3.2-1b".slots`. */
  readonly name: string;
  readonly value: unknown;
  readonly source: SettingSource;
}

/** What a file says of models and aliases, in its order. */
export function modelValues(root: TomlTable | undefined): readonly ModelValue[] {
  return (["models", "aliases"] as const).flatMap((table) => {
    const node = root?.entries.get(table)?.node;
    return node === undefined ? [] : valuesUnder(table, node);
  });
}

function valuesUnder(name: string, node: TomlNode): readonly ModelValue[] {
  if (node.kind === "table") {
    return [...node.entries].flatMap(([key, entry]) =>
      valuesUnder(`${name}.${writeTomlKey(key)}`, entry.node),
    );
  }
  return [{ name, value: plainValue(node), source: { kind: "file", name, place: node.place } }];
}

function plainValue(node: TomlNode): unknown {
  if (node.kind === "array") return node.items.map(plainValue);
  return node.kind === "table" ? null : node.value;
}
