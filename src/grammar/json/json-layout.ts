import { choice, type Expression, literal, oneOf, optional, repeat, sequence } from "../gbnf/expression.ts";
import type { GrammarBuilder } from "../gbnf/grammar-builder.ts";

/** Columns of indentation that are allowed; a model that goes on past them must write something else. */
const MAX_INDENTATION = 24;

/**
 * White space after a bracket or comma and before a closing bracket: nothing, a blank, or a line break
 * with indentation. Bounded, because small models like to write white space for ever.
 */
export function gap(grammar: GrammarBuilder): Expression {
  return grammar.once("gap", () =>
    optional(choice(literal(" "), sequence(literal("\n"), repeat(oneOf(" ", "\t"), 0, MAX_INDENTATION)))),
  );
}

/** Between a property's name and its value. */
export function colon(grammar: GrammarBuilder): Expression {
  return grammar.once("colon", () => sequence(literal(":"), optional(literal(" "))));
}

/** Between two members or items. */
export function comma(grammar: GrammarBuilder): Expression {
  return grammar.once("comma", () => sequence(literal(","), gap(grammar)));
}

/** A JSON value without inner structure, or an enumerated one, as JSON.stringify writes it. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value) ?? "null";
}
