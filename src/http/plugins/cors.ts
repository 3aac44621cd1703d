import { fastifyCors } from "@fastify/cors";
import type { FastifyInstance } from "fastify";
import type { ShimmyConfig } from "../../config/shimmy-config.ts";
import { isAllowedOrigin } from "./allowed-origin.ts";

const PREFLIGHT_SECONDS = 600;

/** Lets pages of the allowed origins, by the settings in force, read answers; every other gets no CORS header at all. */
export async function registerCors(
  app: FastifyInstance,
  service: { readonly config: ShimmyConfig },
): Promise<void> {
  await app.register(fastifyCors, {
    origin: (origin, decide) => {
      const { corsOrigins } = service.config;
      decide(null, origin !== undefined && isAllowedOrigin(origin, corsOrigins));
    },
    methods: ["GET", "HEAD", "POST", "DELETE"],
    exposedHeaders: ["x-request-id", "request-id", "retry-after"],
    maxAge: PREFLIGHT_SECONDS,
    strictPreflight: false,
  });
}
