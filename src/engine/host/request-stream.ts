import type { ShimmyError } from "../../core/errors.ts";
import type { EndEvent, GenerationEvent, StartEvent } from "../../core/generation-event.ts";
import type { QueuePlace } from "../../core/queue-activity.ts";
import type { PromptTokenLogprob, TokenLogprob } from "../../core/token-logprob.ts";

/**
 * Events of one generation between the engine, which does not wait, and a reader, who may be slow:
 * text that was not read yet is joined, so that a slow reader costs one answer's memory at most.
 */
export class RequestStream {
  /** Where the request stood in the queue when it came; undefined when it had a slot at once. */
  readonly queued: QueuePlace | undefined;
  private start: StartEvent | undefined;
  private text = "";
  private logprobs: TokenLogprob[] = [];
  private readonly promptLogprobs: PromptTokenLogprob[] = [];
  private end: EndEvent | undefined;
  private error: ShimmyError | undefined;
  private settled = false;
  private wake: (() => void) | undefined;

  constructor(queued?: QueuePlace) {
    this.queued = queued;
  }

  pushStart(start: StartEvent): void {
    if (this.settled) return;
    this.start = start;
    this.notify();
  }

  pushText(text: string, logprobs: readonly TokenLogprob[] = []): void {
    if (this.settled) return;
    this.text += text;
    this.logprobs.push(...logprobs);
    this.notify();
  }

  /** Takes the next tokens of the prompt; the end tells of them. */
  pushPrompt(tokens: readonly PromptTokenLogprob[]): void {
    this.promptLogprobs.push(...tokens);
  }

  /** Ends the stream; the first of `finish` and `fail` counts. */
  finish(end: EndEvent): void {
    if (this.settled) return;
    const { promptLogprobs } = this;
    this.end = promptLogprobs.length === 0 ? end : { ...end, promptLogprobs };
    this.settled = true;
    this.notify();
  }

  /** Fails the stream; what was not read yet is read before the error is thrown. */
  fail(error: ShimmyError): void {
    if (this.settled) return;
    this.error = error;
    this.settled = true;
    this.notify();
  }

  /** The events, for one reader. Throws what {@link RequestStream.fail} was given. */
  async *events(): AsyncGenerator<GenerationEvent, void, undefined> {
    for (;;) {
      const event = this.take();
      if (event !== undefined) yield event;
      if (event?.type === "end") return;
      if (event !== undefined) continue;
      if (this.error !== undefined) throw this.error;
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
  }

  private take(): GenerationEvent | undefined {
    if (this.start !== undefined) {
      const start = this.start;
      this.start = undefined;
      return start;
    }
    if (this.text !== "" || this.logprobs.length > 0) {
      const { text, logprobs } = this;
      this.text = "";
      this.logprobs = [];
      return logprobs.length === 0 ? { type: "text", text } : { type: "text", text, logprobs };
    }
    return this.end;
  }

  private notify(): void {
    const wake = this.wake;
    this.wake = undefined;
    wake?.();
  }
}
