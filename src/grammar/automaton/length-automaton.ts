import { type Automaton, checkSize } from "./automaton.ts";
import { ALL_CHARACTERS } from "./character-set.ts";

/** Accepts every text of `min` to `max` characters; `max` may be Infinity. */
export function lengthAutomaton(min: number, max: number, subject: string): Automaton {
  const isBounded = max !== Number.POSITIVE_INFINITY;
  const last = isBounded ? max : min;
  checkSize(last + 1, 1, subject);
  const states = Array.from({ length: last + 1 }, (_, state) => state);
  return {
    classes: [ALL_CHARACTERS],
    next: states.map((state) => Int32Array.of(state < last ? state + 1 : isBounded ? -1 : state)),
    accepting: states.map((state) => state >= min),
  };
}

/** Length of the shortest and the longest text that a minimal automaton accepts; undefined when there is none. */
export function lengthsOf(automaton: Automaton): { shortest: number; longest: number } | undefined {
  const shortest = shortestLength(automaton);
  return shortest === undefined ? undefined : { shortest, longest: longestLength(automaton) };
}

function shortestLength(automaton: Automaton): number | undefined {
  const distances = new Map([[0, 0]]);
  for (const [state, distance] of distances) {
    if (automaton.accepting[state]) return distance;
    for (const next of automaton.next[state] ?? []) {
      if (next >= 0 && !distances.has(next)) distances.set(next, distance + 1);
    }
  }
  return undefined;
}

/** By depth-first search without recursion; a state met again on its own way is a loop without end. */
function longestLength(automaton: Automaton): number {
  const lengths = new Map<number, number>();
  const open = new Set<number>([0]);
  const way = [{ state: 0, targets: targetsOf(automaton, 0), longest: 0 }];
  for (;;) {
    const top = way.at(-1);
    if (top === undefined) return lengths.get(0) ?? 0;
    const next = top.targets.pop();
    if (next === undefined) {
      way.pop();
      open.delete(top.state);
      lengths.set(top.state, top.longest);
      const below = way.at(-1);
      if (below !== undefined) below.longest = Math.max(below.longest, top.longest + 1);
      continue;
    }
    if (open.has(next)) return Number.POSITIVE_INFINITY;
    const known = lengths.get(next);
    if (known !== undefined) top.longest = Math.max(top.longest, known + 1);
    else {
      open.add(next);
      way.push({ state: next, targets: targetsOf(automaton, next), longest: 0 });
    }
  }
}

function targetsOf(automaton: Automaton, state: number): number[] {
  return [...new Set(automaton.next[state])].filter((next) => next >= 0);
}
