import type { GenerationOptions } from "../../core/generation-options.ts";
import type { LlamaContext } from "./context.ts";
import type { NativeFunctions } from "./native-functions.ts";
import type { NativePointer } from "./native-types.ts";
import { TokenPenalties } from "./token-penalties.ts";

/** What the samplers need to know beside the options. */
export interface SamplerChainOptions {
  readonly generation: GenerationOptions;
  readonly seed: number;
  /** The prompt: penalties count its last tokens too. */
  readonly promptTokens: Int32Array;
  /** Tokens that may never be chosen. */
  readonly bannedTokens: readonly number[];
}

/**
 * The samplers of one request, in llama.cpp's order: bans and penalties, then top-k, typical, top-p,
 * min-p, temperature, choice. The first two change a few logits, so they are done on the logits
 * themselves; the rest is llama.cpp's.
 */
export class SamplerChain {
  private readonly context: LlamaContext;
  private readonly handle: NativePointer;
  private readonly bannedTokens: readonly number[];
  private readonly penalties: TokenPenalties | undefined;
  private freed = false;

  constructor(context: LlamaContext, { generation, seed, promptTokens, bannedTokens }: SamplerChainOptions) {
    this.context = context;
    this.bannedTokens = bannedTokens;
    // no sequence is longer than the cells, so a larger window would be memory for nothing
    const { repeatLastN } = generation;
    const windowTokens = repeatLastN === -1 ? context.kvCells : Math.min(repeatLastN, context.kvCells);
    this.penalties = TokenPenalties.areOff(generation)
      ? undefined
      : new TokenPenalties(generation, windowTokens, promptTokens);
    const { llama } = context.model.library;
    this.handle = llama.llama_sampler_chain_init(llama.llama_sampler_chain_default_params());
    for (const sampler of buildSamplers(llama, generation, seed)) {
      llama.llama_sampler_chain_add(this.handle, sampler);
    }
  }

  /** Chooses a token from the logits at a batch index, and remembers it for the penalties. */
  sample(batchIndex: number): number {
    if (this.penalties !== undefined || this.bannedTokens.length > 0) {
      const logits = this.context.logits(batchIndex);
      for (const token of this.bannedTokens) logits[token] = Number.NEGATIVE_INFINITY;
      this.penalties?.apply(logits);
    }
    const { llama } = this.context.model.library;
    const token = llama.llama_sampler_sample(this.handle, this.context.handle, batchIndex);
    this.penalties?.accept(token);
    return token;
  }

  free(): void {
    if (this.freed) return;
    this.freed = true;
    // frees the samplers added as well: a chain owns them
    this.context.model.library.llama.llama_sampler_free(this.handle);
  }
}

function buildSamplers(llama: NativeFunctions, generation: GenerationOptions, seed: number): NativePointer[] {
  if (generation.temperature === 0) return [llama.llama_sampler_init_greedy()];
  const samplers: NativePointer[] = [];
  if (generation.topK > 0) samplers.push(llama.llama_sampler_init_top_k(generation.topK));
  if (generation.typicalP < 1) samplers.push(llama.llama_sampler_init_typical(generation.typicalP, 1));
  if (generation.topP < 1) samplers.push(llama.llama_sampler_init_top_p(generation.topP, 1));
  if (generation.minP > 0) samplers.push(llama.llama_sampler_init_min_p(generation.minP, 1));
  return [
    ...samplers,
    llama.llama_sampler_init_temp(generation.temperature),
    llama.llama_sampler_init_dist(seed),
  ];
}
