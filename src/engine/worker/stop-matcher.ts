/** What may be handed on after a piece of text came in. */
export interface StopMatch {
  /** Text that no stop string can reach any more. */
  readonly text: string;
  /** The stop string met, if one was: the text then ends before it. */
  readonly stopSequence: string | undefined;
}

/**
 * Watches a text that arrives in pieces for stop strings, which may lie across pieces. Text that
 * could be the beginning of one is held back until it is clear.
 */
export class StopMatcher {
  private readonly stops: readonly string[];
  private held = "";

  constructor(stops: readonly string[]) {
    this.stops = stops;
  }

  /** Takes the next piece. */
  push(piece: string): StopMatch {
    if (this.stops.length === 0) return { text: piece, stopSequence: undefined };
    const text = this.held + piece;
    const found = this.earliestStop(text);
    if (found !== undefined) {
      this.held = "";
      return { text: text.slice(0, found.index), stopSequence: found.stop };
    }
    const keep = this.heldLength(text);
    this.held = text.slice(text.length - keep);
    return { text: text.slice(0, text.length - keep), stopSequence: undefined };
  }

  /** The text held back, once nothing more comes. */
  flush(): string {
    const text = this.held;
    this.held = "";
    return text;
  }

  /** The stop that is complete first, so that the answer does not depend on how the text was cut into pieces. */
  private earliestStop(text: string): { readonly index: number; readonly stop: string } | undefined {
    let earliest: { index: number; end: number; stop: string } | undefined;
    for (const stop of this.stops) {
      const index = text.indexOf(stop);
      if (index < 0) continue;
      const end = index + stop.length;
      if (earliest === undefined || end < earliest.end || (end === earliest.end && index < earliest.index)) {
        earliest = { index, end, stop };
      }
    }
    return earliest;
  }

  /** Length of the longest end of the text that a stop string begins with. */
  private heldLength(text: string): number {
    let longest = 0;
    for (const stop of this.stops) {
      for (let length = Math.min(stop.length - 1, text.length); length > longest; length--) {
        if (stop.startsWith(text.slice(text.length - length))) longest = length;
      }
    }
    return longest;
  }
}
