/**
 * Exponentially weighted moving average: a sample's weight falls by `1 - newestWeight` with each later one.
 *
 * @param previous the mean so far; before the first sample, a guess.
 * @param newestWeight 0 to 1.
 */
export function exponentialMean(previous: number, sample: number, newestWeight: number): number {
  return previous + (sample - previous) * newestWeight;
}
