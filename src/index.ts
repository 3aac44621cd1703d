/** Shimmy as a library: load a model, generate text. Everything a program may import is named here. */
export type { ChatMessage, ChatRole } from "./core/chat-message.ts";
export type {
  Conversation,
  ReasoningEffort,
  ReasoningOptions,
  TemplateVariable,
} from "./core/conversation.ts";
export type { DraftSpec } from "./core/draft-spec.ts";
export type {
  EmbeddingFacts,
  EmbeddingInput,
  EmbedOptions,
  EmbedResult,
  ModelPooling,
  Pooling,
  RerankOptions,
  RerankResult,
} from "./core/embedding.ts";
export { ERROR_CATALOGUE, type ErrorCode, ShimmyError, type ShimmyErrorOptions } from "./core/errors.ts";
export type {
  AnswerPart,
  EndEvent,
  FinishReason,
  GenerationEvent,
  GenerationTimings,
  ReasoningEvent,
  StartEvent,
  TextEvent,
  TokenUsage,
  ToolArgumentsEvent,
  ToolCallEvent,
} from "./core/generation-event.ts";
export type { GenerationInput } from "./core/generation-input.ts";
export {
  type AdapterScale,
  DEFAULT_GENERATION_OPTIONS,
  type GenerationOptions,
  type LogitBias,
  type PartialGenerationOptions,
} from "./core/generation-options.ts";
export type {
  AdapterSpec,
  FlashAttentionMode,
  KvCacheType,
  LoadTuning,
  NumaStrategy,
  RopeScaling,
  SplitMode,
  TensorOverride,
} from "./core/load-tuning.ts";
export type {
  DeviceMemory,
  LoadEstimate,
  LoadNeed,
  MemoryEstimate,
  MemoryParts,
} from "./core/memory-estimate.ts";
export {
  type CandleBackend,
  type GgufBackend,
  type HuggingFaceBackend,
  type ModelBackend,
  type ModelSpec,
  type RemoteBackend,
  toModelSpec,
  toUniversalModelSpec,
  type UniversalModelSpec,
} from "./core/model-spec.ts";
export type { GrammarPart, JsonSchema, OutputFormat } from "./core/output-format.ts";
export type { QueueActivity, QueuePlace } from "./core/queue-activity.ts";
export type { SamplerName } from "./core/sampler-name.ts";
export type { TokenCandidate, TokenLogprob } from "./core/token-logprob.ts";
export type { TokenizeOptions, TokenizeResult, TokenizingAsker } from "./core/tokenizing.ts";
export type { Tool, ToolCall, ToolChoice } from "./core/tool.ts";
export type {
  EngineState,
  GenerateOptions,
  LoadedModelInfo,
  ModelActivity,
  RenderOptions,
  RequestPriority,
  UniversalModel,
} from "./core/universal-model.ts";
export type { MachineMemory } from "./engine/host/memory-grant.ts";
export type { EngineRunOptions, LoadOptions } from "./engine/load-gguf.ts";
export { type ModelSource, ShimmyUniversalEngine } from "./engine/universal-engine.ts";
export { builtinModelPath } from "./models/builtin-model.ts";
