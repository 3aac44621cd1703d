import type { Socket } from "node:net";
import { ShimmyError } from "../../core/errors.ts";
import { sendBareError } from "./bare-error.ts";

/** Answers what Node's HTTP parser could not read, on the bare socket, and closes it. */
export function answerClientError(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === "ECONNRESET") socket.destroy();
  else sendBareError(socket, clientError(error.code));
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
