import type { ShimmyConfig } from "../config/shimmy-config.ts";
import type { Conversation } from "../core/conversation.ts";
import type { EmbeddingInput, EmbedOptions, EmbedResult, RerankResult } from "../core/embedding.ts";
import type { GenerationEvent } from "../core/generation-event.ts";
import type { GenerationInput } from "../core/generation-input.ts";
import type { PartialGenerationOptions } from "../core/generation-options.ts";
import type { LoadTuning } from "../core/load-tuning.ts";
import type { LoadEstimate } from "../core/memory-estimate.ts";
import type { RequestWait } from "../core/queue-activity.ts";
import type { TokenizeOptions, TokenizeResult } from "../core/tokenizing.ts";
import type {
  EngineState,
  LoadedModelInfo,
  ModelActivity,
  RequestPriority,
} from "../core/universal-model.ts";
import type { PullProgress } from "../models/pull/pull-progress.ts";
import type { ModelAlias } from "../models/registry/model-alias.ts";
import type { ModelEntry } from "../models/registry/model-entry.ts";
import type { RegistryRefresh } from "../models/registry/model-registry.ts";
import type { AskedAdapter } from "./alias-adapters.ts";
import type { DescribeOptions, ModelDescription } from "./describe-model.ts";
import type { LifecycleSnapshot } from "./lifecycle-tally.ts";

export type { PullProgress } from "../models/pull/pull-progress.ts";
export type { ModelDescription } from "./describe-model.ts";

/** One generation as every dialect asks for it. */
export interface GenerationRequest {
  /** Name of the model as the client wrote it; undefined takes the default model. */
  readonly model: string | undefined;
  readonly input: GenerationInput;
  readonly options: PartialGenerationOptions;
  /** From the HTTP edge to the engine's log. */
  readonly requestId: string;
  /** Fires when the client went away or a timeout struck. */
  readonly signal: AbortSignal;
  /** LoRA adapters by their place in the model's list, beside those by name in the options. */
  readonly adapterIds?: readonly AdapterIdScale[] | undefined;
  /** Who asks, for a fair share of the slots: never the API key itself. */
  readonly client?: string | undefined;
  /** Prompts are shared among requests of the same salt only; never the API key itself. */
  readonly cacheSalt?: string | undefined;
  /** Which requests of this client come first; `low` ones let other clients pass too. Default `normal`. */
  readonly priority?: RequestPriority | undefined;
  /** Tells at the end how likely each token of the prompt was. Default false. */
  readonly promptLogprobs?: boolean | undefined;
  /** How long the model stays in memory when nobody uses it any more, in milliseconds; `Infinity` is until it is unloaded. */
  readonly keepAliveMs?: number | undefined;
  /** Context that the request counts on, in tokens. Where the model was loaded with less, it has to do, and the log tells it. */
  readonly wantedContextLength?: number | undefined;
  /** An answer whose length neither the request nor the model's settings bound runs to the context's end. Default: core's length. */
  readonly openEnded?: boolean | undefined;
  /** Tells the token ids of prompt and answer at the end. Default false. */
  readonly returnTokens?: boolean | undefined;
  /**
   * Called once when the request has to wait for a slot; before that, where its model takes longer than two seconds to be
   * loaded, with each step of the load.
   */
  readonly onQueued?: ((wait: RequestWait) => void) | undefined;
}

/** A LoRA adapter named by its place in {@link LoadedModelInfo.adapters}. */
export interface AdapterIdScale {
  readonly id: number;
  /** Strength; 0 is off. */
  readonly scale: number;
}

/** A generation that a slot has accepted. */
export interface RunningGeneration {
  /** Registry name of the model that answers, never the client's spelling. */
  readonly model: string;
  /** Prompt tokens and seed, known before the first token. */
  readonly promptTokens: number;
  readonly seed: number;
  /** `text` events, then one `end`. Errors are thrown by the iterator; returning early cancels. */
  readonly events: AsyncGenerator<Exclude<GenerationEvent, { type: "start" }>, void, undefined>;
}

/** What every request to a model has in common. */
export type ModelRequest = Pick<
  GenerationRequest,
  "model" | "requestId" | "signal" | "client" | "keepAliveMs"
>;

/** One request for embeddings as every dialect makes it. */
export interface EmbedRequest extends ModelRequest {
  readonly inputs: readonly EmbeddingInput[];
  readonly options: Pick<EmbedOptions, "pooling" | "normalize" | "dimensions" | "truncate">;
}

/** One request for documents' scores. */
export interface RerankRequest extends ModelRequest {
  readonly query: string;
  readonly documents: readonly string[];
}

/** One request for the number of tokens of an input. */
interface CountTokensRequest extends ModelRequest {
  readonly input: GenerationInput;
}

/** One request for the tokens of an input. */
export interface TokenizeRequest extends CountTokensRequest {
  readonly options: Pick<TokenizeOptions, "addSpecial" | "parseSpecial" | "pieces">;
}

/** One request for the text of tokens. */
interface DetokenizeRequest extends ModelRequest {
  readonly tokens: readonly number[];
}

/** One request for a conversation as the model sees it. */
interface TemplateRequest extends ModelRequest {
  readonly conversation: Conversation;
  /** Ends the prompt with the head of the assistant's turn. */
  readonly addGenerationPrompt: boolean;
}

/** Registry name of the model that answered, beside its answer. */
interface Answered {
  readonly model: string;
}

/** Embeddings and who made them. */
export type EmbedAnswer = EmbedResult & Answered;

/** Scores and who gave them. */
export type RerankAnswer = RerankResult & Answered;

/** Tokens of an input and whose they are. */
type TokenizeAnswer = TokenizeResult & Answered;

/** Number of an input's tokens and whose they are. */
interface TokenCount extends Answered {
  /** What a generation with this input tells as its prompt's tokens. */
  readonly promptTokens: number;
}

/** A text made of tokens or of a conversation, and whose they are. */
interface TextAnswer extends Answered {
  readonly text: string;
}

/** A registry entry and whether it is in memory. */
export interface ModelListing extends ModelEntry {
  readonly state: EngineState;
  readonly loaded: boolean;
  /** Name of the model whose engine answers, where that is another one: an alias without a template has none of its own. */
  readonly sharesEngineOf?: string;
}

/** What `GET /api/models/:name/status` tells. */
export interface ModelStatus {
  readonly entry: ModelEntry;
  readonly activity: ModelActivity;
  readonly info: LoadedModelInfo | undefined;
  /** Why the last load or run failed, in words for people. */
  readonly failure: string | undefined;
  /** How long it stays in memory if nobody uses it from now on, in milliseconds; absent or `Infinity` is until it is unloaded. */
  readonly remainingMs?: number;
  /** It neither idles out nor makes room for others. */
  readonly pinned?: boolean;
  /** Requests that have it or wait for it. */
  readonly users?: number;
  /** Memory that it takes by its estimate, mapped weights apart, in bytes; absent where none was made. */
  readonly allocatedBytes?: number;
  /** Its load waits until other models have made room. */
  readonly waitsForRoom?: boolean;
  /** How long requests are refused after a failed load, in milliseconds. */
  readonly retryAfterMs?: number;
}

/** What an estimate takes otherwise than the settings have it. */
export type EstimateChanges = Pick<
  LoadTuning,
  "cacheTypeK" | "cacheTypeV" | "flashAttention" | "gpuLayers" | "microBatchSize" | "ropeScaling"
> & {
  /** Context length of one request, in tokens. */
  readonly contextLength?: number;
  readonly slots?: number;
  /** False counts no draft model and no proposed tokens. */
  readonly speculates?: boolean;
};

/** An alias to be made. What it takes over from its source stands back behind its own settings. */
export interface NewAlias extends Omit<ModelAlias, "base" | "createdAt" | "adapters"> {
  /** Name of the model or alias that it is made from, as the client wrote it. */
  readonly from: string;
  /** Fields of the client's request that hold the two names. */
  readonly params: { readonly name: string; readonly from: string };
  /** By the names of those that its model has. */
  readonly adapters?: readonly AskedAdapter[];
}

/** One request to pull a model. */
export interface PullModelRequest {
  /** As `hf:owner/name:quant`, `ollama:name:tag`, or in Ollama's way of writing. */
  readonly model: string;
  /** Fires when the asker went away; the pull ends when nobody else waits for it. */
  readonly signal: AbortSignal;
}

/** The result of one search for models. */
export type DiscoveryReport = RegistryRefresh;

/** What Shimmy does, free of any protocol. Everything that HTTP and WebSocket offer goes through here. */
export interface ShimmyService {
  /** The settings in force; another object after {@link ShimmyService.reconfigure}. */
  readonly config: ShimmyConfig;
  readonly startedAt: Date;
  /** True from the first signal to stop; new generations are then refused with `shutting_down`. */
  readonly draining: boolean;
  listModels(): readonly ModelListing[];
  /** Throws `model_not_found`, naming the nearest model, when there is none of that name. */
  resolveModel(name: string | undefined): ModelListing;
  /** Searches the folders again. */
  discover(): Promise<DiscoveryReport>;
  /** What the latest search found. */
  lastDiscovery?(): DiscoveryReport | undefined;
  /** Loads a model, or joins the load under way; resolves when it is ready. */
  load(name: string, options?: Pick<GenerationRequest, "keepAliveMs">): Promise<ModelStatus>;
  /**
   * Unloads a model; resolves once the process is gone. Running generations have until `drainMs` to end, with `force` no time at
   * all; what then still runs ends with `shutting_down`. A pinned model goes as well.
   */
  unload(name: string, options?: { readonly force?: boolean }): Promise<ModelStatus>;
  /** Unloads a model as soon as nobody uses it; resolves at once where somebody does. */
  release(name: string | undefined): Promise<ModelStatus>;
  status(name: string): ModelStatus;
  /** How models come and go: loads, evictions, and loads that wait for room. */
  lifecycle(): LifecycleSnapshot;
  /** What a model's file tells; nothing is loaded. */
  describe(name: string, options?: DescribeOptions): Promise<ModelDescription>;
  /** Keeps a further name of a model, with settings of its own, in place of an alias of that name. */
  createAlias(alias: NewAlias): Promise<ModelListing>;
  /** Forgets an alias; its model's file stays. Throws `forbidden` for a model that is none. */
  deleteAlias(name: string): Promise<void>;
  /**
   * Puts other settings in force and searches for models again. Running work goes on: a loaded model that would be loaded
   * otherwise now is unloaded when nobody uses it.
   */
  reconfigure(config: ShimmyConfig): Promise<void>;
  /**
   * Has a model on the disk, fetching what is missing; askers of the same model share one pull. Tells how far it is, at last `done`
   * with the name to use. Throws `invalid_request` for a bad name before anything is told.
   */
  pull(request: PullModelRequest): AsyncGenerator<PullProgress, void, undefined>;
  /** How much memory a model would take, by its file's header: nothing is loaded. Throws as a load would. */
  estimate(name: string, changes?: EstimateChanges): Promise<LoadEstimate>;
  /** Loads the model at need and resolves once a slot has accepted the prompt; throws otherwise. */
  generate(request: GenerationRequest): Promise<RunningGeneration>;
  /** Loads the model at need and computes a vector for each input. */
  embed(request: EmbedRequest): Promise<EmbedAnswer>;
  /** Loads the model at need and scores each document. */
  rerank(request: RerankRequest): Promise<RerankAnswer>;
  /** Loads the model at need and tells the tokens of an input, without a slot. */
  tokenize(request: TokenizeRequest): Promise<TokenizeAnswer>;
  /** Loads the model at need and tells the text of tokens, without a slot. */
  detokenize(request: DetokenizeRequest): Promise<TextAnswer>;
  /** Loads the model at need and counts the tokens that a generation with this input would take it for, without a slot. */
  countTokens(request: CountTokensRequest): Promise<TokenCount>;
  /** Loads the model at need and puts a conversation through its chat template. */
  applyTemplate(request: TemplateRequest): Promise<TextAnswer>;
  /** Refuses new work, lets running work end until `drainMs`, then stops every engine. Safe to call twice. */
  drain(): Promise<void>;
}
