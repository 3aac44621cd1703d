import type { JsonSchema } from "./output-format.ts";

/** Combinations and references below one another; deeper ones are refused for their depth, or are not followed. */
const MAX_DEPTH = 64;

type Fields = Readonly<Record<string, unknown>>;

/**
 * Whether an object can satisfy a schema, as far as its types, values and combinations tell. What cannot be told, such as a
 * reference to elsewhere, counts as yes.
 */
export function admitsObjects(schema: JsonSchema): boolean {
  const known = new Map<object, boolean>();
  const admits = (part: unknown, depth: number): boolean => {
    if (!isFields(part) || depth > MAX_DEPTH) return true;
    const below = (inner: unknown) => admits(inner, depth + 1);
    const before = known.get(part);
    if (before !== undefined) return before;
    // a schema that refers to itself must not be followed without end
    known.set(part, true);
    const answer =
      typeAdmits(part.type) &&
      (!Object.hasOwn(part, "const") || isFields(part.const)) &&
      listOf(part.enum, (values) => values.some(isFields)) &&
      listOf(part.allOf, (parts) => parts.every(below)) &&
      listOf(part.anyOf, (parts) => parts.some(below)) &&
      listOf(part.oneOf, (parts) => parts.some(below)) &&
      below(referred(schema, part.$ref));
    known.set(part, answer);
    return answer;
  };
  return admits(schema, 0);
}

function typeAdmits(type: unknown): boolean {
  if (Array.isArray(type)) return type.includes("object");
  return typeof type !== "string" || type === "object";
}

function listOf(value: unknown, holds: (list: readonly unknown[]) => boolean): boolean {
  return !Array.isArray(value) || holds(value);
}

/** What a JSON pointer into the same document means (RFC 6901). */
function referred(document: JsonSchema, reference: unknown): unknown {
  if (typeof reference !== "string" || !reference.startsWith("#/")) return undefined;
  let found: unknown = document;
  for (const escaped of reference.slice(2).split("/")) {
    const step = decoded(escaped).replaceAll("~1", "/").replaceAll("~0", "~");
    if (typeof found !== "object" || found === null || !Object.hasOwn(found, step)) return undefined;
    found = (found as Fields)[step];
  }
  return found;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
