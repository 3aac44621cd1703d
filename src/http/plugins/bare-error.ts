import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import type { ShimmyError } from "../../core/errors.ts";
import { nativeErrorBody } from "../native/error-body.ts";

/**
 * Answers on a socket that has no response of Node's, and closes it. Nothing is known of the client's dialect there.
 *
 * @param headers names and values, as they are to be written.
 */
export function sendBareError(
  socket: Duplex,
  error: ShimmyError,
  headers: Readonly<Record<string, string>> = {},
): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const body = JSON.stringify(nativeErrorBody(error));
  const lines = Object.entries({
    ...headers,
    "content-type": "application/json; charset=utf-8",
    "content-length": String(Buffer.byteLength(body)),
    connection: "close",
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  // a client that keeps its end open does not keep ours
  socket.once("finish", () => socket.destroy());
  socket.end(`HTTP/1.1 ${error.status} ${STATUS_CODES[error.status]}\r\n${lines.join("")}\r\n${body}`);
}
