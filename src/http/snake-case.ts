/** A name of ours as clients read it: `maxModels` is `max_models`. */
export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/gu, (letter) => `_${letter.toLowerCase()}`);
}

/** An object with all its fields named in snake_case, those of the objects and lists in it too. */
export function snakeCaseFields(object: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(object).map(([name, value]) => [snakeCase(name), snakeCaseValue(value)]),
  );
}

function snakeCaseValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(snakeCaseValue);
  return typeof value === "object" && value !== null ? snakeCaseFields(value) : value;
}
