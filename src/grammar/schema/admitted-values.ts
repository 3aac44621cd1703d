import { matches } from "../automaton/automaton.ts";
import { isMultiple } from "../json/decimal.ts";
import type { JsonType } from "./check-keywords.ts";
import type { ChildSchemas } from "./child-schemas.ts";
import type { Leaves, SchemaExpander } from "./schema-expander.ts";
import { isRecord, keywordOf, type SchemaNode } from "./schema-node.ts";
import type { StringLanguages } from "./string-language.ts";

/** Tells which of the values in `enum` and `const` satisfy the other keywords as well. */
export class AdmittedValues {
  private readonly expander: SchemaExpander;
  private readonly children: ChildSchemas;
  private readonly languages: StringLanguages;

  constructor(expander: SchemaExpander, children: ChildSchemas, languages: StringLanguages) {
    this.expander = expander;
    this.children = children;
    this.languages = languages;
  }

  /** The listed values that satisfy all schemas; undefined when none of them lists values. */
  listed(leaves: Leaves): unknown[] | undefined {
    const values = leaves.map(listOf).find((list) => list !== undefined);
    if (values === undefined) return undefined;
    return values.filter((value, index) => {
      const isRepeated = values.slice(0, index).some((earlier) => isEqual(earlier, value));
      return !isRepeated && this.admits(leaves, value);
    });
  }

  private admitsAny(nodes: readonly SchemaNode[], value: unknown): boolean {
    return this.expander.alternatives(nodes).some((leaves) => this.admits(leaves, value));
  }

  private admits(leaves: Leaves, value: unknown): boolean {
    const isAdmitted = leaves.every((leaf) => this.admitsAlone(leaf, value));
    if (!isAdmitted) return false;
    if (Array.isArray(value)) {
      return value.every((item, index) => this.admitsAny(this.children.ofItem(leaves, index), item));
    }
    if (!isRecord(value)) return true;
    const names = this.children.ofNames(leaves);
    return Object.entries(value).every(
      ([name, member]) =>
        this.admitsAny(names, name) && this.admitsAny(this.children.ofProperty(leaves, name), member),
    );
  }

  /** The keywords of one schema that speak of the value itself. */
  private admitsAlone(leaf: SchemaNode, value: unknown): boolean {
    const types = typesOf(leaf);
    if (types !== undefined && !types.some((type) => isOfType(value, type))) return false;
    const list = listOf(leaf);
    if (list !== undefined && !list.some((listed) => isEqual(listed, value))) return false;
    const within = (count: number, low: string, high: string): boolean => {
      const [min, max] = [keywordOf(leaf, low), keywordOf(leaf, high)];
      return !(typeof min === "number" && count < min) && !(typeof max === "number" && count > max);
    };
    if (typeof value === "number") {
      const [above, below] = [keywordOf(leaf, "exclusiveMinimum"), keywordOf(leaf, "exclusiveMaximum")];
      const divisor = keywordOf(leaf, "multipleOf");
      return (
        within(value, "minimum", "maximum") &&
        !(typeof above === "number" && value <= above) &&
        !(typeof below === "number" && value >= below) &&
        !(typeof divisor === "number" && !isMultiple(value, divisor))
      );
    }
    if (typeof value === "string") {
      const isLongEnough = within([...value].length, "minLength", "maxLength");
      return isLongEnough && this.languages.languagesOf(leaf).every((language) => matches(language, value));
    }
    if (Array.isArray(value)) return within(value.length, "minItems", "maxItems");
    if (!isRecord(value)) return true;
    const required = keywordOf(leaf, "required");
    return (
      within(Object.keys(value).length, "minProperties", "maxProperties") &&
      (!Array.isArray(required) || required.every((name) => Object.hasOwn(value, String(name))))
    );
  }
}

/** The types that a schema names; undefined when it names none, so all are allowed. */
export function typesOf(leaf: SchemaNode): JsonType[] | undefined {
  const type = keywordOf(leaf, "type");
  if (type === undefined) return undefined;
  return Array.isArray(type) ? type : [type as JsonType];
}

function listOf(leaf: SchemaNode): readonly unknown[] | undefined {
  const values = keywordOf(leaf, "enum");
  if (typeof leaf.schema !== "boolean" && Object.hasOwn(leaf.schema, "const")) {
    const only: unknown = leaf.schema.const;
    return Array.isArray(values) ? values.filter((value) => isEqual(value, only)) : [only];
  }
  return Array.isArray(values) ? values : undefined;
}

function isOfType(value: unknown, type: JsonType): boolean {
  switch (type) {
    case "null":
      return value === null;
    case "array":
      return Array.isArray(value);
    case "object":
      return isRecord(value);
    case "integer":
      return Number.isInteger(value);
    default:
      return typeof value === type;
  }
}

/** Equality of JSON values; the order of an object's members does not count. */
function isEqual(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => isEqual(item, b[index]));
  }
  if (!isRecord(a) || !isRecord(b)) return a === b;
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => Object.hasOwn(b, name) && isEqual(a[name], b[name]))
  );
}
