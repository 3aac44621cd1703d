import type { FastifyInstance } from "fastify";
import type { ShimmyConfig } from "../../config/shimmy-config.ts";
import { ShimmyError } from "../../core/errors.ts";
import { isAllowedHost } from "./allowed-host.ts";
import { isAllowedOrigin, isSameOrigin } from "./allowed-origin.ts";

const READING_METHODS: readonly string[] = ["GET", "HEAD", "OPTIONS"];

/**
 * Refuses requests that a foreign web page sent: by the `Host` they name (DNS rebinding), and by their
 * `Origin` where they change something or open a WebSocket, which browsers allow across origins.
 *
 * @param service holds the settings in force, which may change.
 */
export function registerGuards(app: FastifyInstance, service: { readonly config: ShimmyConfig }): void {
  app.addHook("onRequest", async (request) => {
    const { host, origin } = request.headers;
    const { bind, allowedHosts, corsOrigins } = service.config;
    if (host === undefined) {
      throw new ShimmyError("invalid_request", "The request names no host; send a Host header.");
    }
    if (!isAllowedHost(host, { boundHost: bind.host, allowedHosts })) {
      throw new ShimmyError(
        "forbidden",
        `This server does not answer to the host name ${JSON.stringify(host)}; add it to the allowed hosts.`,
      );
    }
    if (origin === undefined || (READING_METHODS.includes(request.method) && !request.ws)) return;
    if (isSameOrigin(origin, host) || isAllowedOrigin(origin, corsOrigins)) return;
    throw new ShimmyError(
      "forbidden",
      `Pages of the origin ${JSON.stringify(origin)} may not use this server; add it to the CORS origins.`,
    );
  });
}
