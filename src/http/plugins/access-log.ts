import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { ERROR_CATALOGUE } from "../../core/errors.ts";
import type { ShimmyMetrics } from "../../observability/metrics.ts";

const NO_ROUTE = "none";

/**
 * One log line and one metric for each request, and the headers that every answer has. Both hang on the
 * socket's own `close`: Fastify's onResponse does not run for a stream that the client left.
 */
export function registerAccessLog(app: FastifyInstance, metrics: ShimmyMetrics): void {
  app.addHook("onRequest", (request, reply, done) => {
    reply.header("x-request-id", request.id).header("x-content-type-options", "nosniff");
    const startedAtMs = performance.now();
    // An upgraded socket has no response that ends; the WebSocket route writes its own line.
    if (!request.ws) {
      reply.raw.once("close", () => record(request, reply, performance.now() - startedAtMs, metrics));
    }
    done();
  });
}

function record(
  request: FastifyRequest,
  reply: FastifyReply,
  durationMs: number,
  metrics: ShimmyMetrics,
): void {
  const aborted = !reply.raw.writableEnded;
  const status = aborted ? ERROR_CATALOGUE.cancelled.status : reply.raw.statusCode;
  metrics.httpRequest({
    method: request.method,
    route: request.routeOptions.url ?? NO_ROUTE,
    status,
    durationMs,
  });
  request.log.info(
    {
      method: request.method,
      path: request.url.split("?", 1)[0],
      status,
      durationMs: Math.round(durationMs * 10) / 10,
      remoteAddress: request.ip,
      ...(aborted && { aborted }),
    },
    "request",
  );
}
