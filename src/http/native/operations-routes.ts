import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { HttpContext } from "../http-context.ts";
import { responses } from "../responses.ts";
import { DIAG, diagBody, diagnosisOfLoadedModels } from "./diag-body.ts";
import { NATIVE_ERROR } from "./error-body.ts";

const TAGS = ["Operations"];

/** Routes for whoever runs the server: its state, its figures, its own description. */
export function registerOperationsRoutes(app: FastifyInstance, context: HttpContext): void {
  const { service, metrics, version, diagnose } = context;
  const typed = app.withTypeProvider<ZodTypeProvider>();
  let document: string | undefined;

  typed.get(
    "/diag",
    {
      schema: {
        summary: "Reports on machine, engine and settings",
        tags: TAGS,
        response: responses({
          description: "The report, without secrets",
          answer: DIAG,
          error: NATIVE_ERROR,
        }),
      },
    },
    async () => {
      const diagnosis = (await diagnose?.()) ?? diagnosisOfLoadedModels(service);
      return diagBody({ service, version, diagnosis });
    },
  );

  typed.get(
    "/metrics",
    {
      schema: {
        summary: "Figures for Prometheus",
        tags: TAGS,
        response: responses({
          description: "Figures in Prometheus' text format",
          answer: z.string(),
          mediaType: "text/plain",
          error: NATIVE_ERROR,
        }),
      },
    },
    async (_request, reply) => reply.header("content-type", metrics.contentType).send(await metrics.render()),
  );

  typed.get(
    "/openapi.json",
    {
      schema: {
        summary: "This document",
        tags: TAGS,
        response: responses({
          description: "An OpenAPI 3.1 document of every route",
          answer: z.record(z.string(), z.unknown()),
          error: NATIVE_ERROR,
        }),
      },
    },
    async (_request, reply) => {
      document ??= JSON.stringify(app.swagger());
      return reply.header("content-type", "application/json; charset=utf-8").send(document);
    },
  );
}
