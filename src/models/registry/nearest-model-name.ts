import { parseName } from "./name-parts.ts";

/** Names are compared up to this length, which bounds the work for a name that a client made up. */
const COMPARED_LENGTH = 64;

/**
 * The name most like `wanted`, where one is near enough to be meant: it contains the other, or at most
 * a third of its characters differ, with its tag and quantization or without.
 */
export function nearestModelName(wanted: string, names: readonly string[]): string | undefined {
  const target = comparable(wanted);
  let nearest: string | undefined;
  let nearestDistance = Number.POSITIVE_INFINITY;
  for (const name of names) {
    const { base, family } = parseName(name);
    for (const form of new Set([name, base, family].map(comparable))) {
      const distance = distanceWithin(target, form, Math.max(2, Math.floor(form.length / 3)));
      if (distance >= nearestDistance) continue;
      nearest = name;
      nearestDistance = distance;
    }
  }
  return nearest;
}

function comparable(name: string): string {
  return name.slice(0, COMPARED_LENGTH).toLowerCase();
}

/** Infinite where the texts differ in more than that many characters. */
function distanceWithin(target: string, candidate: string, allowed: number): number {
  if (contains(candidate, target)) return 1;
  if (Math.abs(candidate.length - target.length) > allowed) return Number.POSITIVE_INFINITY;
  const distance = editDistance(target, candidate);
  return distance <= allowed ? distance : Number.POSITIVE_INFINITY;
}

function contains(a: string, b: string): boolean {
  return a.length >= 3 && b.length >= 3 && (a.includes(b) || b.includes(a));
}

/** Levenshtein's distance, row by row. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const change = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(change, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}
