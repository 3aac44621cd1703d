/** A JSON value under keys that nobody has checked yet. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** An answer that was read to its end. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** Sends a JSON body and reads the whole answer. */
export async function post(
  url: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<HttpAnswer> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

/** Sends a JSON body and reads a JSON object, whatever the status. */
export async function postJson(
  url: string,
  body: unknown = {},
  headers: Readonly<Record<string, string>> = {},
): Promise<JsonObject> {
  return asObject((await post(url, body, headers)).text);
}

/** Reads a JSON object, whatever the status. */
export async function getJson(url: string): Promise<JsonObject> {
  return asObject(await (await fetch(url)).text());
}

/** A JSON text that is an object. */
export function asObject(json: string): JsonObject {
  const value: unknown = JSON.parse(json);
  if (typeof value !== "object" || value === null) throw new Error(`not a JSON object: ${json}`);
  return Object.fromEntries(Object.entries(value));
}

/** The value at a path of keys and indexes, undefined where it ends early. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  let current = value;
  for (const key of path) {
    if (typeof current !== "object" || current === null) return undefined;
    current = Reflect.get(current, key);
  }
  return current;
}

/** As {@link at}, where it must be a text. */
export function textAt(value: unknown, ...path: readonly (string | number)[]): string {
  const found = at(value, ...path);
  if (typeof found !== "string") throw new Error(`no text at ${path.join(".")} of ${JSON.stringify(value)}`);
  return found;
}

/** As {@link at}, where it must be a number. */
export function numberAt(value: unknown, ...path: readonly (string | number)[]): number {
  const found = at(value, ...path);
  if (typeof found !== "number")
    throw new Error(`no number at ${path.join(".")} of ${JSON.stringify(value)}`);
  return found;
}

/** A stream under way. */
export interface OpenStream {
  readonly status: number;
  /** Resolves when the first bytes have come, with what came so far. */
  firstBytes(): Promise<string>;
  /** Resolves when something of the answer has come, with what came so far; notices of a wait are none. */
  begun(): Promise<string>;
  /** Reads on to the end and returns the whole stream. */
  rest(): Promise<string>;
  /** Goes away. */
  leave(): Promise<void>;
}

/** Asks for a stream and leaves the reading to the test. */
export async function openStream(url: string, body: unknown): Promise<OpenStream> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "text/event-stream" },
    body: JSON.stringify(body),
  });
  const reader = response.body?.getReader();
  if (reader === undefined) throw new Error("the answer has no body");
  const decoder = new TextDecoder();
  let text = "";
  const read = async (): Promise<boolean> => {
    const { done, value } = await reader.read();
    text += decoder.decode(value, { stream: !done });
    return !done;
  };
  return {
    status: response.status,
    firstBytes: async () => {
      while (text === "" && (await read()));
      return text;
    },
    begun: async () => {
      while (sseFrames(text).length === 0 && (await read()));
      return text;
    },
    rest: async () => {
      while (await read());
      return text;
    },
    leave: () => reader.cancel(),
  };
}

/** The payload of each `data:` line in a stream of server-sent events. Comments, which tell of waits, are passed over. */
export function sseData(stream: string): readonly string[] {
  return sseFrames(stream).map((frame) => {
    if (!frame.startsWith("data: ")) throw new Error(`not an event of data alone: ${frame}`);
    return frame.slice("data: ".length);
  });
}

function sseFrames(stream: string): readonly string[] {
  return stream.split("\n\n").filter((frame) => frame !== "" && !frame.startsWith(":"));
}
