/** Names are compared up to this length, which bounds the work for a name that a client made up. */
const COMPARED_LENGTH = 64;

/**
 * The name most like `wanted`, where one is near enough to be meant: it contains the other, or at most
 * a third of its characters differ.
 */
export function nearestModelName(wanted: string, names: readonly string[]): string | undefined {
  const target = comparable(wanted);
  let nearest: string | undefined;
  let nearestDistance = Number.POSITIVE_INFINITY;
  for (const name of names) {
    const candidate = comparable(name);
    const distance = contains(candidate, target) ? 1 : editDistance(target, candidate);
    const allowed = Math.max(2, Math.floor(candidate.length / 3));
    if (distance <= allowed && distance < nearestDistance) {
      nearest = name;
      nearestDistance = distance;
    }
  }
  return nearest;
}

function comparable(name: string): string {
  return name.slice(0, COMPARED_LENGTH).toLowerCase();
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
