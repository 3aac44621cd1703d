import { fastifyWebsocket } from "@fastify/websocket";
import type { FastifyInstance } from "fastify";
import { ShimmyError } from "../../core/errors.ts";
import { MAX_GENERATION_BODY_BYTES } from "../http-limits.ts";
import { separateWebsocketUpgrades } from "./plain-upgrade.ts";

const GOING_AWAY = 1001;
const CLOSE_GRACE_MS = 1_000;
/** For a client that is still sending the frame that was refused. */
const REFUSAL_GRACE_MS = 5_000;

/** Lets routes speak WebSocket. On close every socket is told so, and cut off when it does not answer. */
export async function registerWebsocket(app: FastifyInstance): Promise<void> {
  await app.register(fastifyWebsocket, {
    options: {
      maxPayload: MAX_GENERATION_BODY_BYTES,
      perMessageDeflate: false,
      server: separateWebsocketUpgrades(app.server),
    },
    errorHandler: (error, socket, request) => {
      // A broken frame or a lost connection is the client's affair; the socket's own close ends its work.
      request.log.info({ reason: error.message }, "websocket broken");
      if (socket.readyState !== socket.CLOSING) return socket.terminate();
      // ws has just sent the code that says why, and cutting the connection now would lose it
      const cut = setTimeout(() => socket.terminate(), REFUSAL_GRACE_MS).unref();
      socket.once("close", () => clearTimeout(cut));
    },
    preClose: async () => {
      const { clients } = app.websocketServer;
      for (const client of clients) client.close(GOING_AWAY, "The server is shutting down.");
      setTimeout(() => {
        for (const client of clients) client.terminate();
      }, CLOSE_GRACE_MS).unref();
      app.websocketServer.close();
    },
  });
  app.addHook("onRequest", async ({ ws }, reply) => {
    // of a socket that is refused nothing is read any more
    if (ws) reply.header("connection", "close");
  });
  const addresses = new Set<string>();
  app.addHook("onRoute", ({ url, wsHandler }) => {
    if (wsHandler !== undefined) addresses.add(url);
  });
  // The plugin would open a socket at any address that answers GET, and close it without a word.
  app.addHook("preValidation", async ({ ws, routeOptions: { url } }) => {
    if (!ws || url === undefined || addresses.has(url)) return;
    throw new ShimmyError("invalid_request", "This address does not speak WebSocket; use /ws/generate.");
  });
}
