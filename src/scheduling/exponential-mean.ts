/**
 * Exponentially weighted moving average: a sample's weight falls by `1 - newestWeight` with each later one.
 *
 * @param previous the mean so far; undefined before the first sample.
 * @param newestWeight 0 to 1.
 */
export function exponentialMean(previous: number | undefined, sample: number, newestWeight: number): number {
  return previous === undefined ? sample : previous + (sample - previous) * newestWeight;
}
