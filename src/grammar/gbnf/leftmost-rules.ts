import { invalidFormat } from "../grammar-error.ts";
import { GRAMMAR_LIMITS } from "../grammar-limits.ts";
import type { GrammarElement, WrittenGrammar } from "./written-grammar.ts";

/**
 * Refuses a grammar in which a rule can begin with itself: llama.cpp would expand it for ever, and
 * its own check misses rules that may be empty in a roundabout way. Refuses as well what would make
 * that check run for ever or too deep: it takes every way through the leftmost rules, again wherever
 * two ways meet.
 *
 * @throws ShimmyError `invalid_request`.
 */
export function checkLeftmostRules(grammar: WrittenGrammar): void {
  const empty = emptyRules(grammar);
  const leftmost = grammar.rules.map((rule) =>
    rule.alternatives.flatMap((sequence) => leftmostOf(sequence, empty)),
  );
  const costs = new Map<number, { readonly steps: number; readonly depth: number }>();
  const open = new Set<number>();
  for (const start of grammar.rules.keys()) {
    const way = costs.has(start) ? [] : [start];
    for (let rule = way.at(-1); rule !== undefined; rule = way.at(-1)) {
      open.add(rule);
      const unseen = leftmost[rule]?.find((next) => !costs.has(next));
      if (unseen === undefined) {
        costs.set(rule, costOf(grammar, rule, leftmost[rule] ?? [], costs));
        open.delete(rule);
        way.pop();
      } else if (open.has(unseen)) throw leftRecursion(grammar, unseen);
      else way.push(unseen);
    }
  }
}

function costOf(
  grammar: WrittenGrammar,
  rule: number,
  leftmost: readonly number[],
  costs: ReadonlyMap<number, { readonly steps: number; readonly depth: number }>,
): { steps: number; depth: number } {
  let [steps, depth] = [1, 1];
  for (const next of leftmost) {
    const cost = costs.get(next);
    steps += cost?.steps ?? 0;
    depth = Math.max(depth, 1 + (cost?.depth ?? 0));
  }
  const { leftmostSteps, leftmostDepth } = GRAMMAR_LIMITS;
  if (steps <= leftmostSteps && depth <= leftmostDepth) return { steps, depth };
  const name = JSON.stringify(grammar.rules[rule]?.name ?? "");
  throw invalidFormat(
    "The grammar",
    `is too complex at the rule ${name}: too many ways lead to its first character.`,
  );
}

function leftRecursion(grammar: WrittenGrammar, rule: number): Error {
  const name = JSON.stringify(grammar.rules[rule]?.name ?? "");
  return invalidFormat(
    "The grammar",
    `is left-recursive: the rule ${name} can begin with itself, or repeats without end what may be empty. Put what must come first in front.`,
  );
}

/** Rules that a sequence may begin with, each as often as it stands there. */
function leftmostOf(sequence: readonly GrammarElement[], empty: ReadonlySet<number>): number[] {
  const rules: number[] = [];
  for (const element of sequence) {
    if (element.kind !== "rule") break;
    rules.push(element.index);
    if (!empty.has(element.index)) break;
  }
  return rules;
}

/** Rules that may derive the empty text. */
function emptyRules(grammar: WrittenGrammar): ReadonlySet<number> {
  return rulesThat(grammar, (element, known) => element.kind === "rule" && known.has(element.index));
}

/** Rules that derive at least one text. */
export function finiteRules(grammar: WrittenGrammar): ReadonlySet<number> {
  return rulesThat(grammar, (element, known) => element.kind !== "rule" || known.has(element.index));
}

/** The rules with an alternative whose elements all pass, given the rules found so far: the least fixed point. */
function rulesThat(
  grammar: WrittenGrammar,
  passes: (element: GrammarElement, known: ReadonlySet<number>) => boolean,
): ReadonlySet<number> {
  const users = new Map<number, number[]>();
  grammar.rules.forEach((rule, index) => {
    for (const element of rule.alternatives.flat()) {
      if (element.kind !== "rule") continue;
      const list = users.get(element.index);
      if (list === undefined) users.set(element.index, [index]);
      else list.push(index);
    }
  });
  const known = new Set<number>();
  const pending = [...grammar.rules.keys()];
  for (let index = pending.pop(); index !== undefined; index = pending.pop()) {
    const alternatives = grammar.rules[index]?.alternatives ?? [];
    if (known.has(index)) continue;
    if (!alternatives.some((sequence) => sequence.every((element) => passes(element, known)))) continue;
    known.add(index);
    pending.push(...(users.get(index) ?? []));
  }
  return known;
}
