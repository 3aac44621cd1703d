/** Who speaks in a conversation. `developer` is OpenAI's newer name for `system`. */
export type ChatRole = "system" | "developer" | "user" | "assistant" | "tool";

/** One turn of a conversation, in every dialect's common form. */
export interface ChatMessage {
  readonly role: ChatRole;
  /** The text; parts of other kinds are refused at the border. */
  readonly content: string;
  /** Speaker's name, where the chat template makes use of one. */
  readonly name?: string;
}
