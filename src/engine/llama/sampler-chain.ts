import type { GenerationOptions } from "../../core/generation-options.ts";
import type { LlamaContext } from "./context.ts";
import type { NativePointer } from "./native-types.ts";

/** What the samplers need to know beside the options. */
export interface SamplerChainOptions {
  readonly generation: GenerationOptions;
  readonly seed: number;
  /** The prompt: penalties count its last tokens too. */
  readonly promptTokens: Int32Array;
  /** Tokens that may never be chosen. */
  readonly bannedTokens: readonly number[];
}

/** The samplers of one request, in llama.cpp's order: bans, penalties, top-k, typical, top-p, min-p, temperature, choice. */
export class SamplerChain {
  private readonly context: LlamaContext;
  private readonly handle: NativePointer;
  private freed = false;

  constructor(context: LlamaContext, options: SamplerChainOptions) {
    this.context = context;
    const { llama } = context.model.library;
    this.handle = llama.llama_sampler_chain_init(llama.llama_sampler_chain_default_params());
    for (const sampler of buildSamplers(context, options))
      llama.llama_sampler_chain_add(this.handle, sampler);
  }

  /** Chooses a token from the logits at a batch index, and remembers it for the penalties. */
  sample(batchIndex: number): number {
    return this.context.model.library.llama.llama_sampler_sample(
      this.handle,
      this.context.handle,
      batchIndex,
    );
  }

  free(): void {
    if (this.freed) return;
    this.freed = true;
    // frees the samplers added as well: a chain owns them
    this.context.model.library.llama.llama_sampler_free(this.handle);
  }
}

function buildSamplers(context: LlamaContext, options: SamplerChainOptions): NativePointer[] {
  const { llama } = context.model.library;
  const { generation, bannedTokens } = options;
  const samplers: NativePointer[] = [];
  if (bannedTokens.length > 0) {
    const biases = bannedTokens.map((token) => ({ token, bias: Number.NEGATIVE_INFINITY }));
    samplers.push(llama.llama_sampler_init_logit_bias(context.model.vocabulary.size, biases.length, biases));
  }
  const penalties = buildPenalties(context, options);
  if (penalties !== undefined) samplers.push(penalties);
  if (generation.temperature === 0) return [...samplers, llama.llama_sampler_init_greedy()];
  if (generation.topK > 0) samplers.push(llama.llama_sampler_init_top_k(generation.topK));
  if (generation.typicalP < 1) samplers.push(llama.llama_sampler_init_typical(generation.typicalP, 1));
  if (generation.topP < 1) samplers.push(llama.llama_sampler_init_top_p(generation.topP, 1));
  if (generation.minP > 0) samplers.push(llama.llama_sampler_init_min_p(generation.minP, 1));
  samplers.push(llama.llama_sampler_init_temp(generation.temperature));
  samplers.push(llama.llama_sampler_init_dist(options.seed));
  return samplers;
}

function buildPenalties(context: LlamaContext, options: SamplerChainOptions): NativePointer | undefined {
  const { repeatPenalty, frequencyPenalty, presencePenalty, repeatLastN } = options.generation;
  const lastN = repeatLastN === -1 ? context.kvCells : repeatLastN;
  const off = lastN === 0 || (repeatPenalty === 1 && frequencyPenalty === 0 && presencePenalty === 0);
  if (off) return undefined;
  const { llama } = context.model.library;
  const { size } = context.model.vocabulary;
  const sampler = llama.llama_sampler_init_penalties(
    size,
    lastN,
    repeatPenalty,
    frequencyPenalty,
    presencePenalty,
  );
  for (const token of options.promptTokens.subarray(-lastN)) llama.llama_sampler_accept(sampler, token);
  return sampler;
}
