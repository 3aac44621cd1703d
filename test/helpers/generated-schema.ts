/** A random choice that is the same for the same seed. */
export type Random = () => number;

/** mulberry32: a small generator with a good spread. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Schema = boolean | Record<string, unknown>;

/** A schema and a value that satisfies it, its properties in the order in which the schema names them. */
export interface GeneratedSchema {
  readonly schema: Schema;
  readonly value: unknown;
}

/** Makes up a value, and then a schema around it. */
export function generateSchema(random: Random): GeneratedSchema {
  const generator = new SchemaGenerator(random);
  const value = generator.value(3);
  const schema = generator.schemaFor(value, 3);
  return { schema: generator.withDefinitions(schema), value };
}

const TEXTS = [
  "",
  "a",
  "Zoë",
  'say "hi"',
  "back\\slash",
  "tab\there",
  "line\nbreak",
  "𝄞 clef",
  "\u0001",
  "x-1",
  "0042",
];
// not "__proto__" or "constructor", which ajv overlooks or compares wrongly
const NAMES = ["id", "name", "x-tag", "größe", 'quo"te', "a", "ab", "abc", "n1", "toString1"];

class SchemaGenerator {
  private readonly random: Random;
  private readonly definitions: Record<string, unknown> = {};

  constructor(random: Random) {
    this.random = random;
  }

  value(depth: number): unknown {
    switch (this.below(depth > 0 ? 8 : 5)) {
      case 0:
        return null;
      case 1:
        return this.chance(0.5);
      case 2:
        return this.below(2001) - 1000;
      case 3:
        return (this.below(200_001) - 100_000) / 10 ** this.below(5);
      case 4:
        return this.pick(TEXTS);
      case 5:
        return Array.from({ length: this.below(4) }, () => this.value(depth - 1));
      default: {
        const names = this.shuffled(NAMES).slice(0, this.below(5));
        return Object.fromEntries(names.map((name) => [name, this.value(depth - 1)]));
      }
    }
  }

  withDefinitions(schema: Schema): Schema {
    if (typeof schema === "boolean" || Object.keys(this.definitions).length === 0) return schema;
    return { ...schema, $defs: this.definitions };
  }

  schemaFor(value: unknown, depth: number): Schema {
    if (depth === 0 || this.chance(0.08)) return this.chance(0.5) ? {} : true;
    const schema = this.plainSchemaFor(value, depth);
    if (this.chance(0.08)) {
      const name = `d${Object.keys(this.definitions).length}`;
      this.definitions[name] = schema;
      return { $ref: `#/$defs/${name}` };
    }
    if (this.chance(0.1)) {
      const other = this.plainSchemaFor(this.value(1), depth - 1);
      return { anyOf: this.shuffled([schema, other]), description: "either" };
    }
    if (this.chance(0.06)) return { allOf: [schema, { type: typeName(value) }] };
    if (this.chance(0.05)) return { oneOf: [{ const: value }] };
    return schema;
  }

  private plainSchemaFor(value: unknown, depth: number): Record<string, unknown> {
    if (this.chance(0.06)) return { const: value };
    if (this.chance(0.06))
      return { enum: this.shuffled([value, null, "other", 3].filter(unlike(value)).concat([value])) };
    const type = this.chance(0.15) ? [typeName(value), "boolean"].filter(onlyOnce) : typeName(value);
    if (typeof value === "number") return { type, ...this.numberBounds(value) };
    if (typeof value === "string") return { type, ...this.textRules(value) };
    if (Array.isArray(value)) return { type, ...this.arrayRules(value, depth) };
    if (typeof value === "object" && value !== null) return { type, ...this.objectRules(value, depth) };
    return { type };
  }

  private numberBounds(value: number): Record<string, unknown> {
    const bounds: Record<string, unknown> = {};
    const away = (): number => Number((this.below(5000) / 10 ** this.below(4)).toFixed(4));
    const sum = (a: number, b: number): number => Number((a + b).toFixed(4));
    if (this.chance(0.4)) bounds.minimum = sum(value, -away());
    else if (this.chance(0.3)) bounds.exclusiveMinimum = sum(value, -away() - 1);
    if (this.chance(0.4)) bounds.maximum = sum(value, away());
    else if (this.chance(0.3)) bounds.exclusiveMaximum = sum(value, away() + 0.5);
    if (Number.isInteger(value) && this.chance(0.2)) {
      const divisors = [1, 2, 3, 5, 7, 10, 12, 100].filter((divisor) => value % divisor === 0);
      bounds.multipleOf = this.pick(divisors);
    }
    return bounds;
  }

  private textRules(value: string): Record<string, unknown> {
    const length = [...value].length;
    const rules: Record<string, unknown> = {};
    if (this.chance(0.3)) rules.minLength = Math.max(0, length - this.below(3));
    if (this.chance(0.3)) rules.maxLength = length + this.below(300);
    const patterns = [
      "",
      "^[^z]*$",
      "^.{0,20}$",
      "^(?:[\\s\\S]{0,3}|\\D+|\\d+|.*[-\\\\ ].*)$",
      "a|^[^a]*$",
      "\\p{L}|^[^é]*$",
    ];
    const fitting = patterns.filter((pattern) => new RegExp(pattern, "u").test(value));
    if (this.chance(0.3) && fitting.length > 0) rules.pattern = this.pick(fitting);
    return rules;
  }

  private arrayRules(value: readonly unknown[], depth: number): Record<string, unknown> {
    const rules: Record<string, unknown> = {};
    const prefix = this.chance(0.4) ? this.below(value.length + 1) : 0;
    if (prefix > 0) rules.prefixItems = value.slice(0, prefix).map((item) => this.schemaFor(item, depth - 1));
    const rest = value.slice(prefix);
    if (rest.length > 0) rules.items = { anyOf: rest.map((item) => this.schemaFor(item, depth - 1)) };
    else if (this.chance(0.5)) rules.items = this.chance(0.5) ? false : { type: "integer" };
    if (this.chance(0.3)) rules.minItems = Math.max(0, value.length - this.below(2));
    if (this.chance(0.3)) rules.maxItems = value.length + this.below(3);
    return rules;
  }

  private objectRules(value: object, depth: number): Record<string, unknown> {
    const entries = Object.entries(value);
    const named = entries.slice(0, this.chance(0.7) ? entries.length : this.below(entries.length + 1));
    const unnamed = entries.slice(named.length);
    const properties: [string, unknown][] = named.map(([name, member]) => [
      name,
      this.schemaFor(member, depth - 1),
    ]);
    // a property that is not in the value, somewhere between the others
    const spare = `spare${this.below(100)}`;
    if (this.chance(0.4)) properties.splice(this.below(properties.length + 1), 0, [spare, { type: "null" }]);
    const rules: Record<string, unknown> = { properties: Object.fromEntries(properties) };
    const required = entries.map(([name]) => name).filter(() => this.chance(0.5));
    // what is only required comes behind the named ones, in the order of the list
    if (required.length > 0) {
      const isNamed = (name: string): boolean => named.some(([known]) => known === name);
      const rest = required.filter((name) => !isNamed(name));
      const first = unnamed.slice(0, rest.length).map(([name]) => name);
      rules.required = [...required.filter(isNamed), ...(rest.join() === first.join() ? rest : [])];
    }
    if (unnamed.length === 0) {
      if (this.chance(0.5)) rules.additionalProperties = this.chance(0.7) ? false : { type: "string" };
    } else if (this.chance(0.3)) {
      rules.additionalProperties = { anyOf: unnamed.map(([, member]) => this.schemaFor(member, depth - 1)) };
    } else if (this.chance(0.2)) {
      rules.patternProperties = { "^x-": {}, "^[A-Z]{3}$": { type: "integer" } };
    }
    if (this.chance(0.1)) rules.propertyNames = { maxLength: 12 };
    if (this.chance(0.15)) rules.maxProperties = entries.length + this.below(3);
    if (this.chance(0.15)) rules.minProperties = Math.min(named.length, this.below(3));
    return rules;
  }

  private chance(probability: number): boolean {
    return this.random() < probability;
  }

  private below(count: number): number {
    return Math.floor(this.random() * count);
  }

  private pick<Item>(items: readonly Item[]): Item {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new Error("nothing to pick from");
    return item;
  }

  private shuffled<Item>(items: readonly Item[]): Item[] {
    return items
      .map((item) => ({ item, order: this.random() }))
      .sort((a, b) => a.order - b.order)
      .map(({ item }) => item);
  }
}

function typeName(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return Number.isInteger(value) ? "integer" : typeof value;
}

const unlike =
  (value: unknown) =>
  (other: unknown): boolean =>
    JSON.stringify(other) !== JSON.stringify(value);

const onlyOnce = (item: unknown, index: number, list: readonly unknown[]): boolean =>
  list.indexOf(item) === index;
