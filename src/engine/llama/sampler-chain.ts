import { ShimmyError } from "../../core/errors.ts";
import type { GenerationOptions } from "../../core/generation-options.ts";
import type { TokenLogprob } from "../../core/token-logprob.ts";
import type { LlamaContext } from "./context.ts";
import { createNativeSampler } from "./native-samplers.ts";
import type { NativePointer } from "./native-types.ts";
import { decidingTokens, lookback, planSamplers, tokenSpan } from "./plan-samplers.ts";
import type { ShownTokens } from "./shown-tokens.ts";
import type { ThoughtBudget } from "./thought-budget.ts";
import { applyTokenBiases, type TokenBias } from "./token-biases.ts";
import { MOST_TOP_TOKENS, type TokenCandidates } from "./token-candidates.ts";
import type { TokenConstraint } from "./token-constraint.ts";
import { measureLogprob } from "./token-logprobs.ts";
import { TokenPenalties } from "./token-penalties.ts";

/** What the samplers need to know beside the options. */
export interface SamplerChainOptions {
  readonly generation: GenerationOptions;
  readonly seed: number;
  /** The prompt: penalties count its last tokens too. */
  readonly promptTokens: Int32Array;
  readonly biases: readonly TokenBias[];
  /** What its tokens bring into the answer's text. */
  readonly shown: ShownTokens;
  /** Gives a DRY sampler of this chain's own. */
  readonly takeDry: () => NativePointer;
  /** The chain owns it. */
  readonly constraint: TokenConstraint | undefined;
  /** Ends thoughts that take too many tokens. */
  readonly thoughts?: ThoughtBudget;
  readonly candidates: () => TokenCandidates;
}

/** A token chosen. */
export interface TokenChoice {
  /** Undefined when no token is left that may come next, and the answer is complete without. */
  readonly token: number | undefined;
  /** White space before the answer, which is no part of it. */
  readonly isHidden?: boolean;
  /** Where log probabilities were asked for. */
  readonly logprob?: TokenLogprob;
}

/**
 * How one request's tokens are chosen, as llama.cpp's server does it: biases and bans, then the
 * samplers in the order of the request's options, then the choice, under a grammar where there is one.
 * Biases, bans and leading penalties change a few logits, so they are done on the logits themselves;
 * the rest is llama.cpp's.
 */
export class SamplerChain {
  private readonly context: LlamaContext;
  private readonly options: SamplerChainOptions;
  private readonly handle: NativePointer;
  /** True when llama.cpp's own samplers must be told of each token. */
  private readonly remembers: boolean;
  /** How many of the likeliest tokens are worth showing to llama.cpp's samplers; undefined is all. */
  private readonly deciding: number | undefined;
  private readonly penalties: TokenPenalties | undefined;
  private readonly suppressed: readonly number[];
  private sampled = 0;
  private freed = false;

  constructor(context: LlamaContext, options: SamplerChainOptions) {
    this.context = context;
    this.options = options;
    const { generation, promptTokens } = options;
    const { llama } = context.model.library;
    const { penalizesLogits, steps } = planSamplers(generation, options.seed);
    const penaltyTokens = tokenSpan(generation.repeatLastN, context.kvCells);
    this.penalties = penalizesLogits
      ? new TokenPenalties(generation, penaltyTokens, promptTokens)
      : undefined;
    this.suppressed = context.model.vocabulary.suppressedTokens();
    const remembered = lookback(steps, generation, context.kvCells);
    this.remembers = remembered > 0;
    const vocabularySize = context.model.vocabulary.size;
    const deciding = decidingTokens(steps) ?? vocabularySize;
    this.deciding = deciding <= MOST_TOP_TOKENS && vocabularySize >= LARGE_VOCABULARY ? deciding : undefined;
    this.handle = llama.llama_sampler_chain_init(llama.llama_sampler_chain_default_params());
    try {
      for (const step of steps) {
        const { takeDry } = options;
        const sampler = createNativeSampler(llama, step, {
          generation,
          vocabularySize,
          penaltyTokens,
          takeDry,
        });
        llama.llama_sampler_chain_add(this.handle, sampler);
      }
    } catch (error) {
      llama.llama_sampler_free(this.handle);
      throw error;
    }
    if (!this.remembers) return;
    for (const token of promptTokens.subarray(-remembered)) {
      llama.llama_sampler_accept(this.handle, token);
    }
  }

  /**
   * Chooses a token from the logits at a batch index, and remembers it.
   *
   * @throws ShimmyError `invalid_request` when no token is left that the grammar takes, and the answer is not complete.
   */
  sample(batchIndex: number): TokenChoice {
    const { generation, constraint, thoughts } = this.options;
    const measured = generation.logprobs === null ? undefined : this.context.logits(batchIndex).slice();
    const token = this.forced() ?? this.choose(batchIndex);
    if (token === undefined) return { token };
    this.sampled++;
    this.penalties?.accept(token);
    const { vocabulary } = this.context.model;
    if (!vocabulary.isEndOfGeneration(token)) {
      thoughts?.accept(token);
      if (constraint?.accept(token) === false) return { token, isHidden: true };
    }
    if (measured === undefined) return { token };
    return { token, logprob: measureLogprob(measured, token, generation.logprobs ?? 0, vocabulary) };
  }

  /** What its tokens bring into the answer's text. */
  get shown(): ShownTokens {
    return this.options.shown;
  }

  /** Tokens of thoughts so far. */
  get reasoningTokens(): number {
    return this.options.thoughts?.tokens ?? 0;
  }

  free(): void {
    if (this.freed) return;
    this.freed = true;
    // frees the samplers added as well: a chain owns them
    this.context.model.library.llama.llama_sampler_free(this.handle);
    this.options.constraint?.free();
  }

  /** A token that comes whatever the model says. */
  private forced(): number | undefined {
    const { constraint, thoughts } = this.options;
    const token = thoughts?.forced;
    if (token === undefined || constraint?.allows(token) === false) return undefined;
    if (this.remembers) this.context.model.library.llama.llama_sampler_accept(this.handle, token);
    return token;
  }

  private choose(batchIndex: number): number | undefined {
    const { constraint } = this.options;
    const changed = this.changeLogits(batchIndex);
    return constraint === undefined
      ? this.chooseFreely(batchIndex, changed)
      : this.chooseWithin(constraint, batchIndex, changed);
  }

  /** Biases, bans and leading penalties. Returns the logits where there was anything to do. */
  private changeLogits(batchIndex: number): Float32Array | undefined {
    const { biases, generation, constraint } = this.options;
    const mayNotEnd =
      generation.ignoreEos || this.sampled < generation.minTokens || constraint?.mayEnd === false;
    const { penalties, suppressed } = this;
    if (!mayNotEnd && biases.length + suppressed.length === 0 && penalties === undefined) return undefined;
    const logits = this.context.logits(batchIndex);
    applyTokenBiases(logits, biases);
    ban(logits, suppressed);
    if (mayNotEnd) ban(logits, this.context.model.vocabulary.endOfGenerationTokens());
    penalties?.apply(logits);
    return logits;
  }

  private chooseFreely(batchIndex: number, changed: Float32Array | undefined): number | undefined {
    const { llama } = this.context.model.library;
    if (this.deciding !== undefined) {
      const candidates = this.options.candidates();
      candidates.fillTop(changed ?? this.context.logits(batchIndex), this.deciding);
      const token = candidates.choose(this.handle);
      if (this.remembers && token !== undefined) llama.llama_sampler_accept(this.handle, token);
      return token;
    }
    const token = llama.llama_sampler_sample(this.handle, this.context.handle, batchIndex);
    // llama.cpp chooses a banned token where nothing else is left
    return changed?.[token] === Number.NEGATIVE_INFINITY ? undefined : token;
  }

  private chooseWithin(
    constraint: TokenConstraint,
    batchIndex: number,
    changed: Float32Array | undefined,
  ): number | undefined {
    const token = this.findFitting(constraint, batchIndex, changed);
    if (token === undefined) {
      if (constraint.isComplete) return undefined;
      throw new ShimmyError(
        "invalid_request",
        "No token of this model can go on with the answer as its format demands.",
        { param: "outputFormat" },
      );
    }
    if (this.remembers) this.context.model.library.llama.llama_sampler_accept(this.handle, token);
    return token;
  }

  /**
   * The cheap way first: most often the token chosen without the grammar fits it. Only else is the
   * grammar held against the whole vocabulary.
   */
  private findFitting(
    constraint: TokenConstraint,
    batchIndex: number,
    changed: Float32Array | undefined,
  ): number | undefined {
    // llama_sampler_sample tells the samplers of its token at once, and this one may be refused yet
    if (!this.remembers) {
      const token = this.chooseFreely(batchIndex, changed);
      if (token !== undefined && constraint.allows(token)) return token;
    }
    const candidates = this.options.candidates();
    const logits = changed ?? this.context.logits(batchIndex);
    for (const attempt of this.remembers ? ATTEMPTS : ATTEMPTS.slice(1)) {
      candidates.fill(logits);
      if (attempt !== "free") constraint.limit(attempt === "strict");
      const token = candidates.choose(this.handle);
      if (token === undefined || constraint.allows(token)) return token;
    }
    // samplers may leave out the likely tokens (XTC), and of the others the format takes none
    candidates.fill(logits);
    constraint.limit(true);
    const token = candidates.likeliest();
    return token !== undefined && constraint.allows(token) ? token : undefined;
  }
}

/** From here on, finding the likeliest tokens first is faster than llama.cpp's pass over the whole vocabulary. */
const LARGE_VOCABULARY = 1024;

/** Ways to choose under a grammar, from the cheapest to the surest. */
const ATTEMPTS = ["free", "limited", "strict"] as const;

function ban(logits: Float32Array, tokens: readonly number[]): void {
  for (const token of tokens) logits[token] = Number.NEGATIVE_INFINITY;
}
