import { ALL_CHARACTERS, type CharacterRange, type CharacterSet, characterSet } from "./character-set.ts";

/** Characters sorted into classes whose members no given set tells apart. */
export interface Alphabet {
  /** Disjoint classes that hold every character together. */
  readonly classes: readonly CharacterSet[];
  /** For each given set, the indexes of the classes that make it up. */
  readonly members: readonly (readonly number[])[];
}

/** The coarsest classes that make up all of `sets`, found by a sweep over their borders. */
export function alphabetOf(sets: readonly CharacterSet[]): Alphabet {
  const borders = new Map<number, { enter: number[]; leave: number[] }>();
  const borderAt = (code: number) => {
    const known = borders.get(code);
    if (known !== undefined) return known;
    const border = { enter: [], leave: [] };
    borders.set(code, border);
    return border;
  };
  // the last index stands for "any character", so that the classes leave no character out
  [...sets, ALL_CHARACTERS].forEach((set, index) => {
    for (const [low, high] of set) {
      borderAt(low).enter.push(index);
      borderAt(high + 1).leave.push(index);
    }
  });
  const ordered = [...borders].sort(([a], [b]) => a - b);
  const active = new Set<number>();
  const classes = new Map<string, { ranges: CharacterRange[]; sets: number[] }>();
  ordered.forEach(([code, { enter, leave }], position) => {
    for (const index of leave) active.delete(index);
    for (const index of enter) active.add(index);
    const next = ordered[position + 1]?.[0];
    if (next === undefined || active.size === 0) return;
    const signature = [...active].sort((a, b) => a - b);
    const key = signature.join();
    const known = classes.get(key) ?? { ranges: [], sets: signature };
    known.ranges.push([code, next - 1]);
    classes.set(key, known);
  });
  const members: number[][] = sets.map(() => []);
  [...classes.values()].forEach((entry, classIndex) => {
    for (const index of entry.sets) members[index]?.push(classIndex);
  });
  return { classes: [...classes.values()].map(({ ranges }) => characterSet(ranges)), members };
}
