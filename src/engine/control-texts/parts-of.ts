/** A text split at some places, which rise. */
export function partsOf(text: string, cuts: readonly number[]): readonly string[] {
  return [0, ...cuts].map((start, index) => text.slice(start, cuts[index]));
}
