import type { FastifyBaseLogger } from "fastify";
import { offeredTools } from "../../core/conversation.ts";
import { ShimmyError, toShimmyError } from "../../core/errors.ts";
import { isLoadWait, type RequestWait } from "../../core/queue-activity.ts";
import { unlessAborted } from "../../service/run-generation.ts";
import { beginGeneration } from "../generation/begin-generation.ts";
import { missingEnd } from "../generation/collect-answer.ts";
import type { Requester } from "../generation/requester.ts";
import type { GenerationAsk } from "../generation/to-common-ask.ts";
import { translateGenerateRequest } from "../generation/translate-generate-request.ts";
import { WholeCalls } from "../generation/whole-call-body.ts";
import type { HttpContext } from "../http-context.ts";
import { MAX_REQUESTS_PER_SOCKET } from "../http-limits.ts";
import { logFailure } from "../plugins/log-failure.ts";
import { type ClientMessage, readClientMessage, type SocketRequestId } from "./client-message.ts";
import type { FrameWriter } from "./frame-writer.ts";
import { isForLoadOnly, loadModel } from "./load-model.ts";
import { type ServerFrames, serverFrames } from "./server-frames.ts";

/** What one socket's session works with. */
export interface SessionOptions {
  readonly context: HttpContext;
  readonly writer: FrameWriter;
  readonly logger: FastifyBaseLogger;
  /** Id of the upgrade request; the requests on the socket are numbered under it. */
  readonly requestId: string;
  /** Who opened the socket. */
  readonly requester: Requester;
  readonly format: "json" | "text";
}

/** The requests of one socket. */
export interface GenerationSession {
  /** Handles one frame of the client. Never throws and never rejects; resolves when its answer is sent. */
  receive(text: string): Promise<void>;
  /** The socket is gone: stops everything. */
  close(): void;
  /** Requests asked so far. */
  readonly requests: number;
}

interface OpenRequest {
  readonly id: SocketRequestId | undefined;
  readonly controller: AbortController;
}

type RequestMessage = Exclude<ClientMessage, { kind: "cancel" }>;

/**
 * Serves the requests of one socket. Those with an id run beside each other; those without one, and all
 * of them in text format, run one after another, because nothing else would tell their tokens apart.
 */
export function createGenerationSession(options: SessionOptions): GenerationSession {
  const { context, writer, logger, requestId, requester, format } = options;
  const open = new Set<OpenRequest>();
  let turn: Promise<void> = Promise.resolve();
  let requests = 0;
  let closed = false;

  async function receive(text: string): Promise<void> {
    const message = readClientMessage(text);
    const frames = serverFrames(message.id, format);
    if (message.kind === "cancel") return cancel(message.id);
    const obstacle = obstacleTo(message);
    if (obstacle !== undefined) return refuse(frames, obstacle);

    requests += 1;
    const name = `${requestId}.${requests}`;
    const request: OpenRequest = { id: message.id, controller: new AbortController() };
    open.add(request);
    if (message.id !== undefined && format === "json") return run(message, request, name, frames);
    turn = turn.then(() => run(message, request, name, frames));
    return turn;
  }

  function cancel(id: SocketRequestId | undefined): void {
    for (const request of open) {
      if (request.id === id)
        request.controller.abort(new ShimmyError("cancelled", "The client cancelled it."));
    }
  }

  function refuse(frames: ServerFrames, error: ShimmyError): Promise<void> {
    logFailure(logger, error);
    return writer.write(frames.error(error));
  }

  function obstacleTo({ id }: RequestMessage): ShimmyError | undefined {
    if (open.size >= MAX_REQUESTS_PER_SOCKET) {
      return new ShimmyError(
        "rate_limited",
        `One WebSocket may have ${MAX_REQUESTS_PER_SOCKET} requests in progress; wait for one to end.`,
      );
    }
    if (id === undefined || ![...open].some((request) => request.id === id)) return undefined;
    return new ShimmyError("conflict", `The request ${JSON.stringify(id)} is still in progress.`, {
      param: "id",
    });
  }

  async function run(
    message: RequestMessage,
    request: OpenRequest,
    name: string,
    frames: ServerFrames,
  ): Promise<void> {
    const { signal } = request.controller;
    try {
      signal.throwIfAborted();
      await generate(message, signal, name, frames);
    } catch (thrown) {
      if (closed) return;
      if (signal.aborted) {
        await writer.write(frames.cancelled());
        return;
      }
      await refuse(frames, toShimmyError(thrown));
    } finally {
      open.delete(request);
    }
  }

  async function generate(
    message: RequestMessage,
    signal: AbortSignal,
    name: string,
    frames: ServerFrames,
  ): Promise<void> {
    if (message.kind === "invalid") throw message.error;
    if (isForLoadOnly(message.body)) {
      const done = await unlessAborted(loadModel(context.service, message.body), signal);
      return writer.write(frames.loaded(done));
    }
    const ask = translateGenerateRequest(message.body);
    if (format === "text") checkTextFormat(ask);
    const onQueued = (wait: RequestWait) => {
      // raw tokens leave no room for it
      if (format !== "json") return;
      void writer.write(isLoadWait(wait) ? frames.loading(wait) : frames.queued(wait));
    };
    const request = { ...ask, ...requester, requestId: name, signal, onQueued };
    const generation = await beginGeneration(context, request);
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

  return {
    receive,
    close: () => {
      closed = true;
      const reason = new ShimmyError("cancelled", "The client closed the connection.");
      for (const { controller } of open) controller.abort(reason);
    },
    get requests() {
      return requests;
    },
  };
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
