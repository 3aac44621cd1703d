import type { JinjaValue } from "./jinja-library.ts";
import { isList, isMap, isText } from "./jinja-values.ts";
import { TEMPLATE_LIMITS, TemplateLimitError } from "./template-limits.ts";

/** What punctuation and a number take in printed form, in characters. */
const ITEM_WEIGHT = 8;

/**
 * Weighs the values of one rendering in characters of their printed form. A structure that holds the same list
 * many times weighs it each time, because printing would write it each time: thirty nested pairs are small in memory and
 * gigabytes in JSON. Since nothing above the limit passes, no single step of the library has much to do.
 */
export class ValueMeter {
  /** Most that any one value may weigh, in characters. */
  readonly maxWeight: number;
  #produced = 0;
  #weights = new WeakMap<JinjaValue, number>();
  #namespacesMet = 0;

  /** @param inputLength characters that go into the rendering. */
  constructor(inputLength: number) {
    this.maxWeight = TEMPLATE_LIMITS.baseWeight + TEMPLATE_LIMITS.weightPerInputCharacter * inputLength;
  }

  /** @throws TemplateLimitError when the value is too heavy. */
  admit<V extends JinjaValue>(value: V): V {
    const content = value.value;
    if (typeof content === "string") this.expect(content.length);
    else if (typeof content === "object" && content !== null) this.#weigh(value, 0);
    return value;
  }

  /** Refuses work whose result would be too heavy, before it is done. */
  expect(length: number): void {
    if (length > this.maxWeight) {
      throw new TemplateLimitError(`it makes a text of more than ${this.maxWeight} characters`);
    }
  }

  /** Counts a newly made text: many that pass one by one could fill the memory together. */
  count(value: JinjaValue): void {
    if (!isText(value)) return;
    this.#produced += value.value.length;
    if (this.#produced > this.maxWeight * TEMPLATE_LIMITS.producedFactor) {
      throw new TemplateLimitError("it makes too much text on the way");
    }
  }

  /** To be called after a list was changed in place: what holds it weighs more now. */
  forget(): void {
    this.#weights = new WeakMap();
  }

  #weigh(value: JinjaValue, depth: number): number {
    if (isText(value)) return value.value.length + ITEM_WEIGHT;
    if (!isList(value) && !isMap(value)) return ITEM_WEIGHT;
    const known = this.#weights.get(value);
    if (known !== undefined) return known;
    // What was weighed before counts as one level, so only what contains itself gets here.
    if (depth > TEMPLATE_LIMITS.depth) throw new TemplateLimitError("its lists and mappings nest too deeply");
    const namespacesBefore = this.#namespacesMet;
    let weight = ITEM_WEIGHT;
    for (const [key, item] of value.value.entries()) {
      weight += this.#weigh(item, depth + 1) + (typeof key === "string" ? key.length : 0);
      this.expect(weight);
    }
    if (value.type === "NamespaceValue") this.#namespacesMet += 1;
    // A namespace changes without notice, so what contains one is weighed afresh each time.
    if (this.#namespacesMet === namespacesBefore) this.#weights.set(value, weight);
    return weight;
  }
}
