import WebSocket from "ws";
import { post, readCompletion } from "../e2e/server-client.ts";

/** Tokens of each answer; the text goes past the model's own end, so that every answer has exactly as many. */
const ANSWER_TOKENS = 24;

/** Connections that a client keeps would look like ones that the server forgot. */
export const ONE_CONNECTION_EACH = { connection: "close" };

/** What a client got for one request: a whole answer, or why there is none. */
export interface Answer {
  readonly text: string;
  readonly promptTokens: number;
  readonly completionTokens: number;
}

/** A request that did not get an answer. */
export class RequestFailure extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** Sends one request of a kind; `index` makes its prompt differ from all others. */
export type SendRequest = (url: string, model: string, index: number) => Promise<Answer>;

function ask(model: string, index: number) {
  const prompt = `Once upon a time there were ${index} cats and`;
  return {
    model,
    prompt,
    raw: true,
    max_tokens: ANSWER_TOKENS,
    ignore_eos: true,
    temperature: 0.8,
    seed: index,
  };
}

/** One JSON answer of `/api/generate`. */
export async function sendJson(url: string, model: string, index: number): Promise<Answer> {
  const response = await post(
    `${url}/api/generate`,
    { ...ask(model, index), stream: false },
    ONE_CONNECTION_EACH,
  );
  const body = JSON.parse(await response.text());
  if (response.status !== 200) throw new RequestFailure(`http_${response.status}`, String(body.error));
  return {
    text: String(body.response),
    promptTokens: Number(body.usage.prompt_tokens),
    completionTokens: Number(body.usage.completion_tokens),
  };
}

/** One stream of `/v1/completions`, which must end exactly once: by `[DONE]`, or by an error frame. */
export async function sendStream(url: string, model: string, index: number): Promise<Answer> {
  const body = { ...ask(model, index), stream: true, stream_options: { include_usage: true } };
  const response = await post(`${url}/v1/completions`, body, ONE_CONNECTION_EACH);
  if (response.status !== 200) throw new RequestFailure(`http_${response.status}`, await response.text());
  const { text, promptTokens, completionTokens, errorCode, doneCount, lateFrames } =
    await readCompletion(response);
  if (doneCount + (errorCode === undefined ? 0 : 1) !== 1 || lateFrames > 0) {
    throw new Error(
      `The stream ended ${doneCount} times, with error ${errorCode} and ${lateFrames} late frames.`,
    );
  }
  if (errorCode !== undefined) throw new RequestFailure(errorCode, "error frame");
  return { text, promptTokens: promptTokens ?? 0, completionTokens: completionTokens ?? 0 };
}

/** One generation over a WebSocket of its own. */
export function sendOverSocket(url: string, model: string, index: number): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`${url.replace("http", "ws")}/ws/generate`);
    let text = "";
    let outcome: Answer | RequestFailure | undefined;
    socket.on("open", () => socket.send(JSON.stringify({ id: index, ...ask(model, index) })));
    socket.on("error", reject);
    socket.on("message", (data) => {
      const frame = JSON.parse(String(data));
      if (frame.id !== index || outcome !== undefined) {
        reject(new Error(`An unexpected frame: ${String(data)}`));
      } else if (frame.error !== undefined) {
        outcome = new RequestFailure(frame.error.code, frame.error.message);
      } else if (frame.done === true) {
        const { prompt_tokens, completion_tokens } = frame.usage;
        outcome = { text, promptTokens: prompt_tokens, completionTokens: completion_tokens };
      } else if (frame.queued === undefined) {
        text += frame.token;
      }
      if (outcome !== undefined) socket.close();
    });
    socket.on("close", (code) => {
      if (outcome === undefined) reject(new Error(`The socket closed with ${code} before an answer.`));
      else if (outcome instanceof Error) reject(outcome);
      else resolve(outcome);
    });
  });
}

/** Sums of a round's answers. */
export interface RoundSums {
  readonly requests: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
}

/**
 * 64 HTTP clients, every other one streaming, and 200 WebSockets, all at once.
 *
 * @throws the first failure of any.
 */
export async function runRound(url: string, model: string): Promise<RoundSums> {
  const http = Array.from({ length: 64 }, (_, index) =>
    (index % 2 === 0 ? sendJson : sendStream)(url, model, index),
  );
  const sockets = Array.from({ length: 200 }, (_, index) => sendOverSocket(url, model, 64 + index));
  const answers = await Promise.all([...http, ...sockets]);
  for (const { text, completionTokens } of answers) {
    if (text === "" || completionTokens !== ANSWER_TOKENS) {
      throw new Error(`An answer is not whole: ${completionTokens} tokens, ${JSON.stringify(text)}`);
    }
  }
  const sum = (field: "promptTokens" | "completionTokens") =>
    answers.reduce((total, answer) => total + answer[field], 0);
  return {
    requests: answers.length,
    promptTokens: sum("promptTokens"),
    completionTokens: sum("completionTokens"),
  };
}
