import { createHash } from "node:crypto";
import type { FastifyRequest } from "fastify";
import type { GenerationRequest } from "../../service/shimmy-service.ts";
import type { HttpContext } from "../http-context.ts";
import { apiKeyOf } from "../plugins/auth.ts";

/** Who asks, as the service is told. */
export type Requester = Pick<GenerationRequest, "client" | "cacheSalt">;

/**
 * Who sent a request: the holder of its API key, where the server asks for keys, else its address. Both values come
 * from one-way hashes of the key, each with a prefix of its own, so that neither tells the key or the other. A server
 * without keys trusts its clients alike, and they share their prompts' beginnings.
 */
export function requesterOf(
  request: Pick<FastifyRequest, "headers" | "ip">,
  { service }: Pick<HttpContext, "service">,
): Requester {
  const key = service.config.apiKey === undefined ? undefined : apiKeyOf(request.headers);
  if (key === undefined) return { client: request.ip };
  return { client: `key-${hash("client", key)}`, cacheSalt: hash("cache-salt", key) };
}

function hash(purpose: string, key: string): string {
  return createHash("sha256").update(`shimmy ${purpose}\0${key}`).digest("hex");
}
