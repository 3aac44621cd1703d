import type { Pooling } from "../core/embedding.ts";
import type { ErrorCode, ShimmyErrorOptions } from "../core/errors.ts";
import type { FinishReason } from "../core/generation-event.ts";
import type { GenerationInput } from "../core/generation-input.ts";
import type { GenerationOptions } from "../core/generation-options.ts";
import type { LoadTuning } from "../core/load-tuning.ts";
import type { ContextShape } from "../core/model-shape.ts";
import type { ReasoningBlock } from "../core/reasoning-block.ts";
import type { PromptTokenLogprob, TokenLogprob } from "../core/token-logprob.ts";
import type { LoadedModelInfo } from "../core/universal-model.ts";
import type { LayerSizes } from "../scheduling/gpu-plan.ts";
import type { PackedPieces } from "./packed-tokens.ts";

/** What the engine process is to load. Every file was validated before. */
export interface LoadRequest {
  readonly modelPath: string;
  readonly adapters: readonly { readonly path: string; readonly scale: number; readonly name?: string }[];
  readonly device: "auto" | "cpu" | "gpu";
  /** Context length of one request, in tokens. */
  readonly contextLength: number;
  /** KV cells of all requests together, in tokens. */
  readonly kvCells: number;
  /** Each slot has an equal part of the cells to itself, where the model's memory can be copied. Default false. */
  readonly streams?: boolean;
  readonly slots: number;
  readonly threads: number;
  /** Takes the CPU's 256-bit vectors even where it has wider ones. */
  readonly narrowVectors: boolean;
  /** Proposes tokens, and checks several in one step where that pays. */
  readonly speculates: boolean;
  /** A model that proposes tokens where the text itself gives none; absent has none. */
  readonly draft?: DraftRequest;
  /** Where prefixes are kept that left the KV cells; absent keeps none. */
  readonly prefixStore?: PrefixStoreRequest;
  /** Texts of which the host wants to know whether they are control tokens of this vocabulary. */
  readonly probeTexts: readonly string[];
  /** Layout and computation; validated before. Absent takes every default. */
  readonly tuning?: LoadTuning;
  /** What the layers take, to choose how many go onto GPUs; absent takes all. */
  readonly layerSizes?: LayerSizes;
  /** What a further context would take; absent makes it without looking at the memory. */
  readonly shape?: ContextShape;
}

/** A draft model. Its file was validated before; whether it fits the model is checked at the load. */
export interface DraftRequest {
  readonly path: string;
  /** Tokens guessed for one request in one step at most. */
  readonly maxTokens: number;
  /** Probability below which a guess is not proposed. */
  readonly minProbability: number;
  /** Longest request that it guesses for, in tokens. */
  readonly contextLength: number;
  /** KV cells of all requests together, in tokens. */
  readonly kvCells: number;
  readonly tuning: LoadTuning;
  readonly layerSizes: LayerSizes;
}

/** How prefixes are kept outside the KV cells. */
export interface PrefixStoreRequest {
  /** Memory for them at most, in bytes. */
  readonly memoryBytes: number;
  /** A folder for them; absent keeps none on the disk. */
  readonly disk?: {
    /** Absolute path of a folder for this model alone. */
    readonly folder: string;
    readonly maxBytes: number;
    /** What they are good for: model, adapters, cell types, library. */
    readonly fingerprint: string;
  };
}

/** A gap to fill, and what surrounds it. */
export type InfillPrompt = Pick<Extract<GenerationInput, { kind: "infill" }>, "prefix" | "suffix" | "files">;

/** One generation, options complete and checked. */
export interface EngineGeneration {
  readonly id: number;
  /** Id of the client's request, for the logs. */
  readonly requestId?: string;
  /** Text, or token ids taken as they are. */
  readonly prompt: string | readonly number[];
  /** Reads the texts of control tokens in the prompt as those tokens. */
  readonly parseSpecial: boolean;
  /** Where the prompt is split before it becomes tokens: each place is inside of a control text that is to be none. Absent: nowhere. */
  readonly cuts?: readonly number[];
  /** Token ids that stand before the prompt's. Absent: none. */
  readonly after?: readonly number[];
  readonly options: GenerationOptions;
  readonly seed: number;
  /** Grammar of {@link GenerationOptions.outputFormat} in GBNF, checked and bounded before. */
  readonly grammar?: string;
  /**
   * Texts outside of thoughts after any of which the grammar begins; what comes before them is free. Absent: it begins at
   * once, or behind the thoughts that the answer begins with.
   */
  readonly grammarStartsAfter?: readonly string[];
  /** What of the answer is thoughts; absent: nothing is told apart. */
  readonly thoughts?: EngineThoughts;
  /** Names of control tokens that come as text, and that the grammar may ask for; absent: they show in no text. */
  readonly controlTexts?: readonly string[];
  /** A gap to fill; the prompt is then empty. */
  readonly infill?: InfillPrompt;
  /** Strength of each of {@link LoadRequest.adapters}, in their order; absent takes those of the load. */
  readonly adapterScales?: readonly number[];
  readonly cacheSalt?: string;
  /** Tells how likely the tokens of the prompt were, with as many others as the options say for the answer's. */
  readonly promptLogprobs?: boolean;
  /** Tells all tokens at the end, `whole` with the one that ended the answer. Absent: none. */
  readonly returnTokens?: "whole" | "without-end";
}

/** The thoughts of an answer. */
export interface EngineThoughts {
  /** Blocks that the model may begin. */
  readonly blocks: readonly ReasoningBlock[];
  /** The one that the prompt has opened. */
  readonly inside?: ReasoningBlock;
  /** Tokens of thought after which the block is closed; absent lets it grow. */
  readonly budgetTokens?: number;
  /** The grammar has the blocks itself: it begins at once. Default false. */
  readonly inGrammar?: boolean;
}

/** Vectors or scores to compute, checked as far as that goes without the vocabulary. */
export interface EngineEmbedding {
  /** Below 0: generations have the ids above, and `cancel` and `failed` serve both. */
  readonly id: number;
  /** Id of the client's request, for the logs. */
  readonly requestId?: string;
  readonly work: EmbeddingWork;
}

/** What is to be computed. */
export type EmbeddingWork = (
  | {
      readonly kind: "vectors";
      /** Texts, or token ids taken as they are. */
      readonly inputs: readonly (string | readonly number[])[];
      readonly pooling: Pooling;
      readonly normalize: boolean;
      /** Numbers kept of each vector. */
      readonly dimensions: number;
      /** Cuts the end of inputs that do not fit. Default false. */
      readonly truncate?: boolean;
    }
  | { readonly kind: "scores"; readonly query: string; readonly documents: readonly string[] }
) & {
  /** Strength of each of {@link LoadRequest.adapters}, in their order; absent takes those of the load. */
  readonly adapterScales?: readonly number[];
};

/** What becomes tokens. */
type TokenizingPrompt = Pick<EngineGeneration, "prompt" | "parseSpecial" | "cuts" | "after" | "infill">;

/** Tokens or text to find. Text is bounded, and token ids are 32-bit numbers; whether the vocabulary has them, the engine checks. */
export type TokenizingWork =
  /** Tokens of a prompt, as a generation takes them unless `addSpecial` is false. */
  | {
      readonly kind: "tokenize";
      readonly prompt: TokenizingPrompt;
      readonly addSpecial: boolean;
      /** Tells each token's bytes too. */
      readonly pieces: boolean;
    }
  /** How many tokens a generation would take a prompt for. */
  | { readonly kind: "count"; readonly prompt: TokenizingPrompt }
  /** Text of tokens, control tokens by name. `tokens` are packed by `packTokens`. */
  | { readonly kind: "detokenize"; readonly tokens: string };

/** A request to the tokenizer, with ids of its own. It takes no slot. */
export interface EngineTokenizing {
  readonly id: number;
  /** Id of the client's request, for the logs. */
  readonly requestId?: string;
  readonly work: TokenizingWork;
}

/** What the tokenizer found, by {@link TokenizingWork.kind}. */
export type TokenizingAnswer =
  | {
      readonly kind: "tokenize";
      /** Packed by `packTokens`. */
      readonly tokens: string;
      /** Where they were asked for. */
      readonly pieces?: PackedPieces;
    }
  | { readonly kind: "count"; readonly count: number }
  | { readonly kind: "detokenize"; readonly text: string };

/** Messages from the server to an engine process. */
export type EngineCommand =
  | { readonly type: "load"; readonly request: LoadRequest }
  | { readonly type: "generate"; readonly generation: EngineGeneration }
  | { readonly type: "embed"; readonly embedding: EngineEmbedding }
  | { readonly type: "tokenize"; readonly tokenizing: EngineTokenizing }
  | { readonly type: "cancel-tokenizing"; readonly id: number }
  | { readonly type: "cancel"; readonly id: number }
  | { readonly type: "shutdown" };

/** Facts of the model that only the engine knows. */
export interface EngineModelInfo extends Omit<LoadedModelInfo, "loadMs" | "adapters" | "architecture"> {
  /** Text of the begin-of-sequence token, for chat templates. */
  readonly beginOfSequenceText: string;
  readonly endOfSequenceText: string;
  /** Those of the {@link LoadRequest.probeTexts} that are one token each. */
  readonly singleTokenTexts: readonly string[];
  /** Texts that become control tokens in a prompt that is parsed for them. */
  readonly controlTexts: readonly string[];
}

/** How one generation ended in the engine. Times are durations, since clocks are not shared. */
export interface EngineEnd {
  readonly id: number;
  readonly finishReason: FinishReason;
  readonly stopSequence?: string;
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** Those of {@link EngineGeneration.thoughts}. Absent: none. */
  readonly reasoningTokens?: number;
  readonly cachedTokens: number;
  readonly promptMs: number;
  readonly generationMs: number;
  /** Tokens that were proposed and checked. */
  readonly draftTokens: number;
  /** Of these, how many were right. */
  readonly draftAcceptedTokens: number;
  /** Of prompt and answer, packed by `packTokens`, where they were asked for. */
  readonly tokens?: string;
}

/** A catalogue error on its way over the process border. */
export interface EngineFailure {
  readonly code: ErrorCode;
  readonly message: string;
  readonly param?: string;
  readonly details?: NonNullable<ShimmyErrorOptions["details"]>;
}

/** The engine's answer to an {@link EngineTokenizing}: exactly one. */
export interface TokenizedReport {
  readonly type: "tokenized";
  readonly id: number;
  readonly outcome: TokenizingAnswer | { readonly kind: "failed"; readonly failure: EngineFailure };
}

/** Messages from an engine process to the server. */
export type EngineReport =
  | { readonly type: "progress"; readonly fraction: number }
  | { readonly type: "ready"; readonly info: EngineModelInfo }
  /** The request has a slot: its prompt was split into tokens and fits. */
  | { readonly type: "accepted"; readonly id: number; readonly promptTokens: number }
  /** What one decode step brought: new text by request, and the requests it ended. One message a step. */
  | {
      readonly type: "step";
      readonly texts: readonly (readonly [id: number, text: string, logprobs?: readonly TokenLogprob[]])[];
      readonly ends: readonly EngineEnd[];
      /** The next tokens of prompts, where they were asked for. */
      readonly prompts?: readonly (readonly [id: number, tokens: readonly PromptTokenLogprob[]])[];
    }
  /**
   * The next vectors of an {@link EngineEmbedding}, in order of its inputs: 32-bit floats, little endian,
   * in base64, which takes a quarter of the bytes and a tenth of the time that JSON numbers take.
   * A score is a vector of one. The request is over when every input has its vector.
   */
  | {
      readonly type: "embedded";
      readonly id: number;
      readonly vectors: readonly string[];
      /** Tokens of these inputs. */
      readonly promptTokens: number;
    }
  | TokenizedReport
  /** A request failed, or, without an id, the load. */
  | { readonly type: "failed"; readonly id?: number; readonly failure: EngineFailure }
  /** A cancelled request has given its slot back. */
  | { readonly type: "cancelled"; readonly id: number }
  /** Sign of life, sent when nothing else is. */
  | { readonly type: "alive"; readonly residentBytes: number };
