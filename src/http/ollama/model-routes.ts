import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { HttpContext } from "../http-context.ts";
import { responses } from "../responses.ts";
import { OLLAMA_ERROR } from "./error-body.ts";
import { RUNNING_MODELS, runningBody, TAGS, tagBody } from "./list-bodies.ts";
import { loadedMemory } from "./loaded-memory.ts";
import { NAMED_MODEL_FIELDS, namedModel } from "./named-model.ts";
import { wantsText } from "./negotiate.ts";
import { sendWholeShow } from "./send-whole-show.ts";
import { MODEL_SHOWN, showBody } from "./show-body.ts";

const TAG = ["Ollama"];

/** What Ollama says of itself at `/`; clients look for these words to know that a server speaks its API. */
const GREETING = "Ollama is running";

/**
 * The version of Ollama whose API Shimmy speaks: clients compare it with the one that brought what they need. 0.12.11 is the
 * first with log probabilities in `/api/generate` and `/api/chat`. https://github.com/ollama/ollama/releases
 */
const OLLAMA_API_VERSION = "0.12.11";

export const SHOW_REQUEST = z.object({
  ...NAMED_MODEL_FIELDS,
  verbose: z
    .boolean()
    .nullish()
    .describe("True shows long lists of the metadata whole, such as the vocabulary."),
});

/** `/`, and routes that tell of the server and its models. */
export function registerOllamaModelRoutes(app: FastifyInstance, { service, version }: HttpContext): void {
  const typed = app.withTypeProvider<ZodTypeProvider>();

  typed.get(
    "/",
    {
      schema: {
        summary: "Tells that the server runs",
        description: "As text for clients that take text, by Accept; as JSON for those that name JSON alone.",
        tags: TAG,
        response: responses({
          description: "It runs",
          answer: z.object({ service: z.literal("shimmy"), version: z.string() }),
          error: OLLAMA_ERROR,
          streams: ["text/plain"],
        }),
      },
    },
    async (request, reply) => {
      if (!wantsText(request.headers.accept)) return { service: "shimmy", version };
      return reply.header("content-type", "text/plain; charset=utf-8").send(GREETING);
    },
  );

  typed.get(
    "/api/version",
    {
      schema: {
        summary: "Tells the version of Ollama's API that Shimmy speaks, and its own",
        tags: TAG,
        response: responses({
          description: "The versions",
          answer: z.object({
            version: z.string().describe("Of Ollama: clients compare it."),
            shimmy_version: z.string(),
          }),
          error: OLLAMA_ERROR,
        }),
      },
    },
    async () => ({ version: OLLAMA_API_VERSION, shimmy_version: version }),
  );

  typed.get(
    "/api/tags",
    {
      schema: {
        summary: "Lists the models and aliases",
        tags: TAG,
        response: responses({ description: "Every model", answer: TAGS, error: OLLAMA_ERROR }),
      },
    },
    async () => ({ models: service.listModels().map(tagBody) }),
  );

  typed.get(
    "/api/ps",
    {
      schema: {
        summary: "Lists the models in memory",
        tags: TAG,
        response: responses({
          description: "Every loaded model",
          answer: RUNNING_MODELS,
          error: OLLAMA_ERROR,
        }),
      },
    },
    async () => {
      const nowMs = Date.now();
      const loaded = service
        .listModels()
        .filter((model) => model.loaded && model.sharesEngineOf === undefined);
      const bodies = loaded.map(async ({ name, sizeBytes }) => {
        const status = service.status(name);
        const memory =
          status.info === undefined
            ? { sizeBytes, gpuBytes: 0 }
            : await loadedMemory(service, name, status.info);
        return runningBody(status, memory, nowMs);
      });
      return { models: await Promise.all(bodies) };
    },
  );

  typed.post(
    "/api/show",
    {
      schema: {
        summary: "Tells what a model is and what it can do, loading nothing",
        tags: TAG,
        body: SHOW_REQUEST,
        response: responses({ description: "The model", answer: MODEL_SHOWN, error: OLLAMA_ERROR }),
      },
    },
    async ({ body }, reply) => {
      const listing = service.resolveModel(namedModel(body));
      const isVerbose = body.verbose === true;
      const shown = showBody(await service.describe(listing.name, { isVerbose }), listing);
      return isVerbose ? sendWholeShow(reply, shown) : shown;
    },
  );
}
