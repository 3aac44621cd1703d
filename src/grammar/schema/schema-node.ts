import type { JsonSchema } from "../../core/output-format.ts";

/** A schema at its place in the document. */
export interface SchemaNode {
  /** Where it stands, `#/properties/a`; the same place is always the same object. */
  readonly pointer: string;
  readonly schema: JsonSchema;
  /** Absolute URI that references in it are relative to. */
  readonly base: string;
}

/** Whether a value can be a schema: a boolean or an object. */
export function isSchema(value: unknown): value is JsonSchema {
  return typeof value === "boolean" || isRecord(value);
}

/** Whether a value is a JSON object. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A keyword's value; undefined for a boolean schema and for a keyword that is not there. */
export function keywordOf(node: SchemaNode, keyword: string): unknown {
  if (typeof node.schema === "boolean" || !Object.hasOwn(node.schema, keyword)) return undefined;
  return node.schema[keyword];
}
