import { invalidFormat } from "../grammar-error.ts";
import { GRAMMAR_LIMITS } from "../grammar-limits.ts";

/**
 * Checks that a value is JSON of a bounded size, before anything recurses into it. A library caller
 * may hand over any object, one that contains itself included.
 *
 * @throws ShimmyError `invalid_request`.
 */
export function measureSchema(schema: unknown): void {
  const { schemaValues, schemaDepth } = GRAMMAR_LIMITS;
  const pending: { readonly value: unknown; readonly depth: number }[] = [{ value: schema, depth: 0 }];
  let count = 0;
  for (let entry = pending.pop(); entry !== undefined; entry = pending.pop()) {
    const { value, depth } = entry;
    if (++count > schemaValues)
      throw invalidFormat("The JSON schema", `has more than ${schemaValues} values.`);
    if (depth > schemaDepth)
      throw invalidFormat("The JSON schema", `is nested deeper than ${schemaDepth} levels.`);
    if (typeof value === "object" && value !== null) {
      for (const child of Object.values(value)) pending.push({ value: child, depth: depth + 1 });
    } else if (!isScalar(value)) {
      throw invalidFormat("The JSON schema", `holds a value that is not JSON: ${describe(value)}.`);
    }
  }
}

function isScalar(value: unknown): boolean {
  if (typeof value === "number") return Number.isFinite(value);
  return value === null || typeof value === "string" || typeof value === "boolean";
}

function describe(value: unknown): string {
  return typeof value === "number" ? String(value) : `a value of type ${typeof value}`;
}
