import { checkLeftmostRules, finiteRules } from "./gbnf/leftmost-rules.ts";
import { parseGbnf } from "./gbnf/parse-gbnf.ts";
import { probeStacks } from "./gbnf/probe-stacks.ts";
import { invalidFormat } from "./grammar-error.ts";

/**
 * Checks a grammar in llama.cpp's GBNF before native code sees it: syntax, undefined and repeated
 * rules, left recursion, size with all repetitions written out, depth, dead ends, and growth while it
 * is followed. The limits are {@link GRAMMAR_LIMITS}.
 *
 * @throws ShimmyError `invalid_request`: what is wrong, with line and column where it is at one place.
 */
export function checkGbnf(text: string): void {
  const grammar = parseGbnf(text);
  checkLeftmostRules(grammar);
  if (!finiteRules(grammar).has(grammar.root)) {
    throw invalidFormat("The grammar", 'never comes to an end: "root" derives no finite text.');
  }
  probeStacks(grammar);
}
