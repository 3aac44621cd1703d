import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { EMBEDDING_RULES } from "../../core/embedding.ts";
import type { RerankAnswer } from "../../service/shimmy-service.ts";
import { runRecorded } from "../embeddings/run-recorded.ts";
import { askerOf } from "../generation/asker.ts";
import { MODEL_FIELD } from "../generation/model-field.ts";
import type { HttpContext } from "../http-context.ts";
import { MAX_GENERATION_BODY_BYTES, MAX_TEXT_LENGTH } from "../http-limits.ts";
import { responses } from "../responses.ts";
import { OPENAI_ERROR } from "./error-body.ts";

const documentText = z.string().max(MAX_TEXT_LENGTH).describe("The document.");

/** Body of `POST /v1/rerank`, as Jina and llama-server have it. */
export const RERANK_REQUEST = z.object({
  model: MODEL_FIELD,
  query: z.string("must be a text").min(1).max(MAX_TEXT_LENGTH).describe("What the documents are to answer."),
  documents: z
    .array(
      z.union([documentText, z.object({ text: documentText })], {
        error: 'must be a text or {"text":"…"}',
      }),
      { error: 'must be a list of texts, or of {"text":"…"}' },
    )
    .min(1)
    .max(EMBEDDING_RULES.maxInputs)
    .describe('Texts, or objects {"text":"…"}.'),
  top_n: z
    .int({ error: "must be a whole number, 1 or more" })
    .min(1, "must be a whole number, 1 or more")
    .nullish()
    .describe("Only the best so many; absent tells of all."),
  return_documents: z.boolean("must be true or false").nullish().describe("Adds each document's text."),
});

const RERANK_RESPONSE = z.object({
  model: z.string(),
  object: z.literal("list"),
  usage: z.object({ prompt_tokens: z.number(), total_tokens: z.number() }),
  results: z.array(
    z.object({
      index: z.number().describe("Place of the document in the request."),
      relevance_score: z.number().describe("On the model's own scale."),
      document: z.object({ text: z.string() }).optional(),
    }),
  ),
});

/** `POST /v1/rerank`, and its other names in llama-server. */
export function registerRerankRoutes(app: FastifyInstance, context: HttpContext): void {
  const typed = app.withTypeProvider<ZodTypeProvider>();
  for (const url of ["/v1/rerank", "/v1/reranking", "/rerank", "/reranking"]) {
    typed.post(
      url,
      {
        bodyLimit: MAX_GENERATION_BODY_BYTES,
        schema: {
          summary: "Orders documents by how well they answer a query",
          tags: ["OpenAI"],
          body: RERANK_REQUEST,
          response: responses({
            description: "The documents' scores, the best first",
            answer: RERANK_RESPONSE,
            error: OPENAI_ERROR,
          }),
        },
      },
      async (request, reply) => {
        const { body } = request;
        const asker = askerOf(request, reply, context);
        const model = body.model ?? undefined;
        const documents = body.documents.map((entry) => (typeof entry === "string" ? entry : entry.text));
        const { query } = body;
        const answer = await runRecorded(context, { kind: "rerank", model, inputs: documents.length }, () =>
          context.service.rerank({ model, query, documents, ...asker }),
        );
        const shown = body.return_documents === true ? documents : undefined;
        return rerankResponse(answer, body.top_n ?? documents.length, shown);
      },
    );
  }
}

function rerankResponse(
  { model, scores, promptTokens }: RerankAnswer,
  topN: number,
  documents: readonly string[] | undefined,
): z.output<typeof RERANK_RESPONSE> {
  const ranked = scores
    .map((score, index) => ({ index, score }))
    .sort((a, b) => b.score - a.score)
    .slice(0, topN);
  return {
    model,
    object: "list",
    usage: { prompt_tokens: promptTokens, total_tokens: promptTokens },
    results: ranked.map(({ index, score }) => ({
      index,
      relevance_score: score,
      ...(documents !== undefined && { document: { text: documents[index] ?? "" } }),
    })),
  };
}
