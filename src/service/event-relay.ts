/**
 * Passes events on as they are asked for. An object rather than a generator function: a generator that was never begun
 * would skip its `finally`, and a reader who fails before the first event must free what the events hold too.
 */
export abstract class EventRelay<Event> implements AsyncGenerator<Event, void, undefined> {
  abstract next(): Promise<IteratorResult<Event, void>>;

  /** Ends what the events come from. */
  abstract return(): Promise<IteratorResult<Event, void>>;

  async throw(error: unknown): Promise<IteratorResult<Event, void>> {
    await this.return();
    throw error;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }
}
