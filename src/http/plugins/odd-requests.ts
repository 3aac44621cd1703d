import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import type { FastifyInstance } from "fastify";
import { ShimmyError } from "../../core/errors.ts";
import { sendBareError } from "./bare-error.ts";
import { ROUTE_METHODS } from "./route-table.ts";

const WEBSOCKET_VERSION = "13";

/**
 * Answers what Node and ws would answer by themselves without a body, in HTML or not at all: expectations that no
 * server knows, tunnels, and broken WebSocket handshakes; and refuses what Node lets through though it is not understood.
 * Must run after the WebSocket plugin.
 */
export function registerOddRequests(app: FastifyInstance): void {
  refuseExpectations(app);
  app.addHook("onRequest", async ({ method, url, headers }) => {
    if (!url.startsWith("/") && !(method === "OPTIONS" && url === "*")) {
      throw new ShimmyError("invalid_request", "The request's target must be a path, such as /v1/models.");
    }
    const coding = headers["transfer-encoding"];
    if (coding === undefined || coding.toLowerCase() === "chunked") return;
    throw new ShimmyError("invalid_request", "The Transfer-Encoding must be chunked, and nothing beside it.");
  });
  app.server.on("connect", (_request: IncomingMessage, socket: Duplex) => {
    socket.on("error", () => socket.destroy());
    const message = "This server is no proxy: it does not take CONNECT.";
    sendBareError(socket, new ShimmyError("method_not_allowed", message), {
      allow: ROUTE_METHODS.join(", "),
    });
  });
  app.websocketServer.on("wsClientError", ({ message }: Error, socket: Duplex) => {
    const error = new ShimmyError("invalid_request", `This is no WebSocket handshake: ${message}.`);
    sendBareError(socket, error, { "sec-websocket-version": WEBSOCKET_VERSION });
  });
}

/** `Expect: 100-continue` is Node's affair; RFC 9110, section 10.1.1, has a 417 for all others. */
function refuseExpectations(app: FastifyInstance): void {
  const refused = new WeakSet<IncomingMessage>();
  const server: Server = app.server;
  server.on("checkExpectation", (request, response) => {
    refused.add(request);
    server.emit("request", request, response);
  });
  app.addHook("onRequest", async ({ raw, headers }) => {
    if (!refused.has(raw)) return;
    throw new ShimmyError(
      "expectation_failed",
      `This server cannot meet the expectation ${JSON.stringify(headers.expect)}; leave the Expect header out.`,
    );
  });
}
