import type { Socket } from "node:net";
import { ShimmyError } from "../../core/errors.ts";
import { nativeErrorBody } from "../native/error-body.ts";

const REASONS: Readonly<Record<number, string>> = { 400: "Bad Request", 413: "Payload Too Large" };

/** Answers what Node's HTTP parser could not read, on the bare socket, and closes it. */
export function answerClientError(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const failure = clientError(error.code);
  const body = JSON.stringify(nativeErrorBody(failure));
  socket.end(
    `HTTP/1.1 ${failure.status} ${REASONS[failure.status] ?? "Error"}\r\n` +
      `content-type: application/json; charset=utf-8\r\ncontent-length: ${Buffer.byteLength(body)}\r\n` +
      `connection: close\r\n\r\n${body}`,
  );
}

function clientError(code: string | undefined): ShimmyError {
  switch (code) {
    case "HPE_HEADER_OVERFLOW":
      return new ShimmyError("payload_too_large", "The request's headers are larger than this server takes.");
    case "ERR_HTTP_REQUEST_TIMEOUT":
      return new ShimmyError("invalid_request", "The request took too long to arrive.");
    default:
      return new ShimmyError("invalid_request", "This is not a well-formed HTTP request.");
  }
}
