import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { GenerationRequest } from "../../service/shimmy-service.ts";
import { type BegunGeneration, beginGeneration } from "../generation/begin-generation.ts";
import { type CollectedAnswer, collectAnswer } from "../generation/collect-answer.ts";
import { MODEL_NAME } from "../generation/model-field.ts";
import type { HttpContext } from "../http-context.ts";
import { MAX_GENERATION_BODY_BYTES } from "../http-limits.ts";
import { responses } from "../responses.ts";
import { clientSignal } from "../streaming/client-signal.ts";
import { sendQueuedStream } from "../streaming/send-queued-stream.ts";
import { type StreamShape, sseFrame } from "../streaming/stream-shape.ts";
import { type AnswerHead, answerHead } from "./answer-head.ts";
import { CHAT_RESPONSE, chatResponse, chatStreamShape } from "./chat-response.ts";
import { COMPLETION_RESPONSE, completionResponse, completionStreamShape } from "./completion-response.ts";
import { OPENAI_ERROR, openaiErrorBody } from "./error-body.ts";
import { MODEL_LIST_RESPONSE, MODEL_RESPONSE, modelResponse } from "./model-response.ts";
import { CHAT_REQUEST, COMPLETION_REQUEST } from "./schemas.ts";
import { translateChat } from "./translate-chat.ts";
import { translateCompletion } from "./translate-completion.ts";

const TAGS = ["OpenAI"];

/** OpenAI's routes under `/v1`. */
export function registerOpenaiRoutes(app: FastifyInstance, context: HttpContext): void {
  const typed = app.withTypeProvider<ZodTypeProvider>();

  typed.get(
    "/v1/models",
    {
      schema: {
        summary: "Lists the models",
        tags: TAGS,
        response: responses({
          description: "Every model that can be asked",
          answer: MODEL_LIST_RESPONSE,
          error: OPENAI_ERROR,
        }),
      },
    },
    async () => ({ object: "list", data: context.service.listModels().map(modelResponse) }),
  );

  typed.get(
    "/v1/models/:id",
    {
      schema: {
        summary: "Describes one model",
        tags: TAGS,
        params: z.object({ id: MODEL_NAME }),
        response: responses({ description: "The model", answer: MODEL_RESPONSE, error: OPENAI_ERROR }),
      },
    },
    async (request) => modelResponse(context.service.resolveModel(request.params.id)),
  );

  typed.post(
    "/v1/chat/completions",
    {
      bodyLimit: MAX_GENERATION_BODY_BYTES,
      schema: {
        summary: "Answers a conversation",
        tags: TAGS,
        body: CHAT_REQUEST,
        response: generationResponses("The answer; a stream only when asked for", CHAT_RESPONSE),
      },
    },
    async (request, reply) =>
      answer(context, request, reply, {
        ask: translateChat(request.body),
        stream: request.body.stream === true,
        idPrefix: "chatcmpl-",
        streamShape: (head) => chatStreamShape(head, request.body.stream_options?.include_usage === true),
        response: chatResponse,
      }),
  );

  typed.post(
    "/v1/completions",
    {
      bodyLimit: MAX_GENERATION_BODY_BYTES,
      schema: {
        summary: "Continues a text",
        tags: TAGS,
        body: COMPLETION_REQUEST,
        response: generationResponses("The text; a stream only when asked for", COMPLETION_RESPONSE),
      },
    },
    async (request, reply) =>
      answer(context, request, reply, {
        ask: translateCompletion(request.body),
        stream: request.body.stream === true,
        idPrefix: "cmpl-",
        streamShape: (head) =>
          completionStreamShape(head, request.body.stream_options?.include_usage === true),
        response: completionResponse,
      }),
  );
}

function generationResponses(description: string, schema: z.ZodType): Record<string, unknown> {
  return responses({ description, answer: schema, error: OPENAI_ERROR, streams: ["text/event-stream"] });
}

interface Answering {
  readonly ask: Pick<GenerationRequest, "model" | "input" | "options">;
  readonly stream: boolean;
  readonly idPrefix: string;
  readonly streamShape: (head: AnswerHead) => StreamShape;
  readonly response: (head: AnswerHead, answer: CollectedAnswer) => object;
}

async function answer(
  context: HttpContext,
  request: Pick<FastifyRequest, "id">,
  reply: Pick<FastifyReply, "raw" | "log" | "header" | "send">,
  { ask, stream, idPrefix, streamShape, response }: Answering,
): Promise<unknown> {
  const signal = clientSignal(reply.raw);
  const begin = (onQueued?: GenerationRequest["onQueued"]) =>
    beginGeneration(context, { ...ask, requestId: request.id, signal, onQueued });
  const headOf = (generation: BegunGeneration) => answerHead(idPrefix, generation, context.version);
  if (!stream) {
    const generation = await begin();
    return response(headOf(generation), await collectAnswer(generation.events));
  }
  const { idleStreamMs } = context.service.config.timeouts;
  return sendQueuedStream({
    reply,
    begin,
    shape: (generation) => streamShape(headOf(generation)),
    errorFrame: (error) => sseFrame(JSON.stringify(openaiErrorBody(error))),
    signal,
    idleStreamMs,
  });
}
