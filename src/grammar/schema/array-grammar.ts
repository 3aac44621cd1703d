import { choice, type Expression, literal, NEVER, sequence } from "../gbnf/expression.ts";
import type { GrammarBuilder } from "../gbnf/grammar-builder.ts";
import { invalidFormat } from "../grammar-error.ts";
import { GRAMMAR_LIMITS } from "../grammar-limits.ts";
import { comma, gap } from "../json/json-layout.ts";
import type { ChildSchemas } from "./child-schemas.ts";
import type { Leaves } from "./schema-expander.ts";
import { keywordOf, type SchemaNode } from "./schema-node.ts";
import { largestOf, placeOf, smallestOf } from "./string-language.ts";

/** What a list or an object needs to write its parts. */
export interface PartsContext {
  readonly grammar: GrammarBuilder;
  readonly children: ChildSchemas;
  /** The rule of a value that satisfies all of the schemas. */
  readonly ruleOf: (nodes: readonly SchemaNode[]) => Expression;
}

/** Lists that satisfy `prefixItems`, `items`, `minItems` and `maxItems` of all schemas. */
export function arrayExpression({ grammar, children, ruleOf }: PartsContext, leaves: Leaves): Expression {
  const min = largestOf(leaves, "minItems");
  const max = smallestOf(leaves, "maxItems");
  if (min >= GRAMMAR_LIMITS.endlessLength) {
    throw invalidFormat(placeOf(leaves, "minItems"), "is longer than any answer.");
  }
  const prefixes = leaves.map((leaf) => keywordOf(leaf, "prefixItems"));
  const prefixLength = Math.max(0, ...prefixes.map((list) => (Array.isArray(list) ? list.length : 0)));
  const close = sequence(gap(grammar), literal("]"));
  const open = sequence(literal("["), gap(grammar));
  const item = (index: number): Expression => ruleOf(children.ofItem(leaves, index));
  const rest = item(prefixLength);

  // what may follow the first `count` items, from the back to the front
  const single = Math.max(1, prefixLength);
  const more = (from: number): Expression =>
    max < from
      ? NEVER
      : grammar.repeatMany(sequence(comma(grammar), rest), Math.max(0, min - from), max - from);
  let following = sequence(more(single), close);
  for (let count = single - 1; count >= 1; count--) {
    const next = count < max ? sequence(comma(grammar), item(count), following) : NEVER;
    const ways = count >= min ? choice(next, close) : next;
    following = grammar.add("items", ways);
  }
  const nonEmpty = max === 0 ? NEVER : sequence(item(0), following);
  return sequence(open, min === 0 ? choice(nonEmpty, literal("]")) : nonEmpty);
}
