import type { ChatMessage } from "../../core/chat-message.ts";
import type { ChatOptions } from "./chat-options.ts";

/** What is asked of a {@link ChatPartner}. */
export interface ChatAsk extends ChatOptions {
  readonly messages: readonly ChatMessage[];
  readonly signal: AbortSignal;
}

/** What an answer is made of, as it comes. */
export type ChatPiece =
  | { readonly type: "text" | "reasoning"; readonly text: string }
  | ({ readonly type: "end" } & ChatStatistics);

/** Counts and times of an answer. */
export interface ChatStatistics {
  readonly finishReason: string;
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly promptMs: number;
  readonly generationMs: number;
}

/** The model at the other end of a chat, in an engine of this process's own or on a server. */
export interface ChatPartner {
  /** Name of the model. */
  readonly model: string;
  /** Lines about it, for `/show`. */
  readonly facts: readonly string[];
  /** The system prompt that the model brings along. */
  readonly system: string | undefined;
  /** The answer; throws ShimmyErrors, `cancelled` where the signal fired. */
  answer(ask: ChatAsk): AsyncIterable<ChatPiece>;
  close(): Promise<void>;
}
