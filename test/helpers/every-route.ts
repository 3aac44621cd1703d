import { asObject, type JsonObject, post, postJson, sseData, textAt } from "./http-client.ts";
import type { RealServer } from "./real-server.ts";
import { askOverSocket } from "./socket-client.ts";

/** What one route made of a request. */
interface RouteAnswer {
  /** The pieces that came, in order; one where the route does not stream. */
  readonly pieces: readonly string[];
  /** The whole answer, or the object that ended the stream. */
  readonly last: JsonObject;
}

const RAW = { raw: true };

type Ask = (server: RealServer, request: JsonObject) => Promise<RouteAnswer>;

/**
 * Every way in which the server continues a prompt. The request is a body of `POST /api/generate` with
 * a `prompt`, without `stream`; the fields are the same everywhere. The prompt is continued as it stands.
 */
export const GENERATING_ROUTES: Readonly<Record<string, Ask>> = {
  "/api/generate as JSON": async ({ url }, request) => {
    const last = await postJson(`${url}/api/generate`, { ...request, ...RAW });
    return { pieces: [textAt(last, "response")], last };
  },
  "/api/generate as server-sent events": async ({ url }, request) => {
    const { text } = await post(`${url}/api/generate`, { ...request, ...RAW, stream: true });
    return fromFrames(endedByDone(text).map(asObject), "response");
  },
  "/api/generate as NDJSON": async ({ url }, request) => {
    const { text } = await post(
      `${url}/api/generate`,
      { ...request, ...RAW },
      { accept: "application/x-ndjson" },
    );
    const lines = text.split("\n").filter((line) => line !== "");
    return fromFrames(lines.map(asObject), "response");
  },
  "/ws/generate": async ({ webSocketUrl }, request) =>
    askOverSocket(`${webSocketUrl}/ws/generate`, { ...request, ...RAW, id: 1 }),
  "/v1/completions as JSON": async ({ url }, request) => {
    const last = await postJson(`${url}/v1/completions`, request);
    return { pieces: [textAt(last, "choices", 0, "text")], last };
  },
  "/v1/completions as server-sent events": async ({ url }, request) => {
    const { text } = await post(`${url}/v1/completions`, { ...request, stream: true });
    return fromFrames(endedByDone(text).map(asObject), "choices", 0, "text");
  },
};

function fromFrames(frames: readonly JsonObject[], ...path: (string | number)[]): RouteAnswer {
  const last = frames.at(-1);
  if (last === undefined) throw new Error("the stream is empty");
  return { pieces: frames.slice(0, -1).map((frame) => textAt(frame, ...path)), last };
}

/** The events of a stream that ended well, without its end mark. */
export function endedByDone(stream: string): readonly string[] {
  const events = sseData(stream);
  if (events.at(-1) !== "[DONE]") throw new Error(`the stream did not end well: ${events.at(-1)}`);
  return events.slice(0, -1);
}
