import type { TokenLogprob } from "../../core/token-logprob.ts";

/** Holds log probabilities back until the text of their tokens is handed on, so that both travel together. */
export class ShownLogprobs {
  /** In order; places count UTF-16 units of the decoded answer. */
  private held: { readonly logprob: TokenLogprob; readonly start: number; readonly end: number }[] = [];
  private shown = 0;

  /**
   * Takes a token whose bytes became the text from `start` to `end`. A token that ends inside a
   * character ends after that character begins.
   */
  hold(logprob: TokenLogprob, start: number, end: number): void {
    this.held.push({ logprob, start, end });
  }

  /** Counts text handed on, and gives the tokens that it shows whole. */
  release(textLength: number): readonly TokenLogprob[] {
    this.shown += textLength;
    return this.take(({ end }) => end <= this.shown);
  }

  /** Counts the last text, which a stop string cut off, and gives the tokens that it shows a part of. */
  releaseCut(textLength: number): readonly TokenLogprob[] {
    this.shown += textLength;
    const shown = this.take(({ start }) => start < this.shown);
    this.held = [];
    return shown;
  }

  /** Gives all that is left, since all text was handed on. */
  releaseAll(): readonly TokenLogprob[] {
    return this.take(() => true);
  }

  private take(isShown: (token: { readonly start: number; readonly end: number }) => boolean) {
    const stillHeld = this.held.findIndex((token) => !isShown(token));
    const released = this.held.splice(0, stillHeld < 0 ? this.held.length : stillHeld);
    return released.map(({ logprob }) => logprob);
  }
}
