import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { checkEmbeddingInputs } from "../../core/embedding.ts";
import { embeddingInputs } from "../embeddings/embedding-inputs.ts";
import { runRecorded } from "../embeddings/run-recorded.ts";
import { sendLongJson, vectorJson } from "../embeddings/send-long-json.ts";
import { askerOf } from "../generation/asker.ts";
import { MODEL_FIELD } from "../generation/model-field.ts";
import { acceptedField } from "../generation/unsupported-fields.ts";
import type { HttpContext } from "../http-context.ts";
import { MAX_GENERATION_BODY_BYTES, MAX_TEXT_LENGTH } from "../http-limits.ts";
import { responses } from "../responses.ts";
import { OPENAI_ERROR } from "./error-body.ts";

/** Body of `POST /v1/embeddings`. */
export const EMBEDDING_REQUEST = z.object({
  model: MODEL_FIELD,
  input: z
    .union([z.string().max(MAX_TEXT_LENGTH), z.array(z.unknown())], {
      error: "must be a text, a list of texts, a list of token ids, or a list of such lists",
    })
    .describe("A text, a list of texts, a list of token ids, or a list of such lists."),
  encoding_format: z
    .enum(["float", "base64"], { error: "must be float or base64" })
    .nullish()
    .describe("Numbers, or 32-bit floats in little endian as base64."),
  dimensions: z
    .int({ error: "must be a whole number, 1 or more" })
    .min(1, "must be a whole number, 1 or more")
    .nullish()
    .describe("Keeps this many leading numbers of each vector, scaled to length 1 again."),
  pooling: z
    .enum(["mean", "cls", "last"], { error: "must be mean, cls or last" })
    .nullish()
    .describe("How the vectors of the tokens become one; absent as the model's file says."),
  normalize: z.boolean("must be true or false").nullish().describe("False leaves the vectors' lengths."),
  user: acceptedField("clients are told apart by key or address"),
});

const EMBEDDING_RESPONSE = z.object({
  object: z.literal("list"),
  data: z.array(
    z.object({
      object: z.literal("embedding"),
      index: z.number(),
      embedding: z.union([z.array(z.number()), z.string()]).describe("Numbers, or base64 when asked for."),
    }),
  ),
  model: z.string(),
  usage: z.object({ prompt_tokens: z.number(), total_tokens: z.number() }),
});

/** `POST /v1/embeddings`. */
export function registerEmbeddingRoutes(app: FastifyInstance, context: HttpContext): void {
  app.withTypeProvider<ZodTypeProvider>().post(
    "/v1/embeddings",
    {
      bodyLimit: MAX_GENERATION_BODY_BYTES,
      schema: {
        summary: "Makes a vector of each text",
        tags: ["OpenAI"],
        body: EMBEDDING_REQUEST,
        response: responses({
          description: "The vectors, in the order of the inputs",
          answer: EMBEDDING_RESPONSE,
          error: OPENAI_ERROR,
        }),
      },
    },
    async (request, reply) => {
      const { body } = request;
      const model = body.model ?? undefined;
      const inputs = embeddingInputs(body.input, "input");
      // a request that cannot be answered loads no model
      checkEmbeddingInputs(inputs);
      const options = {
        pooling: body.pooling ?? undefined,
        normalize: body.normalize ?? undefined,
        dimensions: body.dimensions ?? undefined,
      };
      const asker = askerOf(request, reply, context);
      const answer = await runRecorded(context, { kind: "embed", model, inputs: inputs.length }, () =>
        context.service.embed({ model, inputs, options, ...asker }),
      );
      const write = body.encoding_format === "base64" ? base64Json : vectorJson;
      const usage = { prompt_tokens: answer.promptTokens, total_tokens: answer.promptTokens };
      return sendLongJson(reply, {
        opening: '{"object":"list","data":[',
        items: answer.embeddings,
        write: (vector, index) => `{"object":"embedding","index":${index},"embedding":${write(vector)}}`,
        closing: `],"model":${JSON.stringify(answer.model)},"usage":${JSON.stringify(usage)}}`,
      });
    },
  );
}

function base64Json(vector: Float32Array): string {
  const bytes = Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength);
  return `"${bytes.toString("base64")}"`;
}
