import { offeredTools } from "../../core/conversation.ts";
import { ShimmyError } from "../../core/errors.ts";
import { isLoadWait, type RequestWait } from "../../core/queue-activity.ts";
import { unlessAborted } from "../../service/run-generation.ts";
import { beginGeneration } from "../generation/begin-generation.ts";
import { missingEnd } from "../generation/collect-answer.ts";
import { toKeepAliveMs } from "../generation/keep-alive-field.ts";
import { isForLoadOnly, loadModel } from "../generation/load-model.ts";
import type { Requester } from "../generation/requester.ts";
import type { GenerationAsk } from "../generation/to-common-ask.ts";
import { translateGenerateRequest } from "../generation/translate-generate-request.ts";
import { WholeCalls } from "../generation/whole-call-body.ts";
import type { HttpContext } from "../http-context.ts";
import type { FrameWriter } from "./frame-writer.ts";
import type { ServerFrames } from "./server-frames.ts";

/** One request of a socket. */
interface SocketRequest {
  readonly context: HttpContext;
  readonly writer: FrameWriter;
  /** The request as the client wrote it. */
  readonly body: Parameters<typeof translateGenerateRequest>[0];
  /** Who asks, and by which id in the log. */
  readonly requester: Requester & { readonly requestId: string };
  readonly signal: AbortSignal;
  readonly frames: ServerFrames;
  readonly format: "json" | "text";
}

/**
 * Generates what one request asks for, and writes its frames to the last.
 *
 * @throws ShimmyError of any code; nothing is written of it.
 */
export async function sendGeneration(socketRequest: SocketRequest): Promise<void> {
  const { context, writer, body, requester, signal, frames, format } = socketRequest;
  // a frame with neither a model nor a prompt is more likely a mistake
  if (body.model && isForLoadOnly(body)) {
    const loading = loadModel(context.service, body.model, toKeepAliveMs(body.keep_alive));
    return writer.write(frames.loaded(await unlessAborted(loading, signal)));
  }
  const ask = translateGenerateRequest(body);
  if (format === "text") checkTextFormat(ask);
  const onQueued = (wait: RequestWait) => {
    // raw tokens leave no room for it
    if (format !== "json") return;
    void writer.write(isLoadWait(wait) ? frames.loading(wait) : frames.queued(wait));
  };
  const generation = await beginGeneration(context, { ...ask, ...requester, signal, onQueued });
  const send = async (frame: string) => {
    if (frame !== "") await writer.write(frame);
  };
  const calls = new WholeCalls();
  for await (const event of generation.events) {
    const call = event.type === "end" ? calls.end() : calls.add(event);
    if (call !== undefined) await send(frames.toolCall(call));
    if (event.type === "end") return send(frames.done(generation.model, event));
    if (event.type === "text") await send(frames.token(event));
    if (event.type === "reasoning") await send(frames.thinking(event));
  }
  throw missingEnd();
}

/** Raw text has no place for anything beside it; thoughts are left out. */
function checkTextFormat({ input, options }: GenerationAsk): void {
  const refuse = (field: string): never => {
    throw new ShimmyError(
      "invalid_request",
      `${field} have no place in the text format; connect without ?format=text.`,
      { param: field },
    );
  };
  if (typeof options.logprobs === "number") refuse("logprobs");
  if (input.kind === "messages" && offeredTools(input).length > 0) refuse("tools");
}
