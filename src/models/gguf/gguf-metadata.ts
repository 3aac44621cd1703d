import type { GgufArray, GgufValue } from "./gguf-value.ts";

/** Metadata of a GGUF file. A getter gives undefined where the key is absent or of another type. */
export class GgufMetadata {
  readonly #values: ReadonlyMap<string, GgufValue>;

  constructor(values: ReadonlyMap<string, GgufValue>) {
    this.#values = values;
  }

  /** Number of keys. */
  get size(): number {
    return this.#values.size;
  }

  /** Every key, in the file's order. */
  keys(): IterableIterator<string> {
    return this.#values.keys();
  }

  has(key: string): boolean {
    return this.#values.has(key);
  }

  /** The value as it was read, whatever its type. */
  get(key: string): GgufValue | undefined {
    return this.#values.get(key);
  }

  /** A text. */
  string(key: string): string | undefined {
    const value = this.#scalar(key);
    return typeof value === "string" ? value : undefined;
  }

  /** A truth value. */
  boolean(key: string): boolean | undefined {
    const value = this.#scalar(key);
    return typeof value === "boolean" ? value : undefined;
  }

  /** A number of any type; undefined too where a 64-bit one is beyond exact numbers. */
  number(key: string): number | undefined {
    return toNumber(this.#scalar(key));
  }

  /** A whole number, 0 or more. */
  count(key: string): number | undefined {
    const value = this.number(key);
    return value !== undefined && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
  }

  array(key: string): GgufArray | undefined {
    const value = this.#values.get(key);
    return value?.kind === "array" ? value : undefined;
  }

  /** A whole number that may differ per layer: an array of them, or the one that holds for all. */
  countPerLayer(key: string, layers: number): readonly number[] | undefined {
    const single = this.count(key);
    if (single !== undefined) return new Array<number>(layers).fill(single);
    const values = this.array(key)?.values?.map(toNumber);
    if (values === undefined) return undefined;
    return values.slice(0, layers).map((value) => (value !== undefined && value > 0 ? value : 0));
  }

  #scalar(key: string): string | number | bigint | boolean | undefined {
    const value = this.#values.get(key);
    return value?.kind === "scalar" ? value.value : undefined;
  }
}

function toNumber(value: string | number | bigint | boolean | undefined): number | undefined {
  if (typeof value === "number") return value;
  if (typeof value !== "bigint") return undefined;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : undefined;
}
