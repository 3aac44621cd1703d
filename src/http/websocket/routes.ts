import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { ShimmyError } from "../../core/errors.ts";
import { requesterOf } from "../generation/requester.ts";
import type { HttpContext } from "../http-context.ts";
import { SOCKET_PING_INTERVAL_MS } from "../http-limits.ts";
import { createFrameWriter } from "./frame-writer.ts";
import { createGenerationSession } from "./generation-session.ts";
import { createKeepAlive } from "./keep-alive.ts";

// The native error body in short: dialects import nothing of each other.
const REFUSAL = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

/** `GET /ws/generate`: any number of generations over one socket. */
export function registerWebsocketRoutes(app: FastifyInstance, context: HttpContext): void {
  const keepAlive = createKeepAlive(SOCKET_PING_INTERVAL_MS);
  app.addHook("onClose", async () => keepAlive.stop());

  app.withTypeProvider<ZodTypeProvider>().route({
    method: "GET",
    url: "/ws/generate",
    schema: {
      summary: "Generates over a WebSocket",
      description:
        "The client sends bodies of POST /api/generate, each with an optional id, as often as it likes. " +
        'Answers: {"id","status":"loading","progress"} while its model takes long to be loaded ("waiting_for_room" before), {"id","queued":{"position","expected_wait_seconds"}} once where it has to wait, {"id","token"}, {"id","thinking"}, {"id","tool_call":{"id","function":{"index","name","arguments"}}}, {"id","done":true,"done_reason","usage"}, {"id","error":{"code","message"}}. ' +
        '{"id","cancel":true} stops one. A request without anything to continue loads its model, or with a `keep_alive` of 0 unloads it: {"id","done":true,"done_reason":"load","model"}.',
      tags: ["Native"],
      querystring: z.object({
        format: z
          .enum(["json", "text"])
          .default("json")
          .describe(
            "`text` sends tokens as they are and a last JSON frame; thoughts are left out, and tools refused.",
          ),
      }),
      response: {
        101: z.null().describe("The WebSocket is open"),
        default: { description: "Refused", content: { "application/json": { schema: REFUSAL } } },
      },
    },
    handler: async () => {
      throw new ShimmyError(
        "invalid_request",
        "This address speaks WebSocket only; connect to it with ws:// or wss://.",
      );
    },
    wsHandler: (socket, request) => {
      const startedAtMs = performance.now();
      const { idleStreamMs } = context.service.config.timeouts;
      const session = createGenerationSession({
        context,
        writer: createFrameWriter(socket, idleStreamMs),
        logger: request.log,
        requestId: request.id,
        requester: requesterOf(request, context),
        format: request.query.format,
      });
      keepAlive.add(socket);
      context.metrics.webSocketOpened();
      socket.on("message", (data) => {
        void session.receive(String(data));
      });
      socket.on("close", (code) => {
        session.close();
        context.metrics.webSocketClosed();
        const durationMs = Math.round(performance.now() - startedAtMs);
        request.log.info(
          { path: "/ws/generate", code, requests: session.requests, durationMs, remoteAddress: request.ip },
          "websocket",
        );
      });
    },
  });
}
