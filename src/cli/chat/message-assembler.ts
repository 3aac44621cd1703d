const FENCE = '"""';
/** A fence may also begin the text of a command: `/system """`. */
const FENCE_START = /^\s*(\/[a-z]+\s+)?"""(.*)$/is;

/**
 * Joins lines to messages: text between two `"""` is one message, and so are lines that end with a backslash together with the
 * one that follows them.
 */
export class MessageAssembler {
  #lines: string[] = [];
  #isFenced = false;
  #command = "";

  /** True in the middle of a message. */
  get isOpen(): boolean {
    return this.#lines.length > 0 || this.#isFenced;
  }

  /** Takes a line, and returns the message that it ends; undefined where the message goes on. */
  add(line: string): string | undefined {
    if (this.#isFenced) return this.#addFenced(line);
    const start = this.isOpen ? null : FENCE_START.exec(line);
    if (start !== null) {
      const [, command = "", rest = ""] = start;
      this.#isFenced = true;
      this.#command = command;
      // an empty rest is the line of the fence alone
      return rest === "" ? undefined : this.#addFenced(rest);
    }
    if (endsWithContinuation(line)) {
      this.#lines.push(line.slice(0, -1));
      return undefined;
    }
    this.#lines.push(line);
    return this.end();
  }

  /** Ends the message where it stands, as at the end of the input or after Ctrl-C; undefined where there is none. */
  end(): string | undefined {
    const message = this.isOpen ? this.#command + this.#lines.join("\n") : undefined;
    this.#lines = [];
    this.#command = "";
    this.#isFenced = false;
    return message;
  }

  #addFenced(line: string): string | undefined {
    const text = line.trimEnd();
    if (!text.endsWith(FENCE)) {
      this.#lines.push(line);
      return undefined;
    }
    const last = text.slice(0, -FENCE.length);
    // a fence on a line of its own adds no line
    if (last !== "") this.#lines.push(last);
    return this.end();
  }
}

/** An even number of backslashes stands for themselves. */
function endsWithContinuation(line: string): boolean {
  const backslashes = /\\*$/.exec(line)?.[0].length ?? 0;
  return backslashes % 2 === 1;
}
