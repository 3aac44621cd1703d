import type { FastifyInstance, FastifyRequest } from "fastify";
import type { ShimmyConfig } from "../../config/shimmy-config.ts";
import { ShimmyError } from "../../core/errors.ts";
import { absoluteTarget } from "./absolute-target.ts";
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
    const { origin } = request.headers;
    const host = hostOf(request);
    const { bind, allowedHosts, corsOrigins } = service.config;
    if (host !== undefined && !isAllowedHost(host, { boundHost: bind.host, allowedHosts })) {
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

/**
 * The host that a request names; undefined where it may name none, which is HTTP/1.0, and no browser's.
 *
 * @throws ShimmyError `invalid_request` without a `Host` header, and with several, of which a proxy before this server may
 * have looked at another one. RFC 9112, section 3.2.
 */
function hostOf({ headers, raw, originalUrl }: FastifyRequest): string | undefined {
  const count = raw.rawHeaders.filter(
    (name, index) => index % 2 === 0 && name.toLowerCase() === "host",
  ).length;
  if (count > 1) {
    throw new ShimmyError("invalid_request", `The request has ${count} Host headers; send one.`);
  }
  if (headers.host === undefined && raw.httpVersion !== "1.0") {
    throw new ShimmyError("invalid_request", "The request names no host; send a Host header.");
  }
  return absoluteTarget(originalUrl)?.authority ?? headers.host;
}
