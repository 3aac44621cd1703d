import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { EmbedAnswer, EmbedRequest } from "../../service/shimmy-service.ts";
import { embeddingInputs } from "../embeddings/embedding-inputs.ts";
import { runRecorded } from "../embeddings/run-recorded.ts";
import { sendLongJson, vectorJson } from "../embeddings/send-long-json.ts";
import { askerOf } from "../generation/asker.ts";
import { KEEP_ALIVE_FIELD, toKeepAliveMs } from "../generation/keep-alive-field.ts";
import { MODEL_FIELD } from "../generation/model-field.ts";
import { switchField } from "../generation/number-field.ts";
import type { HttpContext } from "../http-context.ts";
import { MAX_GENERATION_BODY_BYTES, MAX_TEXT_LENGTH } from "../http-limits.ts";
import { responses } from "../responses.ts";
import { OLLAMA_ERROR } from "./error-body.ts";
import { loadOrRelease } from "./load-or-release.ts";

const NANOSECONDS_PER_MS = 1e6;
const TAGS = ["Ollama"];

/** Body of `POST /api/embed`. */
export const EMBED_REQUEST = z.object({
  model: MODEL_FIELD,
  input: z
    .union([z.string().max(MAX_TEXT_LENGTH), z.array(z.string().max(MAX_TEXT_LENGTH))], {
      error: "must be a text or a list of texts",
    })
    .nullish()
    .describe("A text or a list of texts; without any the model is only loaded."),
  dimensions: z
    .int({ error: "must be a whole number, 1 or more" })
    .min(1, "must be a whole number, 1 or more")
    .nullish()
    .describe("Keeps this many leading numbers of each vector, scaled to length 1 again."),
  truncate: switchField(
    "Cuts the end of an input that is longer than the context; the default. `false` refuses it with both counts.",
  ),
  keep_alive: KEEP_ALIVE_FIELD,
});

/** Body of `POST /api/embeddings`, Ollama's older form. */
export const EMBEDDINGS_REQUEST = z.object({
  model: MODEL_FIELD,
  prompt: z
    .string("must be a text")
    .max(MAX_TEXT_LENGTH)
    .nullish()
    .describe("The text; none only loads the model."),
  keep_alive: KEEP_ALIVE_FIELD,
});

const EMBED_RESPONSE = z.object({
  model: z.string(),
  embeddings: z.array(z.array(z.number())),
  total_duration: z.number().describe("In nanoseconds."),
  load_duration: z.number().describe("Always 0: the load is in the total."),
  prompt_eval_count: z.number(),
});

/** `POST /api/embed` and `POST /api/embeddings`. */
export function registerOllamaEmbedRoutes(app: FastifyInstance, context: HttpContext): void {
  const typed = app.withTypeProvider<ZodTypeProvider>();
  const { service } = context;

  const embed = async (request: EmbedRequest): Promise<EmbedAnswer> => {
    const { model, inputs, keepAliveMs } = request;
    if (inputs.length === 0) {
      const done = await loadOrRelease(service, model, keepAliveMs);
      return { model: done.model, embeddings: [], promptTokens: 0 };
    }
    return runRecorded(context, { kind: "embed", model, inputs: inputs.length }, () =>
      service.embed(request),
    );
  };

  typed.post(
    "/api/embed",
    {
      bodyLimit: MAX_GENERATION_BODY_BYTES,
      schema: {
        summary: "Makes a vector of length 1 of each text",
        tags: TAGS,
        body: EMBED_REQUEST,
        response: responses({ description: "The vectors", answer: EMBED_RESPONSE, error: OLLAMA_ERROR }),
      },
    },
    async (request, reply) => {
      const { body } = request;
      const asker = askerOf(request, reply, context);
      const startedAtMs = performance.now();
      const given = embeddingInputs(body.input ?? [], "input");
      const answer = await embed({
        model: body.model ?? undefined,
        inputs: given.length === 1 && given[0] === "" ? [] : given,
        options: { dimensions: body.dimensions ?? undefined, truncate: body.truncate ?? true },
        keepAliveMs: toKeepAliveMs(body.keep_alive),
        ...asker,
      });
      const figures = {
        total_duration: Math.round((performance.now() - startedAtMs) * NANOSECONDS_PER_MS),
        load_duration: 0,
        prompt_eval_count: answer.promptTokens,
      };
      return sendLongJson(reply, {
        opening: `{"model":${JSON.stringify(answer.model)},"embeddings":[`,
        items: answer.embeddings,
        write: vectorJson,
        closing: `],${JSON.stringify(figures).slice(1)}`,
      });
    },
  );

  typed.post(
    "/api/embeddings",
    {
      bodyLimit: MAX_GENERATION_BODY_BYTES,
      schema: {
        summary: "Makes a vector of one text, of the length that the model gives it",
        description: "A text that is longer than the context is cut at its end.",
        tags: TAGS,
        body: EMBEDDINGS_REQUEST,
        response: responses({
          description: "The vector",
          answer: z.object({ embedding: z.array(z.number()) }),
          error: OLLAMA_ERROR,
        }),
      },
    },
    async (request, reply) => {
      const { body } = request;
      const { embeddings } = await embed({
        model: body.model ?? undefined,
        inputs: embeddingInputs(body.prompt || [], "prompt"),
        options: { normalize: false, truncate: true },
        keepAliveMs: toKeepAliveMs(body.keep_alive),
        ...askerOf(request, reply, context),
      });
      return { embedding: Array.from(embeddings[0] ?? []) };
    },
  );
}
