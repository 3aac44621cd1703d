import { type CharacterSet, hasCharacter } from "../automaton/character-set.ts";
import type { GrammarElement, WrittenGrammar } from "./written-grammar.ts";

/** What is still to come: an element of a sequence, and what follows the sequence. Equal stacks are one object. */
export interface GrammarStack {
  readonly sequence: readonly GrammarElement[];
  readonly position: number;
  readonly below: GrammarStack | undefined;
}

/** Where a text may go on, and whether it may end. */
export interface GrammarState {
  /** Each stands before characters or a token. */
  readonly stacks: readonly GrammarStack[];
  readonly mayEnd: boolean;
}

/**
 * Follows a grammar the way llama.cpp does: all ways in which the text so far can have been derived are
 * kept as stacks, side by side.
 */
export class GrammarStacks {
  private readonly grammar: WrittenGrammar;
  private readonly limit: number;
  /** Stacks by what is below them, sequence and position. */
  private readonly known = new Map<
    GrammarStack | undefined,
    Map<readonly GrammarElement[], Map<number, GrammarStack>>
  >();

  /** @param limit stacks at which {@link start} and {@link accept} give up and return undefined. */
  constructor(grammar: WrittenGrammar, limit: number) {
    this.grammar = grammar;
    this.limit = limit;
  }

  /** Before the first character. */
  start(): GrammarState | undefined {
    const root = this.stack([{ kind: "rule", index: this.grammar.root }], 0, undefined);
    return this.expand([root]);
  }

  /** After one more character. */
  accept(state: GrammarState, code: number): GrammarState | undefined {
    const next = state.stacks
      .filter((stack) => hasCharacter(charactersAt(stack), code))
      .map((stack) => this.stack(stack.sequence, stack.position + 1, stack.below));
    return this.expand(next);
  }

  /** Follows rules until every stack stands before characters. */
  private expand(start: readonly (GrammarStack | undefined)[]): GrammarState | undefined {
    const stacks: GrammarStack[] = [];
    const seen = new Set(start);
    let mayEnd = false;
    for (const stack of seen) {
      // rules passed on the way count too: they take as long
      if (seen.size > this.limit * 10 || stacks.length > this.limit) return undefined;
      const element = stack?.sequence[stack.position];
      if (stack === undefined || element === undefined) {
        mayEnd = true;
      } else if (element.kind !== "rule") {
        stacks.push(stack);
      } else {
        const below = this.stack(stack.sequence, stack.position + 1, stack.below);
        for (const sequence of this.grammar.rules[element.index]?.alternatives ?? []) {
          seen.add(this.stack(sequence, 0, below));
        }
      }
    }
    return { stacks, mayEnd };
  }

  /** A finished sequence is not kept; what is below it comes next. */
  private stack(
    sequence: readonly GrammarElement[],
    position: number,
    below: GrammarStack | undefined,
  ): GrammarStack | undefined {
    if (position >= sequence.length) return below;
    const bySequence = getOrAdd(this.known, below, () => new Map());
    const byPosition = getOrAdd(bySequence, sequence, () => new Map());
    return getOrAdd(byPosition, position, () => ({ sequence, position, below }));
  }
}

/** The characters that a stack takes next; none when it wants a token. */
export function charactersAt(stack: GrammarStack): CharacterSet {
  const element = stack.sequence[stack.position];
  return element?.kind === "characters" ? element.set : [];
}

function getOrAdd<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
