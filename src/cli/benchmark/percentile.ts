/** The nearest-rank percentile (0 < rank ≤ 100) of a list in any order; undefined of an empty one. */
export function percentile(values: readonly number[], rank: number): number | undefined {
  const sorted = values.toSorted((first, second) => first - second);
  return sorted[Math.max(0, Math.ceil((rank / 100) * sorted.length) - 1)];
}

/** Median and 99th percentile, in the unit of the values. */
export interface Spread {
  readonly p50: number;
  readonly p99: number;
}

/** Median and 99th percentile of a list; undefined of an empty one. */
export function spreadOf(values: readonly number[]): Spread | undefined {
  const p50 = percentile(values, 50);
  const p99 = percentile(values, 99);
  return p50 === undefined || p99 === undefined ? undefined : { p50, p99 };
}
