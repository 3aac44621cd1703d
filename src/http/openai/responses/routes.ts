import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { ShimmyError } from "../../../core/errors.ts";
import type { HttpContext } from "../../http-context.ts";
import {
  MAX_GENERATION_BODY_BYTES,
  MAX_KEPT_RESPONSE_BYTES,
  MAX_KEPT_RESPONSES,
  MAX_RESPONSE_IDLE_MS,
} from "../../http-limits.ts";
import { responses } from "../../responses.ts";
import { clientSignal } from "../../streaming/client-signal.ts";
import { OPENAI_ERROR } from "../error-body.ts";
import { countInput, INPUT_TOKENS } from "./count-input.ts";
import { createResponse } from "./create-response.ts";
import type { KeptResponse, KeptResponses } from "./kept-response.ts";
import { registerKeptRoutes } from "./kept-routes.ts";
import { INPUT_TOKENS_REQUEST, RESPONSE_REQUEST } from "./request-schema.ts";
import { RESPONSE } from "./response-body.ts";
import { ResponseStore } from "./response-store.ts";

const TAGS = ["OpenAI"];

/** OpenAI's Responses API. */
export function registerResponsesRoutes(app: FastifyInstance, context: HttpContext): void {
  const typed = app.withTypeProvider<ZodTypeProvider>();
  const kept: KeptResponses = new ResponseStore<KeptResponse>(
    { maxCount: MAX_KEPT_RESPONSES, maxBytes: MAX_KEPT_RESPONSE_BYTES, maxIdleMs: MAX_RESPONSE_IDLE_MS },
    () => performance.now(),
  );

  // before the server waits for its connections, of which some read what is made in the background
  app.addHook("preClose", async () => {
    for (const { run } of kept.running()) {
      run?.fail(new ShimmyError("shutting_down", "The server stopped before the response was complete."));
    }
  });

  typed.post(
    "/v1/responses",
    {
      bodyLimit: MAX_GENERATION_BODY_BYTES,
      schema: {
        summary: "Answers a conversation, and keeps it to be continued",
        tags: TAGS,
        body: RESPONSE_REQUEST,
        response: responses({
          description: "The response; a stream only when asked for",
          answer: RESPONSE,
          error: OPENAI_ERROR,
          streams: ["text/event-stream"],
        }),
      },
    },
    async (request, reply) => createResponse({ context, kept, request, reply }),
  );

  typed.post(
    "/v1/responses/input_tokens",
    {
      bodyLimit: MAX_GENERATION_BODY_BYTES,
      schema: {
        summary: "Counts the tokens of a response's input",
        tags: TAGS,
        body: INPUT_TOKENS_REQUEST,
        response: responses({ description: "The count", answer: INPUT_TOKENS, error: OPENAI_ERROR }),
      },
    },
    async (request, reply) => countInput({ context, kept, request, signal: clientSignal(reply.raw) }),
  );

  registerKeptRoutes(app, { context, kept });
}
