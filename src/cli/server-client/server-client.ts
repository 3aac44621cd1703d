import { ShimmyError } from "../../core/errors.ts";
import { readFailure } from "./read-failure.ts";
import { readLines } from "./read-lines.ts";

/** Longest wait for an answer that is not a stream; a load of a large model takes minutes. */
const ANSWER_TIMEOUT_MS = 15 * 60_000;
/** Longest silence of a stream. The server's own limit for a first token is ten minutes by default. */
const SILENCE_TIMEOUT_MS = 15 * 60_000;

/** What {@link ServerClient} needs to reach a server. */
export interface ServerClientOptions {
  /** Without a slash at its end. */
  readonly url: string;
  readonly apiKey: string | undefined;
  readonly signal: AbortSignal;
}

/** A running server, as commands talk to it. Everything throws ShimmyErrors that say what to do. */
export class ServerClient {
  readonly url: string;
  readonly #apiKey: string | undefined;
  readonly #signal: AbortSignal;

  constructor({ url, apiKey, signal }: ServerClientOptions) {
    this.url = url;
    this.#apiKey = apiKey;
    this.#signal = signal;
  }

  /** The JSON that the server answers; undefined for an empty answer. */
  async ask(method: "GET" | "POST" | "DELETE", path: string, body?: object): Promise<unknown> {
    const signal = AbortSignal.any([this.#signal, AbortSignal.timeout(ANSWER_TIMEOUT_MS)]);
    const response = await this.#send(method, path, body, signal);
    const text = await response.text().catch((cause: unknown) => {
      throw this.#lost(cause);
    });
    if (text === "") return undefined;
    return this.#parse(text);
  }

  /**
   * The JSON objects of an answer in lines, as they come.
   *
   * @throws ShimmyError in place of an object that tells of an error.
   */
  async *stream(path: string, body: object, signal: AbortSignal): AsyncGenerator<unknown, void, undefined> {
    const silence = new AbortController();
    const stop = AbortSignal.any([this.#signal, signal, silence.signal]);
    let timer = setTimeout(() => silence.abort(), SILENCE_TIMEOUT_MS);
    try {
      const response = await this.#send("POST", path, body, stop);
      if (response.body === null) return;
      for await (const line of readLines(response.body)) {
        clearTimeout(timer);
        timer = setTimeout(() => silence.abort(), SILENCE_TIMEOUT_MS);
        const value = this.#parse(line);
        const failure = readFailure(value);
        if (failure !== undefined) throw new ShimmyError("internal", failure);
        yield value;
      }
    } catch (thrown) {
      if (thrown instanceof ShimmyError) throw thrown;
      if (silence.signal.aborted) throw new ShimmyError("generation_timeout", `${this.url} sends nothing.`);
      throw this.#lost(
        thrown,
        `The server at ${this.url} was lost in the middle of its answer (${reasonOf(thrown)}); its log may say why.`,
      );
    } finally {
      clearTimeout(timer);
    }
  }

  async #send(
    method: string,
    path: string,
    body: object | undefined,
    signal: AbortSignal,
  ): Promise<Response> {
    let response: Response;
    try {
      response = await fetch(this.url + path, {
        method,
        signal,
        redirect: "error",
        headers: {
          accept: "application/x-ndjson, application/json",
          ...(body !== undefined && { "content-type": "application/json" }),
          ...(this.#apiKey !== undefined && { authorization: `Bearer ${this.#apiKey}` }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
    } catch (thrown) {
      throw this.#lost(thrown);
    }
    if (!response.ok) throw await this.#refusal(response);
    return response;
  }

  async #refusal(response: Response): Promise<ShimmyError> {
    if (response.status === 401) {
      return new ShimmyError(
        "unauthorized",
        `The server at ${this.url} wants its API key: --api-key, or SHIMMY_API_KEY.`,
      );
    }
    const text = await response.text().catch(() => "");
    let body: unknown;
    try {
      body = JSON.parse(text);
    } catch {
      body = undefined;
    }
    const message = readFailure(body) ?? `The server at ${this.url} answered with status ${response.status}.`;
    return new ShimmyError(response.status === 404 ? "model_not_found" : "invalid_request", message);
  }

  #parse(text: string): unknown {
    try {
      return JSON.parse(text);
    } catch (cause) {
      throw new ShimmyError("internal", `What answers at ${this.url} is no Shimmy server.`, { cause });
    }
  }

  #lost(
    cause: unknown,
    message = `No server answers at ${this.url} (${reasonOf(cause)}): start one with \`shimmy serve\`, or name another by --url.`,
  ): ShimmyError {
    if (this.#signal.aborted || (cause instanceof Error && cause.name === "AbortError")) {
      return new ShimmyError("cancelled", "The request was cancelled.", { cause });
    }
    if (cause instanceof Error && cause.name === "TimeoutError") {
      return new ShimmyError("generation_timeout", `The server at ${this.url} does not answer.`, { cause });
    }
    return new ShimmyError("backend_unavailable", message, { cause });
  }
}

/** fetch hides the system's reason one level down. */
function reasonOf(thrown: unknown): string {
  const cause = thrown instanceof Error && thrown.cause instanceof Error ? thrown.cause : thrown;
  if (cause instanceof Error && "code" in cause && typeof cause.code === "string") return cause.code;
  return cause instanceof Error ? cause.message : String(cause);
}
