import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { ShimmyError } from "../../core/errors.ts";
import type { ModelListing } from "../../service/shimmy-service.ts";
import type { HttpContext } from "../http-context.ts";
import { responses } from "../responses.ts";
import { NATIVE_ERROR } from "./error-body.ts";

const TAGS = ["Health"];

const HEALTH = z.object({
  status: z.literal("ok"),
  service: z.literal("shimmy"),
  version: z.string(),
  uptime_seconds: z.number(),
  draining: z.boolean(),
  models: z.object({
    total: z.number(),
    loaded: z.number(),
    loading: z.number(),
    discovered: z.number(),
    registered: z.number(),
    builtin: z.number(),
  }),
});

const STATUS = z.object({ status: z.literal("ok") });

/** Routes for monitors and load balancers. They need no API key. */
export function registerHealthRoutes(app: FastifyInstance, { service, version }: HttpContext): void {
  const typed = app.withTypeProvider<ZodTypeProvider>();

  typed.get(
    "/health",
    {
      schema: {
        summary: "Tells that the server runs, and what it has",
        tags: TAGS,
        response: responses({ description: "It runs", answer: HEALTH, error: NATIVE_ERROR }),
      },
    },
    async (): Promise<z.output<typeof HEALTH>> => ({
      status: "ok",
      service: "shimmy",
      version,
      uptime_seconds: Math.floor((Date.now() - service.startedAt.getTime()) / 1000),
      draining: service.draining,
      models: countModels(service.listModels()),
    }),
  );

  typed.get(
    "/health/live",
    {
      schema: {
        summary: "Tells that the process answers",
        tags: TAGS,
        response: responses({ description: "It answers", answer: STATUS, error: NATIVE_ERROR }),
      },
    },
    async () => ({ status: "ok" }),
  );

  typed.get(
    "/health/ready",
    {
      schema: {
        summary: "Tells whether new requests are welcome; 503 while draining",
        tags: TAGS,
        response: responses({ description: "They are", answer: STATUS, error: NATIVE_ERROR }),
      },
    },
    async () => {
      if (service.draining) {
        throw new ShimmyError("shutting_down", "The server is shutting down and takes no new requests.");
      }
      return { status: "ok" };
    },
  );
}

function countModels(models: readonly ModelListing[]): z.output<typeof HEALTH>["models"] {
  const count = (matches: (model: ModelListing) => boolean) => models.filter(matches).length;
  return {
    total: models.length,
    // an alias and the model whose engine answers for it are one
    loaded: count(({ loaded, sharesEngineOf }) => loaded && sharesEngineOf === undefined),
    loading: count(({ state, sharesEngineOf }) => state === "starting" && sharesEngineOf === undefined),
    discovered: count(({ source }) => source === "discovered"),
    registered: count(({ source }) => source === "registered"),
    builtin: count(({ source }) => source === "builtin"),
  };
}
