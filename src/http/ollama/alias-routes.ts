import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { MODEL_NAME } from "../generation/model-field.ts";
import type { HttpContext } from "../http-context.ts";
import { MAX_GENERATION_BODY_BYTES } from "../http-limits.ts";
import { responses } from "../responses.ts";
import { CREATE_REQUEST, toNewAlias } from "./create-request.ts";
import { OLLAMA_ERROR } from "./error-body.ts";
import { NAMED_MODEL_FIELDS, namedModel } from "./named-model.ts";

const TAG = ["Ollama"];
const NOTHING = z.unknown().describe("An empty body.");
const STATUS = z.object({ status: z.string() });

/** Routes that make and delete aliases. No file of a model is copied or touched. */
export function registerOllamaAliasRoutes(app: FastifyInstance, { service }: HttpContext): void {
  const typed = app.withTypeProvider<ZodTypeProvider>();

  typed.post(
    "/api/copy",
    {
      schema: {
        summary: "Gives a model a further name",
        tags: TAG,
        body: z.object({ source: MODEL_NAME, destination: MODEL_NAME }),
        response: responses({ description: "It has it", answer: NOTHING, error: OLLAMA_ERROR }),
      },
    },
    async ({ body }, reply) => {
      const params = { name: "destination", from: "source" };
      await service.createAlias({ name: body.destination, from: body.source, params });
      return reply.send();
    },
  );

  typed.delete(
    "/api/delete",
    {
      schema: {
        summary: "Deletes an alias; a model's file stays, and its name cannot be deleted",
        tags: TAG,
        body: z.object(NAMED_MODEL_FIELDS),
        response: responses({ description: "It is gone", answer: NOTHING, error: OLLAMA_ERROR }),
      },
    },
    async ({ body }, reply) => {
      await service.deleteAlias(namedModel(body));
      return reply.send();
    },
  );

  typed.post(
    "/api/create",
    {
      bodyLimit: MAX_GENERATION_BODY_BYTES,
      schema: {
        summary:
          "Makes an alias: a model with an instruction, a template, turns, adapters and options of its own",
        description: "NDJSON with a line for each step, unless stream is false: then the last one as JSON.",
        tags: TAG,
        body: CREATE_REQUEST,
        response: responses({
          description: "It is made",
          answer: STATUS,
          error: OLLAMA_ERROR,
          streams: ["application/x-ndjson"],
        }),
      },
    },
    async ({ body }, reply) => {
      const alias = toNewAlias(body);
      await service.createAlias(alias);
      if (body.stream === false) return { status: "success" };
      // a moment's work: an error has its own status, and the steps are told when all are done
      const layers = (
        ["system", "template", "parameters", "messages", "adapters", "license"] as const
      ).filter((layer) => alias[layer] !== undefined);
      const steps = [
        "reading model metadata",
        ...layers.map((layer) => `creating ${layer} layer`),
        "writing manifest",
        "success",
      ];
      return reply
        .header("content-type", "application/x-ndjson")
        .send(Buffer.from(steps.map((status) => `${JSON.stringify({ status })}\n`).join("")));
    },
  );
}
