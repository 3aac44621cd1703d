import WebSocket from "ws";
import { eventData, post } from "../e2e/server-client.ts";
import { asObject, at, type JsonObject } from "../helpers/http-client.ts";
import { ONE_CONNECTION_EACH, RequestFailure } from "./load-round.ts";
import type { SoakAsk } from "./soak-asks.ts";

/** One choice of an answer. */
interface SoakChoice {
  text: string;
  finishReason: string | undefined;
}

/** What came of a request. */
export interface SoakAnswer {
  readonly choices: readonly SoakChoice[];
  /** Absent where the client left before the end. */
  readonly usage?: unknown;
  /** The client left before the end. */
  readonly cancelled: boolean;
}

/** How a request is sent: nothing here changes its text. */
export interface SoakManner {
  readonly transport: SoakTransport;
  /** How many choices; more than one with OpenAI's dialect alone. */
  readonly choices: number;
  /** `cache_prompt`, `priority`, `n_probs`. */
  readonly fields: JsonObject;
  /** The client leaves after so many pieces of text, or after so many milliseconds where it gets no pieces. */
  readonly leaveAfter: number | undefined;
}

export type SoakTransport = "openai" | "openai-stream" | "native" | "native-stream" | "websocket";

/** Sends a request. @throws RequestFailure for an answer that is an error. */
export function sendSoak(url: string, ask: SoakAsk, manner: SoakManner): Promise<SoakAnswer> {
  const body = { temperature: 0, raw: "prompt" in ask.input, ...ask.input, ...ask.fields, ...manner.fields };
  switch (manner.transport) {
    case "openai":
      return readWhole(openaiRoute(url, ask), { ...body, n: manner.choices }, manner);
    case "openai-stream": {
      const more = { n: manner.choices, stream: true, stream_options: { include_usage: true } };
      return readStream(openaiRoute(url, ask), { ...body, ...more }, manner);
    }
    case "native":
      return readWhole(`${url}/api/generate`, { ...body, stream: false }, manner);
    case "native-stream":
      return readStream(`${url}/api/generate`, { ...body, stream: true }, manner);
    case "websocket":
      return overSocket(url, body, manner);
  }
}

function openaiRoute(url: string, { input }: SoakAsk): string {
  return "prompt" in input ? `${url}/v1/completions` : `${url}/v1/chat/completions`;
}

async function readWhole(route: string, body: JsonObject, { leaveAfter }: SoakManner): Promise<SoakAnswer> {
  const signal = leaveAfter === undefined ? undefined : AbortSignal.timeout(leaveAfter);
  try {
    const response = await postUntil(route, body, signal);
    const answer = asObject(await response.text());
    if (response.status !== 200) throw failureOf(response.status, answer);
    const choices = at(answer, "choices");
    return {
      choices: Array.isArray(choices) ? choices.map(wholeChoice) : [wholeChoice(answer)],
      usage: answer.usage,
      cancelled: false,
    };
  } catch (thrown) {
    if (signal?.aborted === true && !(thrown instanceof RequestFailure)) return LEFT;
    throw thrown;
  }
}

const LEFT: SoakAnswer = { choices: [], cancelled: true };

async function readStream(
  route: string,
  body: JsonObject,
  { leaveAfter, choices: count }: SoakManner,
): Promise<SoakAnswer> {
  const leave = new AbortController();
  const response = await postUntil(route, body, leave.signal);
  if (response.status !== 200) throw failureOf(response.status, asObject(await response.text()));
  const choices = Array.from({ length: count }, (): SoakChoice => ({ text: "", finishReason: undefined }));
  let usage: unknown;
  let pieces = 0;
  let ends = 0;
  try {
    for await (const data of eventData(response)) {
      if (ends > 0) throw new Error(`A frame after the end of a stream: ${data}`);
      if (data === "[DONE]") {
        ends++;
        continue;
      }
      const frame = asObject(data);
      if (frame.error !== undefined) throw failureOf(200, frame);
      usage = frame.usage ?? usage;
      if (addFrame(choices, frame)) pieces++;
      if (pieces === leaveAfter) {
        leave.abort();
        return { choices, cancelled: true };
      }
    }
  } catch (thrown) {
    if (leave.signal.aborted) return { choices, cancelled: true };
    throw thrown;
  }
  if (ends !== 1) throw new Error("A stream ended without [DONE].");
  return { choices, usage, cancelled: false };
}

/** True when the frame brought text. */
function addFrame(choices: readonly SoakChoice[], frame: JsonObject): boolean {
  const told = at(frame, "choices", 0) ?? frame;
  const index = at(told, "index");
  const choice = choices[typeof index === "number" ? index : 0];
  if (choice === undefined) throw new Error(`A frame of nobody's choice: ${JSON.stringify(frame)}`);
  const { text, finishReason } = wholeChoice(told);
  choice.text += text;
  choice.finishReason = finishReason ?? choice.finishReason;
  return text !== "";
}

/** A choice in any dialect, whole or a piece of it. */
function wholeChoice(told: unknown): SoakChoice {
  const texts = [
    at(told, "text"),
    at(told, "message", "content"),
    at(told, "delta", "content"),
    at(told, "response"),
    at(told, "token"),
  ];
  const reason = at(told, "finish_reason") ?? at(told, "done_reason");
  const text = texts.find((one) => typeof one === "string");
  return {
    text: typeof text === "string" ? text : "",
    finishReason: typeof reason === "string" ? reason : undefined,
  };
}

function overSocket(url: string, body: JsonObject, { leaveAfter }: SoakManner): Promise<SoakAnswer> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`${url.replace("http", "ws")}/ws/generate`);
    const choice: SoakChoice = { text: "", finishReason: undefined };
    let answer: SoakAnswer | Error | undefined;
    let pieces = 0;
    socket.on("error", reject);
    socket.on("open", () => socket.send(JSON.stringify({ id: "soak", ...body })));
    socket.on("message", (data) => {
      const frame = asObject(String(data));
      if (answer !== undefined) return;
      if (frame.error !== undefined) answer = failureOf(200, frame);
      else if (frame.queued === undefined && addFrame([choice], frame)) pieces++;
      if (frame.done === true) {
        const cancelled = choice.finishReason === "cancelled";
        answer = { choices: [choice], usage: frame.usage, cancelled };
      }
      if (answer !== undefined) socket.close();
      else if (pieces === leaveAfter) leaveSocket();
    });
    // every other one says so, and waits for the last word; the others just go
    const leaveSocket = (): void => {
      if (pieces % 2 === 0) {
        socket.send(JSON.stringify({ id: "soak", cancel: true }));
        return;
      }
      answer = { choices: [choice], cancelled: true };
      socket.terminate();
    };
    socket.on("close", (code) => {
      if (answer === undefined) reject(new Error(`The socket closed with ${code} before an answer.`));
      else if (answer instanceof Error) reject(answer);
      else resolve(answer);
    });
  });
}

function postUntil(route: string, body: JsonObject, signal: AbortSignal | undefined): Promise<Response> {
  return post(route, body, ONE_CONNECTION_EACH, signal);
}

function failureOf(status: number, body: JsonObject): RequestFailure {
  const code = at(body, "error", "code");
  return new RequestFailure(typeof code === "string" ? code : `http_${status}`, JSON.stringify(body));
}
