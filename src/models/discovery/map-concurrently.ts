/**
 * Applies `transform` to every item, at most `limit` at once; results stand in the items' order.
 * The first rejection rejects the whole and starts no further item.
 */
export async function mapConcurrently<Item, Result>(
  items: readonly Item[],
  limit: number,
  transform: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results = new Map<number, Result>();
  // The lanes share one iterator, so each item is taken once.
  const queue = items.entries();
  const lane = async (): Promise<void> => {
    for (const [index, item] of queue) results.set(index, await transform(item));
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, lane));
  return [...results].sort(([a], [b]) => a - b).map(([, result]) => result);
}
