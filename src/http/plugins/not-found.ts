import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { ShimmyError } from "../../core/errors.ts";
import { sendError } from "./error-handler.ts";
import { createRouteTable, ROUTE_METHODS, type RouteTable } from "./route-table.ts";

/** Addresses of the dialects that Shimmy does not have, and that look like a name under one that it has. */
const NOT_OFFERED: readonly string[] = ["/v1/responses/compact"];

/**
 * Answers unknown addresses and wrong methods, before their body is read: what an unknown address wants in it is
 * unknown. Must run before the routes are registered, and after whatever is asked of every request.
 */
export function registerNotFound(app: FastifyInstance): void {
  const table = createRouteTable();
  app.addHook("onRoute", ({ method, url }) => {
    for (const name of [method].flat()) if (name !== "OPTIONS") table.add(url, name);
  });
  const answer = (request: FastifyRequest, reply: FastifyReply) => answerUnknown(request, reply, table);
  app.addHook("onRequest", async (request, reply) => (request.is404 ? answer(request, reply) : undefined));
  // requests that a route of a plugin gives up
  app.setNotFoundHandler(answer);
}

function answerUnknown(request: FastifyRequest, reply: FastifyReply, table: RouteTable): FastifyReply {
  const { method, url } = request;
  const path = url.split("?", 1)[0] ?? "";
  const methods = methodsOf(path, table);
  if (methods.length === 0) {
    const message = `Shimmy does not offer ${method} ${shown(path)}; ${advice(path, table)}.`;
    return sendError(request, reply, new ShimmyError("not_found", message));
  }
  if (method === "OPTIONS")
    return reply
      .code(204)
      .header("allow", [...methods, "OPTIONS"].join(", "))
      .send();
  const allowed = methods.join(", ");
  reply.header("allow", allowed);
  const message = `${shown(path)} does not take ${method}; use ${allowed}.`;
  return sendError(request, reply, new ShimmyError("method_not_allowed", message));
}

function methodsOf(path: string, table: RouteTable): readonly string[] {
  // the server as a whole, RFC 9110, section 9.3.7
  if (path === "*") return ROUTE_METHODS.filter((method) => method !== "OPTIONS");
  return NOT_OFFERED.includes(path) ? [] : table.methodsOf(path);
}

/** Clients put their own path behind a base URL that does or does not end in `/v1`. */
function advice(path: string, table: RouteTable): string {
  const near = [`/v1${path}`, path.replace(/^\/v1\//u, "/")].find(
    (other) => other !== path && methodsOf(other, table).length > 0,
  );
  if (near === undefined) return "GET /openapi.json lists every route";
  return `there is ${shown(near)}: check the client's base URL`;
}

const MAX_SHOWN_LENGTH = 200;

function shown(path: string): string {
  return path.length > MAX_SHOWN_LENGTH ? `${path.slice(0, MAX_SHOWN_LENGTH)}…` : path;
}
