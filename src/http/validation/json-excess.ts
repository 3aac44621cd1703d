/** What a parsed JSON value may measure. */
export interface JsonBounds {
  /** Characters of its JSON text, nearly: escapes are not counted, and every number counts as eight. */
  readonly maxLength: number;
  /** Objects and lists inside each other; a value without any has depth 0. */
  readonly maxDepth: number;
}

const SCALAR_LENGTH = 8;
/** Quotes, colon and comma around a key. */
const KEY_OVERHEAD = 4;

/** Which bound a parsed JSON value exceeds, if any. It stops at the first excess. */
export function jsonExcess(
  value: unknown,
  { maxLength, maxDepth }: JsonBounds,
): "length" | "depth" | undefined {
  let length = 0;
  const measure = (current: unknown, depth: number): "length" | "depth" | undefined => {
    length += typeof current === "string" ? current.length + KEY_OVERHEAD : SCALAR_LENGTH;
    if (length > maxLength) return "length";
    if (typeof current !== "object" || current === null) return undefined;
    if (depth >= maxDepth) return "depth";
    for (const [key, inner] of Object.entries(current)) {
      if (!Array.isArray(current)) length += key.length + KEY_OVERHEAD;
      const excess = measure(inner, depth + 1);
      if (excess !== undefined) return excess;
    }
    return undefined;
  };
  return measure(value, 0);
}
