import type { PromptTokenLogprob } from "../../core/token-logprob.ts";
import { describeToken, measureLogprob } from "../llama/token-logprobs.ts";
import type { Vocabulary } from "../llama/vocabulary.ts";

/** How likely each token of one prompt was; told in order, while the prompt is computed. */
export class PromptLogprobs {
  private readonly tokens: Int32Array;
  private readonly count: number;
  private told = 0;

  /** @param count how many of the likeliest tokens are told at each place. */
  constructor(tokens: Int32Array, count: number) {
    this.tokens = tokens;
    this.count = count;
  }

  /** True until the last token was told. */
  get isOpen(): boolean {
    return this.told < this.tokens.length;
  }

  /** True for a position whose logits tell of a token that was not told yet. */
  wants(position: number): boolean {
    return position + 1 >= this.told && position + 1 < this.tokens.length;
  }

  /**
   * Takes what a computed position tells: of the next token, and at the beginning of the first one too, which has no
   * probability. Positions ascend; of one that was taken before nothing is told.
   *
   * @param logitsOf gives the position's logits; called only where they are {@link wants wanted}.
   */
  take(
    position: number,
    logitsOf: () => Float32Array,
    vocabulary: Pick<Vocabulary, "piece" | "textOf">,
  ): readonly PromptTokenLogprob[] {
    const taken: PromptTokenLogprob[] = [];
    if (this.told === 0) taken.push(this.first(vocabulary));
    if (position + 1 === this.told + taken.length && position + 1 < this.tokens.length) {
      taken.push(measureLogprob(logitsOf(), this.tokens[position + 1] ?? 0, this.count, vocabulary));
    }
    this.told += taken.length;
    return taken;
  }

  private first(vocabulary: Pick<Vocabulary, "piece" | "textOf">): PromptTokenLogprob {
    const [token = 0] = this.tokens;
    return { ...describeToken(token, vocabulary), logprob: null, top: [] };
  }
}
