/** A token and how likely it was. */
export interface TokenCandidate {
  readonly token: number;
  /** Its bytes as text; half a character shows as U+FFFD, and a token without bytes by its name. */
  readonly text: string;
  readonly bytes: readonly number[];
  /** Natural logarithm of its probability after softmax over the whole vocabulary, before any sampler. */
  readonly logprob: number;
}

/** A token of a prompt. The first one has no probability, since nothing comes before it. */
export interface PromptTokenLogprob extends Omit<TokenLogprob, "logprob"> {
  readonly logprob: number | null;
}

/** A chosen token with the likeliest ones at its place, the likeliest first. */
export interface TokenLogprob extends TokenCandidate {
  readonly top: readonly TokenCandidate[];
}
