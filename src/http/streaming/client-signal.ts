import type { ServerResponse } from "node:http";
import { ShimmyError } from "../../core/errors.ts";

/** A signal that fires when the client goes away before its answer is complete, streamed or not. */
export function clientSignal(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  const abort = () => {
    if (response.writableEnded) return;
    controller.abort(new ShimmyError("cancelled", "The client closed the connection."));
  };
  if (response.destroyed) abort();
  else response.once("close", abort);
  return controller.signal;
}
