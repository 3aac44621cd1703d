import { once } from "node:events";
import { WebSocket } from "ws";
import { asObject, type JsonObject } from "./http-client.ts";

/** A WebSocket whose frames are kept until they are asked for. */
export interface SocketClient {
  send(message: unknown): void;
  /** The next frame as it came. */
  nextText(): Promise<string>;
  /** The next frame as JSON. */
  next(): Promise<JsonObject>;
  close(): void;
}

const FRAME_TIMEOUT_MS = 20_000;

/** Opens a WebSocket. */
export async function openSocket(url: string): Promise<SocketClient> {
  const socket = new WebSocket(url);
  const frames: string[] = [];
  const waiting: ((frame: string) => void)[] = [];
  socket.on("message", (data) => {
    const frame = String(data);
    const receiver = waiting.shift();
    if (receiver === undefined) frames.push(frame);
    else receiver(frame);
  });
  await once(socket, "open");
  const nextText = (): Promise<string> => {
    const frame = frames.shift();
    if (frame !== undefined) return Promise.resolve(frame);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error("no frame came")), FRAME_TIMEOUT_MS);
      waiting.push((text) => {
        clearTimeout(timer);
        resolve(text);
      });
    });
  };
  return {
    send: (message) => socket.send(typeof message === "string" ? message : JSON.stringify(message)),
    nextText,
    next: async () => asObject(await nextText()),
    close: () => socket.terminate(),
  };
}

/** One request's whole answer over a socket of its own. */
export interface SocketAnswer {
  /** Text of each token frame. */
  readonly pieces: readonly string[];
  /** The frame that ended it, well or not. */
  readonly last: JsonObject;
}

/** Sends one request over a socket of its own and reads to its end. */
export async function askOverSocket(url: string, request: JsonObject): Promise<SocketAnswer> {
  const socket = await openSocket(url);
  try {
    socket.send(request);
    const pieces: string[] = [];
    for (;;) {
      const frame = await socket.next();
      if (frame.queued !== undefined) continue;
      if (typeof frame.token !== "string") return { pieces, last: frame };
      pieces.push(frame.token);
    }
  } finally {
    socket.close();
  }
}
