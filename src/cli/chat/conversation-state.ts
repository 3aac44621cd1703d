import type { ChatMessage } from "../../core/chat-message.ts";

/** What was said in a chat. Questions that found no answer are kept apart, since a model takes no two in a row. */
export class ConversationState {
  system: string | undefined;
  #turns: readonly ChatMessage[] = [];
  #unanswered: string | undefined;

  constructor(system?: string) {
    this.system = system;
  }

  /** Questions and answers in turn. */
  get turns(): readonly ChatMessage[] {
    return this.#turns;
  }

  /** The conversation with a further question, as a model takes it. */
  messagesWith(question: string): readonly ChatMessage[] {
    const head: readonly ChatMessage[] =
      this.system === undefined ? [] : [{ role: "system", content: this.system }];
    return [...head, ...this.#turns, { role: "user", content: question }];
  }

  /** Keeps a question and its answer. */
  answered(question: string, answer: Pick<ChatMessage, "content" | "reasoning">): void {
    this.#turns = [...this.#turns, { role: "user", content: question }, { role: "assistant", ...answer }];
    this.#unanswered = undefined;
  }

  /** Keeps a question that found no answer, for {@link takeLastQuestion}. */
  failed(question: string): void {
    this.#unanswered = question;
  }

  /** Takes the last question out, with its answer; undefined where there is none. */
  takeLastQuestion(): string | undefined {
    if (this.#unanswered !== undefined) return this.#unanswered;
    const index = this.#turns.findLastIndex(({ role }) => role === "user");
    const question = this.#turns[index]?.content;
    if (question !== undefined) this.#turns = this.#turns.slice(0, index);
    return question;
  }

  clear(): void {
    this.#turns = [];
    this.#unanswered = undefined;
  }

  /** Goes on with another conversation. */
  replace(system: string | undefined, turns: readonly ChatMessage[]): void {
    this.clear();
    this.system = system;
    this.#turns = turns;
  }
}
