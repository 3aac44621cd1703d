/**
 * The value below which `fraction` of `values` lie, interpolated linearly between neighbours.
 * Undefined when there are no values.
 */
export function percentile(values: readonly number[], fraction: number): number | undefined {
  const sorted = Float64Array.from(values).sort();
  const position = (sorted.length - 1) * fraction;
  const below = sorted[Math.floor(position)];
  const above = sorted[Math.ceil(position)];
  if (below === undefined || above === undefined) return undefined;
  return below + (above - below) * (position - Math.floor(position));
}

/** The middle of `values`; undefined when there are none. */
export function median(values: readonly number[]): number | undefined {
  return percentile(values, 0.5);
}

/** One measurement of a round; undefined where the server gave none. */
export type Sample = number | undefined;

/** The median of the samples that exist. */
export function medianOfSamples(samples: readonly Sample[]): number | undefined {
  return median(samples.filter((sample) => sample !== undefined));
}

/**
 * The median of ours ÷ theirs, pair by pair. Both values of a pair were taken one right after the other, so
 * that whatever else the machine did in that minute is in both and falls out.
 */
export function medianRatio(ours: readonly Sample[], theirs: readonly Sample[]): number | undefined {
  const ratios = ours.flatMap((value, round) => {
    const other = theirs[round];
    return value === undefined || other === undefined || other === 0 ? [] : [value / other];
  });
  return median(ratios);
}
