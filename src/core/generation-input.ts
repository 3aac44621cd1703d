import type { ChatMessage } from "./chat-message.ts";

/** What the model is to continue. */
export type GenerationInput =
  /** Text as it stands, without a chat template; special-token texts inside it are plain text unless `parseSpecial`. */
  | { readonly kind: "prompt"; readonly text: string; readonly parseSpecial?: boolean }
  /** A conversation, rendered by the model's chat template. */
  | { readonly kind: "messages"; readonly messages: readonly ChatMessage[] };
