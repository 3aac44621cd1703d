import { type Automaton, target } from "./automaton.ts";

/**
 * The smallest automaton that accepts the same texts; no state of it is dead or out of reach. Where
 * nothing is accepted, a single state that refuses. Hopcroft's algorithm, "An n log n algorithm for
 * minimizing states in a finite automaton", 1971.
 */
export function minimizeAutomaton(automaton: Automaton): Automaton {
  const classCount = automaton.classes.length;
  // one state more, which takes the place of every refusal
  const size = automaton.next.length + 1;
  const sink = size - 1;
  const move = (state: number, index: number): number => {
    const next = state === sink ? sink : target(automaton, state, index);
    return next < 0 ? sink : next;
  };
  const blocks = new StatePartition(size, (state) => automaton.accepting[state] ?? false);
  const sources = predecessors(size, classCount, move);
  const waiting = blocks.all();
  const isWaiting = new Set(waiting);
  for (let block = waiting.pop(); block !== undefined; block = waiting.pop()) {
    isWaiting.delete(block);
    // a copy: the block itself may be split while it splits others
    const members = blocks.members(block);
    for (let index = 0; index < classCount; index++) {
      for (const member of members) sources(index, member, (state) => blocks.mark(state));
      for (const [kept, split] of blocks.splitMarked()) {
        const smaller = blocks.size(split) <= blocks.size(kept) ? split : kept;
        const added = isWaiting.has(kept) ? split : smaller;
        isWaiting.add(added);
        waiting.push(added);
      }
    }
  }
  return quotient(automaton, blocks, blocks.blockOf(sink), move);
}

/** Numbers the blocks in the order in which they are reached; the sink's block is the refusal again. */
function quotient(
  automaton: Automaton,
  blocks: StatePartition,
  dead: number,
  move: (state: number, index: number) => number,
): Automaton {
  const classCount = automaton.classes.length;
  const numbers = new Map<number, number>();
  const representatives: number[] = [];
  const numberOf = (state: number): number => {
    const block = blocks.blockOf(state);
    if (block === dead) return -1;
    const known = numbers.get(block);
    if (known !== undefined) return known;
    numbers.set(block, representatives.length);
    representatives.push(state);
    return representatives.length - 1;
  };
  const next: Int32Array[] = [];
  const accepting: boolean[] = [];
  if (numberOf(0) < 0) {
    return { classes: automaton.classes, next: [new Int32Array(classCount).fill(-1)], accepting: [false] };
  }
  for (const state of representatives) {
    next.push(Int32Array.from({ length: classCount }, (_, index) => numberOf(move(state, index))));
    accepting.push(automaton.accepting[state] ?? false);
  }
  return { classes: automaton.classes, next, accepting };
}

/** Calls back for each state that a class leads from into `state`. */
function predecessors(size: number, classCount: number, move: (state: number, index: number) => number) {
  const first = new Int32Array(size * classCount).fill(-1);
  const following = new Int32Array(size * classCount);
  for (let state = 0; state < size; state++) {
    for (let index = 0; index < classCount; index++) {
      const into = index * size + move(state, index);
      following[index * size + state] = first[into] ?? -1;
      first[into] = state;
    }
  }
  return (index: number, state: number, visit: (source: number) => void): void => {
    for (let source = first[index * size + state] ?? -1; source >= 0; ) {
      visit(source);
      source = following[index * size + source] ?? -1;
    }
  };
}

/** States in disjoint blocks, each a run of one array; marked states stand first in their block. */
class StatePartition {
  private readonly states: Int32Array;
  private readonly places: Int32Array;
  private readonly blocks: Int32Array;
  private readonly starts: number[] = [];
  private readonly ends: number[] = [];
  private readonly marks: number[] = [];
  private readonly touched: number[] = [];

  constructor(size: number, isFirst: (state: number) => boolean) {
    const numbers = Array.from({ length: size }, (_, state) => state);
    const ordered = [...numbers.filter(isFirst), ...numbers.filter((state) => !isFirst(state))];
    this.states = Int32Array.from(ordered);
    this.places = new Int32Array(size);
    this.blocks = new Int32Array(size);
    ordered.forEach((state, place) => {
      this.places[state] = place;
    });
    const border = numbers.filter(isFirst).length;
    if (border > 0) this.open(0, border);
    if (border < size) this.open(border, size);
  }

  all(): number[] {
    return this.starts.map((_, block) => block);
  }

  members(block: number): Int32Array {
    return this.states.slice(this.starts[block], this.ends[block]);
  }

  size(block: number): number {
    return (this.ends[block] ?? 0) - (this.starts[block] ?? 0);
  }

  blockOf(state: number): number {
    return this.blocks[state] ?? 0;
  }

  mark(state: number): void {
    const block = this.blockOf(state);
    const marks = this.marks[block] ?? 0;
    const border = (this.starts[block] ?? 0) + marks;
    const place = this.places[state] ?? 0;
    if (place < border) return;
    if (marks === 0) this.touched.push(block);
    const other = this.states[border] ?? 0;
    this.states[border] = state;
    this.states[place] = other;
    this.places[state] = border;
    this.places[other] = place;
    this.marks[block] = marks + 1;
  }

  /** Parts the marked from the unmarked states of each block; returns [block, new block] of those that fell apart. */
  splitMarked(): [kept: number, split: number][] {
    const pairs: [number, number][] = [];
    for (const block of this.touched) {
      const marks = this.marks[block] ?? 0;
      this.marks[block] = 0;
      if (marks === this.size(block)) continue;
      const start = this.starts[block] ?? 0;
      this.starts[block] = start + marks;
      pairs.push([block, this.open(start, start + marks)]);
    }
    this.touched.length = 0;
    return pairs;
  }

  private open(start: number, end: number): number {
    const block = this.starts.length;
    this.starts.push(start);
    this.ends.push(end);
    this.marks.push(0);
    for (let place = start; place < end; place++) this.blocks[this.states[place] ?? 0] = block;
    return block;
  }
}
