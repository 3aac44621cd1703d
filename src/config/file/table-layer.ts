import type { ConfigLayer, GivenValue, SettingNames } from "../config-layer.ts";
import { absolutePath, type PathOrigin } from "../path-list.ts";
import type { ValueForm, ValueType } from "../setting.ts";
import { describeNode, quoted, type TomlEntry, type TomlNode } from "./toml-node.ts";

/** Finds the entry of a setting, and its name for messages. */
type FindEntry = (setting: SettingNames) => { readonly name: string; readonly entry: TomlEntry } | undefined;

/**
 * The layer of a configuration file, or of a table in it.
 *
 * @param origin what relative paths in it start from.
 */
export function tableLayer(find: FindEntry, origin: PathOrigin): ConfigLayer {
  return {
    read: (setting) => {
      const found = find(setting);
      if (found === undefined) return [];
      const { name, entry } = found;
      const place = entry.node.place;
      const source = { kind: "file", name, place } as const;
      return givenBy(entry.node, setting, origin).map((given) => ({ ...given, source }));
    },
  };
}

function givenBy(
  node: TomlNode,
  { form = TEXT, namesPaths }: SettingNames,
  origin: PathOrigin,
): readonly Omit<GivenValue, "source">[] {
  if (!isOfForm(node, form)) return [{ text: undefined, shown: describeNode(node) }];
  const asText = (value: TomlNode): string => {
    const text = plainText(value);
    return namesPaths === true && text !== "" ? absolutePath(text, origin) : text;
  };
  if (node.kind !== "array") return [{ text: asText(node), shown: shownAs(node) }];
  return node.items.map((item) => {
    const isRight = form.items !== undefined && isOfForm(item, form.items);
    return isRight
      ? { text: asText(item), shown: shownAs(item), isPart: true }
      : { text: undefined, shown: describeNode(item), isPart: true };
  });
}

/** A value that is of the right kind, and so need not be told to be a text. */
function shownAs(node: TomlNode): string {
  return node.kind === "string" ? quoted(String(node.value)) : describeNode(node);
}

const TEXT: ValueForm = { type: "string" };

/** Whether a value is of the kind that a form allows; its range is looked at with its text. */
export function isOfForm(node: TomlNode, { type }: ValueForm): boolean {
  const types: readonly ValueType[] = typeof type === "string" ? [type] : type;
  const { kind } = node;
  if (kind === "table" || kind === "date") return false;
  return types.includes(kind) || (kind === "integer" && types.includes("number"));
}

/** A value as the flags' parsers read it: numbers without an exponent. */
function plainText(node: TomlNode): string {
  if (node.kind === "table" || node.kind === "array") return "";
  const { value } = node;
  if (typeof value !== "number") return String(value);
  const text = String(value);
  return text.includes("e-") ? value.toFixed(15).replace(/0+$/u, "") : text;
}
