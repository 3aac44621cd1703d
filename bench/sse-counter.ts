/**
 * Counts the frames of a completion stream without parsing them, because the load generator shares the cores
 * with the server it measures. Both servers write one `data: {…}` line a frame without spaces in the JSON; quotes
 * inside generated text are escaped there, so that these marks cannot occur in text.
 */
export class SseCounter {
  /** Frames that brought text. */
  textFrames = 0;
  /** True once `data: [DONE]` came. */
  done = false;
  /** The first error frame, as it came. */
  error: string | undefined;
  #usageFrame: string | undefined;
  #rest = "";

  /** Takes the next piece of the stream, cut anywhere, and gives the number of text frames that it completed. */
  push(chunk: string): number {
    const before = this.textFrames;
    const text = this.#rest === "" ? chunk : this.#rest + chunk;
    let start = 0;
    for (let end = text.indexOf("\n\n"); end !== -1; end = text.indexOf("\n\n", start)) {
      this.#frame(text.slice(start, end));
      start = end + 2;
    }
    this.#rest = text.slice(start);
    return this.textFrames - before;
  }

  /** The counts of the usage frame; undefined when none came or it is not in OpenAI's shape. */
  usage(): CompletionUsage | undefined {
    if (this.#usageFrame === undefined) return undefined;
    const frame: unknown = JSON.parse(this.#usageFrame.slice("data: ".length));
    const usage = field(frame, "usage");
    const promptTokens = field(usage, "prompt_tokens");
    const completionTokens = field(usage, "completion_tokens");
    if (typeof promptTokens !== "number" || typeof completionTokens !== "number") return undefined;
    const cachedTokens = field(field(usage, "prompt_tokens_details"), "cached_tokens");
    return {
      promptTokens,
      completionTokens,
      cachedTokens: typeof cachedTokens === "number" ? cachedTokens : 0,
    };
  }

  #frame(frame: string): void {
    if (frame.startsWith('data: {"error"')) this.error ??= frame;
    else if (frame.startsWith("data: [DONE]")) this.done = true;
    else {
      if (frame.includes('"text":"') && !frame.includes('"text":""')) this.textFrames += 1;
      if (frame.includes('"usage":{')) this.#usageFrame = frame;
    }
  }
}

/** What a server says it counted for one request. */
export interface CompletionUsage {
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** Prompt tokens that were not computed but taken from a cache; 0 where the server does not say. */
  readonly cachedTokens: number;
}

/** A property of a value of unknown shape. */
export function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;
}
