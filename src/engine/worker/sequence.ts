import type { FinishReason } from "../../core/generation-event.ts";
import { adapterKey } from "../llama/adapter-set.ts";
import type { SamplerChain } from "../llama/sampler-chain.ts";
import type { EngineEnd, EngineGeneration } from "../protocol.ts";
import { TextAssembler } from "./text-assembler.ts";

/** One request with a slot: its prompt, where it stands, and what it has said. */
export class Sequence {
  readonly id: number;
  readonly slot: number;
  readonly promptTokens: Int32Array;
  readonly reservedCells: number;
  readonly sampler: SamplerChain;
  readonly text: TextAssembler;
  readonly ignoreEos: boolean;
  /** Strength of each of the model's adapters. */
  readonly adapterScales: readonly number[];
  readonly adapterKey: string;
  /** Tokens sampled at most: what was asked for, cut to what the context holds. */
  readonly maxTokens: number;
  /** Prompt tokens handed to the engine. */
  computedPromptTokens = 0;
  /** Token sampled last, to be computed in the next step. */
  nextToken = -1;
  completionTokens = 0;
  private readonly startedAtMs: number;
  private firstTokenAtMs = 0;

  constructor(options: {
    readonly generation: EngineGeneration;
    readonly slot: number;
    readonly promptTokens: Int32Array;
    readonly reservedCells: number;
    readonly contextLength: number;
    readonly sampler: SamplerChain;
    /** Strengths that hold where the generation says nothing. */
    readonly defaultAdapterScales: readonly number[];
    readonly nowMs: number;
  }) {
    const { generation, promptTokens } = options;
    this.id = generation.id;
    this.slot = options.slot;
    this.promptTokens = promptTokens;
    this.reservedCells = options.reservedCells;
    this.sampler = options.sampler;
    this.text = new TextAssembler(generation.options.stop);
    this.ignoreEos = generation.options.ignoreEos;
    this.adapterScales = generation.adapterScales ?? options.defaultAdapterScales;
    this.adapterKey = adapterKey(this.adapterScales);
    const room = options.contextLength - promptTokens.length;
    this.maxTokens = Math.min(generation.options.maxTokens ?? room, room);
    this.startedAtMs = options.nowMs;
  }

  get remainingPromptTokens(): number {
    return this.promptTokens.length - this.computedPromptTokens;
  }

  /** Position of the token sampled last. */
  get nextPosition(): number {
    return this.promptTokens.length + this.completionTokens - 1;
  }

  /** Counts a sampled token. */
  countToken(nowMs: number): void {
    if (this.completionTokens === 0) this.firstTokenAtMs = nowMs;
    this.completionTokens++;
  }

  /** How it ended, for the server. */
  end(finishReason: FinishReason, stopSequence: string | undefined, nowMs: number): EngineEnd {
    // an answer may be over before its first token, where its grammar takes none
    const firstTokenAtMs = this.completionTokens === 0 ? nowMs : this.firstTokenAtMs;
    return {
      id: this.id,
      finishReason,
      ...(stopSequence !== undefined && { stopSequence }),
      promptTokens: this.promptTokens.length,
      completionTokens: this.completionTokens,
      cachedTokens: 0,
      promptMs: firstTokenAtMs - this.startedAtMs,
      generationMs: nowMs - firstTokenAtMs,
    };
  }
}
