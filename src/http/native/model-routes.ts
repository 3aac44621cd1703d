import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { toEstimateJson } from "../../service/estimate-json.ts";
import { toModelListingJson } from "../../service/model-listing-json.ts";
import { KEEP_ALIVE_FIELD, toKeepAliveMs } from "../generation/keep-alive-field.ts";
import { MODEL_NAME } from "../generation/model-field.ts";
import type { HttpContext } from "../http-context.ts";
import { responses } from "../responses.ts";
import { DISCOVERY, discoveryBody } from "./discovery-body.ts";
import { NATIVE_ERROR } from "./error-body.ts";
import { ESTIMATE, ESTIMATE_REQUEST, estimateChanges } from "./estimate-body.ts";
import { MODEL_STATUS, modelStatusBody } from "./model-status-body.ts";
import { MODEL_LIST } from "./model-summary.ts";

const TAGS = ["Models"];

/** Names may hold slashes and colons; a slash is written `%2F`. */
const NAME_PARAMS = z.object({ name: MODEL_NAME });

const LOAD_REQUEST = z.object({ keep_alive: KEEP_ALIVE_FIELD }).nullish();

const UNLOAD_REQUEST = z
  .object({ force: z.boolean("must be true or false").nullish().describe("Ends running requests at once.") })
  .nullish();

/** Routes that list, find, load and unload models. */
export function registerModelRoutes(app: FastifyInstance, { service }: HttpContext): void {
  const typed = app.withTypeProvider<ZodTypeProvider>();
  const statusResponses = responses({
    description: "How the model stands",
    answer: MODEL_STATUS,
    error: NATIVE_ERROR,
  });

  typed.get(
    "/api/models",
    {
      schema: {
        summary: "Lists the models",
        tags: TAGS,
        response: responses({ description: "Every model", answer: MODEL_LIST, error: NATIVE_ERROR }),
      },
    },
    async () => ({ models: service.listModels().map(toModelListingJson) }),
  );

  typed.post(
    "/api/models/discover",
    {
      schema: {
        summary: "Searches the folders again",
        tags: TAGS,
        response: responses({ description: "What changed", answer: DISCOVERY, error: NATIVE_ERROR }),
      },
    },
    async () => discoveryBody(await service.discover()),
  );

  typed.post(
    "/api/models/:name/load",
    {
      schema: {
        summary: "Loads a model and answers when it is ready",
        tags: TAGS,
        params: NAME_PARAMS,
        body: LOAD_REQUEST,
        response: statusResponses,
      },
    },
    async ({ params, body }) => {
      const keepAliveMs = toKeepAliveMs(body?.keep_alive);
      return modelStatusBody(await service.load(params.name, { keepAliveMs }));
    },
  );

  typed.post(
    "/api/models/:name/unload",
    {
      schema: {
        summary: "Unloads a model and answers when its memory is free",
        description: "Running requests have the drain timeout to end, and no time with `force`.",
        tags: TAGS,
        params: NAME_PARAMS,
        body: UNLOAD_REQUEST,
        response: statusResponses,
      },
    },
    async ({ params, body }) =>
      modelStatusBody(await service.unload(params.name, { force: body?.force === true })),
  );

  typed.post(
    "/api/models/:name/estimate",
    {
      schema: {
        summary: "Tells how much memory a model would take, loading nothing",
        tags: TAGS,
        params: NAME_PARAMS,
        body: ESTIMATE_REQUEST,
        response: responses({
          description: "Memory by device and part",
          answer: ESTIMATE,
          error: NATIVE_ERROR,
        }),
      },
    },
    async ({ params, body }) =>
      toEstimateJson(await service.estimate(params.name, estimateChanges(body ?? {}))),
  );

  typed.get(
    "/api/models/:name/status",
    {
      schema: {
        summary: "Tells how a model stands",
        tags: TAGS,
        params: NAME_PARAMS,
        response: statusResponses,
      },
    },
    async ({ params }) => modelStatusBody(service.status(params.name)),
  );
}
