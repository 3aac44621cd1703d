import type { PromptTokenLogprob, TokenLogprob } from "./token-logprob.ts";

/** Why a generation ended. */
export type FinishReason =
  /** The model ended its answer, or a stop string was met. */
  | "stop"
  /** `maxTokens` or the context length was reached. */
  | "length"
  /** The model asks for calls of tools. */
  | "tool-calls";

/** True token counts of one generation. */
export interface TokenUsage {
  /** Tokens of the prompt, after the chat template, with special tokens. */
  readonly promptTokens: number;
  /** Tokens sampled, the end-of-generation token included. */
  readonly completionTokens: number;
  /** Tokens of the prompt that were not computed because their KV cells were there already. */
  readonly cachedTokens: number;
  /** Of the completion tokens, those of thoughts. */
  readonly reasoningTokens: number;
}

/** Where the time of one generation went, and what shortened it. */
export interface GenerationTimings {
  /** From the request's arrival to its slot in the engine. */
  readonly queueMs: number;
  /** From the slot to the first sampled token. */
  readonly promptMs: number;
  /** From the first sampled token to the last. */
  readonly generationMs: number;
  /** Tokens that were proposed and checked, rather than computed one by one. */
  readonly draftTokens: number;
  /** Of these, how many the answer took. */
  readonly draftAcceptedTokens: number;
}

/** The prompt was accepted and has a slot: what follows is the answer. */
export interface StartEvent {
  readonly type: "start";
  readonly promptTokens: number;
  /** Seed in force; give it again for the same answer. */
  readonly seed: number;
}

/** A piece of what the model says: always whole characters; empty only where it brings log probabilities. */
export interface TextEvent {
  readonly type: "text";
  readonly text: string;
  /** Of the tokens that this piece came from, where they were asked for. */
  readonly logprobs?: readonly TokenLogprob[];
}

/** A piece of what the model thinks before it says something. */
export interface ReasoningEvent {
  readonly type: "reasoning";
  readonly text: string;
  /** As those of a {@link TextEvent}. */
  readonly logprobs?: readonly TokenLogprob[];
}

/** The model begins to ask for a call of a tool. */
export interface ToolCallEvent {
  readonly type: "tool-call";
  /** Number of the call in this answer, from 0 in the order in which they come. */
  readonly index: number;
  /** `call_` and letters and digits; new for every call. */
  readonly id: string;
  readonly name: string;
}

/** A piece of the JSON text of a call's arguments; those of one call join to an object. */
export interface ToolArgumentsEvent {
  readonly type: "tool-arguments";
  readonly index: number;
  readonly text: string;
}

/** A piece of an answer. */
export type AnswerPart = TextEvent | ReasoningEvent | ToolCallEvent | ToolArgumentsEvent;

/** The last event of a generation that went well. */
export interface EndEvent {
  readonly type: "end";
  readonly finishReason: FinishReason;
  /** The stop string that ended the answer, where one did. */
  readonly stopSequence?: string;
  readonly usage: TokenUsage;
  readonly timings: GenerationTimings;
  readonly seed: number;
  /** Of all tokens of the prompt, where they were asked for. */
  readonly promptLogprobs?: readonly PromptTokenLogprob[];
  /**
   * Token ids of the prompt and the answer, where they were asked for: to be given back as `after`. The token by which the model ended
   * a text is left out; a turn's end belongs to it.
   */
  readonly tokens?: readonly number[];
}

/** What a generation yields: one `start`, any number of parts, one `end`; a failure throws instead. */
export type GenerationEvent = StartEvent | AnswerPart | EndEvent;
