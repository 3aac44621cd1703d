import { invalidFormat } from "../grammar-error.ts";
import { GRAMMAR_LIMITS } from "../grammar-limits.ts";
import { charactersAt, GrammarStacks, type GrammarState } from "./grammar-stacks.ts";
import type { WrittenGrammar } from "./written-grammar.ts";

/** Texts that are tried. */
const WALKS = 9;
/** Characters of each. */
const STEPS = 250;
/** Characters that are compared at each step. */
const CANDIDATES = 5;
/** Stacks that all walks together may look at. */
const BUDGET = 300_000;

/**
 * Looks for texts that a grammar can be read in ever more ways, such as `s ::= "x" s "y" | "x" s "z"`:
 * llama.cpp keeps every way, so that a few dozen characters would fill the memory. Whether there is
 * such a text cannot be decided in general; this tries some, always leaning towards the character that
 * leaves the most ways open. The same grammar is always judged the same.
 *
 * @throws ShimmyError `invalid_request`.
 */
export function probeStacks(grammar: WrittenGrammar): void {
  const random = linearCongruential(1);
  let budget = BUDGET;
  for (let walk = 0; walk < WALKS && budget > 0; walk++) {
    const stacks = new GrammarStacks(grammar, GRAMMAR_LIMITS.parallelStacks);
    let state = kept(stacks.start());
    for (let step = 0; step < STEPS && state.stacks.length > 0 && budget > 0; step++) {
      const nextStates = candidates(state, random, walk % 3 === 2).map((code) =>
        kept(stacks.accept(state, code)),
      );
      budget -= 1 + nextStates.reduce((sum, next) => sum + next.stacks.length, state.stacks.length);
      const largest = Math.max(...nextStates.map((next) => next.stacks.length));
      const best = nextStates.filter((next) => next.stacks.length === largest);
      // a walk that only ever took the best would run around in one string
      const pool = random() < 0.6 ? best : nextStates.filter((next) => next.stacks.length > 0);
      state = pool[Math.floor(random() * pool.length)] ?? { stacks: [], mayEnd: true };
    }
  }
}

function kept(state: GrammarState | undefined): GrammarState {
  if (state !== undefined) return state;
  throw invalidFormat(
    "The grammar",
    `can be read in more than ${GRAMMAR_LIMITS.parallelStacks} ways at once. Make alternatives differ in their first characters.`,
  );
}

/**
 * Some first characters of the runs that the stacks take. White space is left out where there is a
 * choice, in most walks: it keeps many ways open and leads nowhere.
 */
function candidates(state: GrammarState, random: () => number, withSpace: boolean): number[] {
  const codes = new Set<number>();
  const spaces = new Set<number>();
  const offset = Math.floor(random() * state.stacks.length);
  for (let index = 0; index < state.stacks.length && codes.size < CANDIDATES; index++) {
    const stack = state.stacks[(index + offset) % state.stacks.length];
    const set = stack === undefined ? [] : charactersAt(stack);
    const range = set[Math.floor(random() * set.length)];
    if (range === undefined) continue;
    const isSpace = range[1] <= 0x20;
    if (isSpace && !withSpace) spaces.add(range[0]);
    else codes.add(range[0]);
  }
  return codes.size > 0 ? [...codes] : [...spaces];
}

/** Numbers from 0 to 1 that are the same in every run: Numerical Recipes' constants. */
function linearCongruential(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
