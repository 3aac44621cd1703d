/** What a parsed JSON value may measure. */
export interface JsonBounds {
  /** Characters of its JSON text, nearly: escapes are not counted, and every number counts as eight. */
  readonly maxLength: number;
  /** Objects and lists inside each other; a value without any has depth 0. */
  readonly maxDepth: number;
}

type Excess = "length" | "depth" | undefined;

const SCALAR_LENGTH = 8;
/** Quotes, colon and comma around a key. */
const KEY_OVERHEAD = 4;

/** Which bound a parsed JSON value exceeds, if any. It stops at the first excess. */
export function jsonExcess(value: unknown, { maxLength, maxDepth }: JsonBounds): Excess {
  let length = 0;
  const measure = (current: unknown, depth: number): Excess => {
    length += typeof current === "string" ? current.length + KEY_OVERHEAD : SCALAR_LENGTH;
    if (length > maxLength) return "length";
    if (typeof current !== "object" || current === null) return undefined;
    if (depth >= maxDepth) return "depth";
    return Array.isArray(current) ? measureList(current, depth + 1) : measureObject(current, depth + 1);
  };
  const measureList = (list: readonly unknown[], depth: number): Excess => {
    for (const entry of list) {
      const excess = measure(entry, depth);
      if (excess !== undefined) return excess;
    }
    return undefined;
  };
  const measureObject = (object: object, depth: number): Excess => {
    for (const key of Object.keys(object)) {
      length += key.length + KEY_OVERHEAD;
      const excess = measure(Reflect.get(object, key), depth);
      if (excess !== undefined) return excess;
    }
    return undefined;
  };
  return measure(value, 0);
}
