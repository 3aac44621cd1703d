/** Iterators that are read side by side. */
export interface InterleaveOptions<Value> {
  /** Opens the iterator at an index; called once for each, in order. */
  readonly open: (index: number) => Promise<AsyncIterator<Value, unknown, undefined>>;
  readonly count: number;
  /** How many are open at once; the next opens when one ends. */
  readonly atOnce: number;
  /** Called once when nothing is read any more, for whatever reason; must make iterators that still wait end. */
  readonly stop: () => void;
}

type Arrival<Value> =
  | { readonly index: number; readonly result: IteratorResult<Value, unknown> }
  | { readonly error: unknown };

/**
 * The values of several iterators as they come, each with the index of its iterator. Of each, one value at most waits
 * for the reader, so that a slow reader slows all of them down; they take turns when all have something. The first
 * failure ends all.
 */
export async function* interleave<Value>({
  open,
  count,
  atOnce,
  stop,
}: InterleaveOptions<Value>): AsyncGenerator<readonly [index: number, value: Value], void, undefined> {
  const opened: Promise<AsyncIterator<Value, unknown, undefined>>[] = [];
  const arrivals: Arrival<Value>[] = [];
  let wake = (): void => {};
  const pull = async (index: number): Promise<void> => {
    try {
      const iterator = await opened[index];
      const result = (await iterator?.next()) ?? { done: true, value: undefined };
      arrivals.push({ index, result });
    } catch (error) {
      arrivals.push({ error });
    }
    wake();
  };
  const openNext = (): void => {
    if (opened.length === count) return;
    void pull(opened.push(open(opened.length)) - 1);
  };
  let ended = 0;
  try {
    while (opened.length < Math.min(count, atOnce)) openNext();
    while (ended < count) {
      const arrival = arrivals.shift();
      if (arrival === undefined) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      } else if ("error" in arrival) {
        throw arrival.error;
      } else if (arrival.result.done === true) {
        ended += 1;
        openNext();
      } else {
        yield [arrival.index, arrival.result.value];
        void pull(arrival.index);
      }
    }
  } finally {
    stop();
    await Promise.allSettled(opened.map(async (iterator) => (await iterator).return?.()));
  }
}
