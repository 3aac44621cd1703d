import type { Terminal } from "../terminal.ts";

/** Control characters, which could move the cursor or change the terminal; line breaks and tabs may stay. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is to go
const HARMFUL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;
const DIM = "\u001b[2m";
const PLAIN = "\u001b[22m";

/** Writes an answer as it comes: thoughts dimmed before it on a terminal, and not at all into a pipe. */
export class AnswerPrinter {
  readonly #terminal: Pick<Terminal, "isInteractive" | "useColor" | "print">;
  #state: "nothing" | "thinking" | "answering" = "nothing";
  #endsLine = true;

  constructor(terminal: Pick<Terminal, "isInteractive" | "useColor" | "print">) {
    this.#terminal = terminal;
  }

  async reasoning(text: string): Promise<void> {
    if (text === "") return;
    const isFirst = this.#state === "nothing";
    this.#state = "thinking";
    if (!this.#terminal.isInteractive) return;
    if (isFirst) await this.#write(this.#terminal.useColor ? DIM : "Thinking…\n");
    await this.#write(text.replaceAll(HARMFUL, ""));
  }

  async text(text: string): Promise<void> {
    const wasThinking = this.#state === "thinking";
    // the blank lines between thoughts and answer are ours
    const shown = wasThinking ? text.trimStart() : text;
    if (shown === "") return;
    if (wasThinking && this.#terminal.isInteractive) await this.#endThoughts();
    this.#state = "answering";
    await this.#write(this.#terminal.isInteractive ? shown.replaceAll(HARMFUL, "") : shown);
  }

  /** Ends the last line, so that what follows begins on one of its own. */
  async end(): Promise<void> {
    if (this.#state === "thinking" && this.#terminal.useColor) await this.#terminal.print(PLAIN);
    if (!this.#endsLine || this.#state === "nothing") await this.#terminal.print("\n");
    this.#endsLine = true;
    this.#state = "nothing";
  }

  async #endThoughts(): Promise<void> {
    const mark = this.#terminal.useColor ? PLAIN : `${this.#endsLine ? "" : "\n"}…done thinking.`;
    await this.#write(`${mark}\n\n`);
  }

  async #write(text: string): Promise<void> {
    this.#endsLine = text.endsWith("\n");
    await this.#terminal.print(text);
  }
}
