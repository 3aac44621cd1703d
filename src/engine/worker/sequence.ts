import type { FinishReason } from "../../core/generation-event.ts";
import { adapterKey } from "../llama/adapter-set.ts";
import type { SamplerChain } from "../llama/sampler-chain.ts";
import { packTokens } from "../packed-tokens.ts";
import type { EngineEnd, EngineGeneration } from "../protocol.ts";
import type { CachedSequence } from "./cached-sequence.ts";
import { PromptLogprobs } from "./prompt-logprobs.ts";
import { TextAssembler } from "./text-assembler.ts";
import { TokenList } from "./token-list.ts";

/** One request with a slot: its tokens, where it stands, and what it has said. */
export class Sequence {
  readonly id: number;
  readonly generation: EngineGeneration;
  readonly sampler: SamplerChain;
  readonly text: TextAssembler;
  readonly ignoreEos: boolean;
  readonly promptLength: number;
  /** Where they were asked for. */
  readonly promptLogprobs: PromptLogprobs | undefined;
  /** Prompt tokens that came from the cache, at its first start. */
  readonly cachedTokens: () => number;
  /** Strength of each of the model's adapters. */
  readonly adapterScales: readonly number[];
  readonly adapterKey: string;
  /** Tokens sampled at most: what was asked for, cut to what the context holds. */
  readonly maxTokens: number;
  /** Prompt and answer. */
  readonly tokens: TokenList;
  /** Its KV cells; another one after it had to make room and came back. */
  cells: CachedSequence;
  /** Tokens that were proposed and checked, and how many of them were right. */
  draftTokens = 0;
  draftAcceptedTokens = 0;
  /** The token by which the model ended its answer, which is the last one. */
  endToken: number | undefined;
  private readonly startedAtMs: number;
  private firstTokenAtMs = 0;

  constructor(options: {
    readonly generation: EngineGeneration;
    readonly promptTokens: Int32Array;
    readonly contextLength: number;
    readonly sampler: SamplerChain;
    readonly cells: CachedSequence;
    /** Strengths that hold where the generation says nothing. */
    readonly defaultAdapterScales: readonly number[];
    readonly nowMs: number;
  }) {
    const { generation, promptTokens, cells } = options;
    this.id = generation.id;
    this.generation = generation;
    this.promptLength = promptTokens.length;
    this.promptLogprobs =
      generation.promptLogprobs === true
        ? new PromptLogprobs(promptTokens, generation.options.logprobs ?? 0)
        : undefined;
    this.tokens = new TokenList(promptTokens);
    this.sampler = options.sampler;
    this.cells = cells;
    this.cachedTokens = () => cells.taken;
    this.text = new TextAssembler(generation.options.stop);
    this.ignoreEos = generation.options.ignoreEos;
    this.adapterScales = generation.adapterScales ?? options.defaultAdapterScales;
    this.adapterKey = adapterKey(this.adapterScales);
    const room = options.contextLength - promptTokens.length;
    this.maxTokens = Math.min(generation.options.maxTokens ?? room, room);
    this.startedAtMs = options.nowMs;
  }

  /** Tokens that have no cells yet: 1 for one that decodes, more for a prompt. */
  get pendingTokens(): number {
    return this.tokens.length - this.cells.computed;
  }

  /** True while every token of its prompt has an output. */
  get outputsAll(): boolean {
    return this.promptLogprobs?.isOpen === true;
  }

  /** Tokens sampled so far. */
  get completionTokens(): number {
    return this.tokens.length - this.promptLength;
  }

  /** Tokens it may still sample. */
  get remainingTokens(): number {
    return this.maxTokens - this.completionTokens;
  }

  /** Takes a sampled token. */
  accept(token: number, nowMs: number): void {
    if (this.completionTokens === 0) this.firstTokenAtMs = nowMs;
    this.tokens.push(token);
  }

  private returnedTokens(): Pick<EngineEnd, "tokens"> {
    const { returnTokens } = this.generation;
    if (returnTokens === undefined) return {};
    const isWhole = returnTokens === "whole" || this.endToken === undefined;
    const tokens = this.tokens.view();
    return { tokens: packTokens(isWhole ? tokens : tokens.subarray(0, -1)) };
  }

  /** How it ended, for the server. */
  end(finishReason: FinishReason, stopSequence: string | undefined, nowMs: number): EngineEnd {
    // an answer may be over before its first token, where its grammar takes none
    const firstTokenAtMs = this.completionTokens === 0 ? nowMs : this.firstTokenAtMs;
    return {
      id: this.id,
      finishReason,
      ...(stopSequence !== undefined && { stopSequence }),
      promptTokens: this.promptLength,
      completionTokens: this.completionTokens,
      reasoningTokens: this.sampler.reasoningTokens,
      cachedTokens: this.cachedTokens(),
      promptMs: firstTokenAtMs - this.startedAtMs,
      generationMs: nowMs - firstTokenAtMs,
      draftTokens: this.draftTokens,
      draftAcceptedTokens: this.draftAcceptedTokens,
      ...this.returnedTokens(),
    };
  }
}
