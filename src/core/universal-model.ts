import type {
  EmbeddingFacts,
  EmbeddingInput,
  EmbedOptions,
  EmbedResult,
  RerankOptions,
  RerankResult,
} from "./embedding.ts";
import type { GenerationEvent } from "./generation-event.ts";
import type { GenerationInput } from "./generation-input.ts";
import type { PartialGenerationOptions } from "./generation-options.ts";
import type { UniversalModelSpec } from "./model-spec.ts";
import type { QueueActivity, QueuePlace, RequestPriority } from "./queue-activity.ts";
import type { TokenizeOptions, TokenizeResult, TokenizingAsker } from "./tokenizing.ts";

export type { RequestPriority } from "./queue-activity.ts";

/** How a model's engine process stands. */
export type EngineState = "stopped" | "starting" | "ready" | "draining" | "crashed" | "failed";

/** Facts of a loaded model. */
export interface LoadedModelInfo {
  readonly architecture: string;
  readonly parameterCount: number;
  /** Size of the weights, in bytes. */
  readonly sizeBytes: number;
  readonly vocabularySize: number;
  /** Context length the model was trained with, in tokens. */
  readonly trainContextLength: number;
  /** Context length of one request, in tokens. */
  readonly contextLength: number;
  /** KV cells of all requests together, in tokens. */
  readonly kvCells: number;
  /** True where all requests share one pool of KV cells, false where each slot has a stream of its own. */
  readonly kvUnified: boolean;
  /** Requests generated at once. */
  readonly slots: number;
  readonly threads: number;
  /** Whether requests share the prefixes of their prompts. Recurrent models and those with a sliding window cannot. */
  readonly sharesPrefixes: boolean;
  /** Layers on a GPU; 0 when everything runs on the CPU. */
  readonly gpuLayers: number;
  /** Names of the compute devices in use, for example `CPU`. */
  readonly devices: readonly string[];
  /** Builds of the engine that would have come before the one in use, and why each was not used. */
  readonly passedOver: readonly { readonly variant: string; readonly reason: string }[];
  /** Names of the LoRA adapters in force, without their folders. */
  readonly adapters: readonly string[];
  /** False for an encoder, which makes embeddings or scores and no text. */
  readonly canGenerate: boolean;
  /** Its vectors: how it pools them by its file, and their length. */
  readonly embedding: EmbeddingFacts;
  /** What of the load's options has no effect here, or was changed, one sentence each. */
  readonly notes?: readonly string[];
  /** From the start of the engine process to ready. */
  readonly loadMs: number;
}

/** What a model is doing at this moment. */
export interface ModelActivity {
  readonly state: EngineState;
  /** Process id of the engine, where it has one. */
  readonly pid: number | undefined;
  /** Requests with a slot. */
  readonly running: number;
  /** Requests that wait for one. */
  readonly queued: number;
  /** More on those that wait. */
  readonly queue: QueueActivity;
  /** Times the engine process died unasked since the load. */
  readonly crashes: number;
  /** Resident memory of the engine process, in bytes, as of its last report. */
  readonly residentBytes: number | undefined;
  /** Fraction loaded, 0 to 1, while starting. */
  readonly loadProgress: number;
}

/** Options of one call: generation options, a signal that stops it, and an id for the log. */
export type GenerateOptions = PartialGenerationOptions & {
  readonly signal?: AbortSignal | undefined;
  readonly requestId?: string | undefined;
  /** Prefixes are shared among requests of the same salt only, for example of one API key. Default: none. */
  readonly cacheSalt?: string | undefined;
  /** Who asks, for a fair share of the slots; absent counts as one of its own. */
  readonly client?: string | undefined;
  /** Which requests of this client come first; `low` ones let other clients pass too. Default `normal`. */
  readonly priority?: RequestPriority | undefined;
  /**
   * Tells at the end how likely each token of the prompt was, with as many others as `logprobs` says. The whole prompt is
   * computed for it, whatever is known of it already. Default false.
   */
  readonly promptLogprobs?: boolean | undefined;
  /** Tells the token ids of prompt and answer at the end. Default false. */
  readonly returnTokens?: boolean | undefined;
  /** Called once, when the request has to wait for a slot. */
  readonly onQueued?: ((place: QueuePlace) => void) | undefined;
};

/** How a conversation is shown as a prompt. */
export interface RenderOptions {
  /** Ends a conversation with the head of the assistant's turn, so that the model answers. Default true. */
  readonly addGenerationPrompt?: boolean | undefined;
}

/** A loaded model, whatever runs it. */
export interface UniversalModel {
  readonly spec: UniversalModelSpec;
  readonly info: LoadedModelInfo;
  /** A snapshot of what it does now. */
  activity(): ModelActivity;
  /**
   * What the model says as one text, without its thoughts and calls of tools.
   *
   * @param input a prompt, or a structured input.
   * @param onText called with each piece as it comes.
   * @throws ShimmyError for invalid options, a too long prompt, a crash, an abort.
   */
  generate(
    input: string | GenerationInput,
    options?: GenerateOptions,
    onText?: (text: string) => void,
  ): Promise<string>;
  /** The answer as events; leaving the loop early cancels the generation. Errors are thrown by the iterator. */
  stream(
    input: string | GenerationInput,
    options?: GenerateOptions,
  ): AsyncGenerator<GenerationEvent, void, undefined>;
  /**
   * A vector for each input, all computed in few passes beside running generations.
   *
   * @throws ShimmyError `context_length_exceeded` for an input that does not fit, `invalid_request` for
   * options out of range, an empty input, or a reranker without a pooling asked for.
   */
  embed(inputs: readonly EmbeddingInput[], options?: EmbedOptions): Promise<EmbedResult>;
  /**
   * How well each document answers the query, by a reranker.
   *
   * @throws ShimmyError `invalid_request` when the model is no reranker, `context_length_exceeded` for a
   * document that does not fit together with the query.
   */
  rerank(query: string, documents: readonly string[], options?: RerankOptions): Promise<RerankResult>;
  /**
   * The tokens of a text, or those that a generation takes an input for. They are found between decode steps, without a slot,
   * and an input need not fit into the context.
   *
   * @throws ShimmyError `invalid_request` for a text too long or a token id that the vocabulary lacks, `template_failed`,
   * `unsupported_parameter` for a gap where the model has no infill tokens, `queue_full`, `engine_crashed`.
   */
  tokenize(input: string | GenerationInput, options?: TokenizeOptions): Promise<TokenizeResult>;
  /**
   * The text of tokens, control tokens by name; bytes that are no UTF-8 become U+FFFD. Where the vocabulary begins every text
   * with a space, as SentencePiece's do, so does this one.
   *
   * @throws ShimmyError as {@link UniversalModel.tokenize} does.
   */
  detokenize(tokens: readonly number[], options?: TokenizingAsker): Promise<string>;
  /** {@link TokenUsage.promptTokens} of a generation with this input. Throws as {@link UniversalModel.tokenize} does. */
  countTokens(input: string | GenerationInput, options?: TokenizingAsker): Promise<number>;
  /** Prompt as the model would see it, after its chat template. Throws `template_failed`. */
  render(input: string | GenerationInput, options?: RenderOptions): string;
  /** Ends the engine process; running generations end with `shutting_down` after `graceMs` (default 0). */
  unload(graceMs?: number): Promise<void>;
}
