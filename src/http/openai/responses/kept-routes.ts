import type { FastifyInstance, FastifyRequest } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { ShimmyError } from "../../../core/errors.ts";
import type { HttpContext } from "../../http-context.ts";
import { responses } from "../../responses.ts";
import { OPENAI_ERROR } from "../error-body.ts";
import { followRun } from "./follow-run.ts";
import { ITEM_PAGE, ITEM_QUERY, itemPage } from "./item-page.ts";
import type { KeptResponse, KeptResponses } from "./kept-response.ts";
import { ownerOf } from "./owner-of.ts";
import { RESPONSE } from "./response-body.ts";

const TAGS = ["OpenAI"];
const PARAMS = z.object({ id: z.string().min(1).max(256) });

const FLAG = z.enum(["true", "false"], "must be true or false").optional();
const AFTER_RULE = "must be the number of an event, 0 or more";

const FETCH_QUERY = z.object({
  stream: FLAG.describe("Streams the events of a response in the background when true."),
  starting_after: z.coerce
    .number(AFTER_RULE)
    .int(AFTER_RULE)
    .min(0, AFTER_RULE)
    .optional()
    .describe("Number of the last event that is known; the stream begins with the next."),
});

const DELETED = z.object({ id: z.string(), object: z.literal("response"), deleted: z.literal(true) });

/** Routes of responses that are kept: they are shown, followed, cancelled and forgotten. */
export function registerKeptRoutes(
  app: FastifyInstance,
  { context, kept }: { readonly context: HttpContext; readonly kept: KeptResponses },
): void {
  const typed = app.withTypeProvider<ZodTypeProvider>();
  const find = (request: Pick<FastifyRequest, "headers" | "ip">, id: string): KeptResponse => {
    const found = kept.get(ownerOf(request, context), id);
    if (found !== undefined) return found;
    throw missing(id);
  };

  typed.get(
    "/v1/responses/:id",
    {
      schema: {
        summary: "Shows a response that is kept",
        tags: TAGS,
        params: PARAMS,
        querystring: FETCH_QUERY,
        response: responses({
          description: "The response as it stands; its events when they are asked for",
          answer: RESPONSE,
          error: OPENAI_ERROR,
          streams: ["text/event-stream"],
        }),
      },
    },
    async (request, reply) => {
      const { params, query } = request;
      const { response, run } = find(request, params.id);
      if (query.stream !== "true") return response;
      if (run === undefined) throw onlyInBackground("stream", "followed", params.id);
      const { idleStreamMs } = context.service.config.timeouts;
      return followRun({ reply, run, startingAfter: query.starting_after ?? -1, idleStreamMs });
    },
  );

  typed.delete(
    "/v1/responses/:id",
    {
      schema: {
        summary: "Forgets a response; one that is still being made ends",
        tags: TAGS,
        params: PARAMS,
        response: responses({ description: "It is gone", answer: DELETED, error: OPENAI_ERROR }),
      },
    },
    async (request) => {
      const { id } = request.params;
      const deleted = kept.delete(ownerOf(request, context), id);
      if (deleted === undefined) throw missing(id);
      deleted.run?.cancel();
      return { id, object: "response", deleted: true };
    },
  );

  typed.post(
    "/v1/responses/:id/cancel",
    {
      schema: {
        summary: "Ends a response that is being made in the background",
        tags: TAGS,
        params: PARAMS,
        response: responses({
          description: "The response, cancelled or done",
          answer: RESPONSE,
          error: OPENAI_ERROR,
        }),
      },
    },
    async (request) => {
      const found = find(request, request.params.id);
      if (found.run === undefined) throw onlyInBackground("background", "cancelled", found.id);
      found.run.cancel();
      return found.response;
    },
  );

  typed.get(
    "/v1/responses/:id/input_items",
    {
      schema: {
        summary: "Lists what a response was asked",
        tags: TAGS,
        params: PARAMS,
        querystring: ITEM_QUERY,
        response: responses({ description: "A page of items", answer: ITEM_PAGE, error: OPENAI_ERROR }),
      },
    },
    async (request) => itemPage(find(request, request.params.id).items, request.query),
  );
}

function missing(id: string): ShimmyError {
  return new ShimmyError(
    "not_found",
    `There is no response ${JSON.stringify(id)}: it was not kept, was deleted, or made room for others.`,
    { param: "id" },
  );
}

function onlyInBackground(param: string, what: string, id: string): ShimmyError {
  return new ShimmyError(
    "invalid_request",
    `The response ${JSON.stringify(id)} was not made in the background, and only such can be ${what}.`,
    { param },
  );
}
