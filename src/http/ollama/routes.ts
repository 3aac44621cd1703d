import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { ShimmyError } from "../../core/errors.ts";
import type { GenerationInput } from "../../core/generation-input.ts";
import type { GenerationRequest } from "../../service/shimmy-service.ts";
import { beginGeneration } from "../generation/begin-generation.ts";
import { collectAnswer } from "../generation/collect-answer.ts";
import { GENERATE_REQUEST, type GenerateRequestValue } from "../generation/generate-request-schema.ts";
import { toKeepAliveMs } from "../generation/keep-alive-field.ts";
import { isForLoadOnly } from "../generation/load-model.ts";
import { requesterOf } from "../generation/requester.ts";
import { translateGenerateRequest } from "../generation/translate-generate-request.ts";
import { wholeCallBody } from "../generation/whole-call-body.ts";
import type { HttpContext } from "../http-context.ts";
import { MAX_GENERATION_BODY_BYTES } from "../http-limits.ts";
import { responses } from "../responses.ts";
import { clientSignal } from "../streaming/client-signal.ts";
import { sendQueuedStream } from "../streaming/send-queued-stream.ts";
import { sendStream } from "../streaming/send-stream.ts";
import { sseFrame } from "../streaming/stream-shape.ts";
import { OLLAMA_ERROR, ollamaErrorBody } from "./error-body.ts";
import { GENERATE_RESPONSE, generateResponse } from "./generate-response.ts";
import { LOADED, loadOrRelease } from "./load-or-release.ts";
import { negotiate } from "./negotiate.ts";
import { ndjsonShape, sseShape } from "./stream-shapes.ts";

/** `POST /api/generate`, which is Shimmy's native route as well. */
export function registerOllamaRoutes(app: FastifyInstance, context: HttpContext): void {
  app.withTypeProvider<ZodTypeProvider>().post(
    "/api/generate",
    {
      bodyLimit: MAX_GENERATION_BODY_BYTES,
      schema: {
        summary: "Continues a text or answers a conversation",
        description:
          "Server-sent events when Accept names text/event-stream, or when stream is true and Accept names " +
          "neither JSON nor NDJSON; NDJSON when Accept names JSON or NDJSON and stream is true or absent; " +
          "one JSON answer otherwise.",
        tags: ["Native"],
        body: GENERATE_REQUEST,
        response: responses({
          description: "The answer",
          answer: z.union([GENERATE_RESPONSE, LOADED.extend({ response: z.literal("") })]),
          error: OLLAMA_ERROR,
          streams: ["text/event-stream", "application/x-ndjson"],
        }),
      },
    },
    async (request, reply) => {
      const { model, keep_alive, stream } = request.body;
      if (isForLoadOnly(request.body)) {
        const done = await loadOrRelease(context.service, model ?? undefined, toKeepAliveMs(keep_alive));
        return { ...done, response: "" };
      }
      const signal = clientSignal(reply.raw);
      const ask = translateGenerateRequest(request.body);
      const form = negotiate(request.headers.accept, stream);
      const { idleStreamMs } = context.service.config.timeouts;
      const requester = requesterOf(request, context);
      const returnTokens =
        form !== "sse" && request.body.raw !== true && tellsContext(ask.input, request.body);
      const begin = (onQueued?: GenerationRequest["onQueued"]) =>
        beginGeneration(context, {
          ...ask,
          ...requester,
          requestId: request.id,
          signal,
          returnTokens,
          onQueued,
        });
      if (form === "sse") {
        const errorFrame = (error: ShimmyError) => sseFrame(JSON.stringify(ollamaErrorBody(error)));
        return sendQueuedStream({ reply, begin, shape: sseShape, errorFrame, signal, idleStreamMs });
      }
      const generation = await begin();
      if (form === "json") {
        const { text, reasoning, toolCalls, logprobs, end } = await collectAnswer(generation.events);
        const nowMs = performance.now();
        const hasLogprobs = typeof ask.options.logprobs === "number";
        return generateResponse({
          generation,
          text,
          reasoning,
          toolCalls: toolCalls.map(wholeCallBody).filter((call) => call !== undefined),
          ...(hasLogprobs && { logprobs }),
          end,
          createdAt: new Date(),
          nowMs,
        });
      }
      return sendStream({ reply, generation, shape: ndjsonShape(generation), signal, idleStreamMs });
    },
  );
}

/** Whether the answer tells a context to go on from, as Ollama's do; Shimmy's own form of streams does not. */
function tellsContext({ kind }: GenerationInput, { prompt }: Pick<GenerateRequestValue, "prompt">): boolean {
  return typeof prompt === "string" && kind !== "infill";
}
