import { onTestFinished } from "vitest";
import WebSocket from "ws";
import type { ScriptedApp } from "./scripted-app.ts";

/** A client of `/ws/generate`. */
export interface SocketTestClient {
  readonly socket: WebSocket;
  send(message: object | string): void;
  /** The next frame, as text. */
  next(): Promise<string>;
  /** The next frame, as JSON. */
  json(): Promise<Record<string, unknown>>;
}

/** Opens a socket to a scripted app; it is ended with the test. */
export async function openSocket(scripted: ScriptedApp, query = "", headers = {}): Promise<SocketTestClient> {
  const address = await scripted.listen();
  const socket = new WebSocket(`${address.replace("http", "ws")}/ws/generate${query}`, { headers });
  onTestFinished(() => socket.terminate());
  const frames: string[] = [];
  const waiting: ((frame: string) => void)[] = [];
  socket.on("message", (data) => {
    const resolve = waiting.shift();
    if (resolve === undefined) frames.push(String(data));
    else resolve(String(data));
  });
  await new Promise<void>((resolve, reject) => {
    socket.once("open", resolve);
    socket.once("error", reject);
  });
  const next = () =>
    new Promise<string>((resolve) => {
      const frame = frames.shift();
      if (frame === undefined) waiting.push(resolve);
      else resolve(frame);
    });
  return {
    socket,
    send: (message) => socket.send(typeof message === "string" ? message : JSON.stringify(message)),
    next,
    json: async () => JSON.parse(await next()),
  };
}

/** The code that a socket is closed with. */
export function closed(socket: WebSocket): Promise<number> {
  return new Promise((resolve) => socket.once("close", (code) => resolve(code)));
}
