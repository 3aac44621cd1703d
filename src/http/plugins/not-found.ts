import type { FastifyInstance } from "fastify";
import { ShimmyError } from "../../core/errors.ts";
import { sendError } from "./error-handler.ts";
import { createRouteTable } from "./route-table.ts";

/** Answers unknown addresses and wrong methods. Must run before the routes are registered. */
export function registerNotFound(app: FastifyInstance): void {
  const table = createRouteTable();
  app.addHook("onRoute", ({ method, url }) => {
    for (const name of [method].flat()) if (name !== "OPTIONS") table.add(url, name);
  });
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split("?", 1)[0] ?? "";
    const methods = table.methodsOf(path);
    if (methods.length === 0) {
      const message = `There is nothing at ${shown(path)}; GET /openapi.json lists every route.`;
      return sendError(request, reply, new ShimmyError("not_found", message));
    }
    const allowed = methods.join(", ");
    reply.header("allow", allowed);
    const message = `${shown(path)} does not take ${request.method}; use ${allowed}.`;
    return sendError(request, reply, new ShimmyError("method_not_allowed", message));
  });
}

const MAX_SHOWN_LENGTH = 200;

function shown(path: string): string {
  return path.length > MAX_SHOWN_LENGTH ? `${path.slice(0, MAX_SHOWN_LENGTH)}…` : path;
}
