import { Readable } from "node:stream";
import type { FastifyBaseLogger, FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { toShimmyError } from "../../core/errors.ts";
import { pullStatus } from "../../service/pull-status.ts";
import type { PullProgress } from "../../service/shimmy-service.ts";
import { switchField } from "../generation/number-field.ts";
import type { HttpContext } from "../http-context.ts";
import { logFailure } from "../plugins/log-failure.ts";
import { responses } from "../responses.ts";
import { clientSignal } from "../streaming/client-signal.ts";
import { setStreamHeaders } from "../streaming/send-stream.ts";
import { OLLAMA_ERROR, ollamaErrorBody } from "./error-body.ts";
import { NAMED_MODEL_FIELDS, namedModel } from "./named-model.ts";

const PULL_REQUEST = z.object({
  ...NAMED_MODEL_FIELDS,
  stream: switchField("Streams progress as NDJSON; the default."),
  insecure: switchField("Has no effect: which addresses are asked, and how, is up to the settings."),
});

/** `POST /api/pull`. Whoever asks for a model that is being pulled joins in; when the last one leaves, the pull stops and can be gone on with. */
export function registerOllamaPullRoute(app: FastifyInstance, { service }: HttpContext): void {
  app.withTypeProvider<ZodTypeProvider>().post(
    "/api/pull",
    {
      schema: {
        summary: "Fetches a model from Hugging Face or an Ollama registry",
        description:
          "The name is hf:owner/name[:quant], hf.co/owner/name[:quant], or name[:tag] of Ollama's library. NDJSON with a line for " +
          "each step, unless stream is false: then the last one as JSON.",
        tags: ["Ollama"],
        body: PULL_REQUEST,
        response: responses({
          description: "It is there",
          answer: z.object({ status: z.string() }),
          error: OLLAMA_ERROR,
          streams: ["application/x-ndjson"],
        }),
      },
    },
    async ({ body, log }, reply) => {
      const signal = clientSignal(reply.raw);
      const progress = service.pull({ model: namedModel(body), signal });
      if (body.stream !== false) {
        return setStreamHeaders(reply, "application/x-ndjson").send(
          Readable.from(lines(progress, signal, log)),
        );
      }
      // whoever waits for the end does not want to know how far it is
      for await (const _ of progress);
      return { status: "success" };
    },
  );
}

/** Lines in Ollama's form. Never throws: a failure is the last line. */
async function* lines(
  progress: AsyncIterable<PullProgress>,
  signal: AbortSignal,
  log: FastifyBaseLogger,
): AsyncGenerator<string, void, undefined> {
  try {
    for await (const step of progress) yield `${JSON.stringify(pullStatus(step))}\n`;
  } catch (thrown) {
    if (signal.aborted) return;
    const error = toShimmyError(thrown);
    logFailure(log, error);
    yield `${JSON.stringify(ollamaErrorBody(error))}\n`;
  }
}
