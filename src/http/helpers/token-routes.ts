import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { toShimmyError } from "../../core/errors.ts";
import { checkTokenIds, TOKENIZING_RULES } from "../../core/tokenizing.ts";
import { sendLongJson } from "../embeddings/send-long-json.ts";
import { askerOf } from "../generation/asker.ts";
import { inClientWords } from "../generation/in-client-words.ts";
import { MODEL_FIELD } from "../generation/model-field.ts";
import { switchField } from "../generation/number-field.ts";
import type { HttpContext } from "../http-context.ts";
import { MAX_GENERATION_BODY_BYTES } from "../http-limits.ts";
import { OPENAI_ERROR } from "../openai/error-body.ts";
import { responses } from "../responses.ts";
import { pieceBody, TOKEN_PIECE } from "./piece-body.ts";

const TAGS = ["llama-server"];

export const TOKENIZE_REQUEST = z.object({
  model: MODEL_FIELD,
  content: z.string("must be a text").max(TOKENIZING_RULES.maxBytes).describe("The text to split."),
  add_special: switchField(
    "Adds the tokens that the model wants around a text, such as begin-of-sequence; the default is false.",
  ),
  parse_special: switchField("Reads the texts of control tokens as those tokens; the default is true."),
  with_pieces: switchField("Tells each token's text too; the default is false."),
});

const TOKENIZE_RESPONSE = z.object({
  tokens: z.array(z.union([z.number(), TOKEN_PIECE])).describe("Ids, or with `with_pieces` objects."),
});

export const DETOKENIZE_REQUEST = z.object({
  model: MODEL_FIELD,
  // a list may hold very many token ids, so that its entries are checked apart, up to the first wrong one
  tokens: z
    .array(z.unknown(), { error: "must be a list of token ids" })
    .max(TOKENIZING_RULES.maxTokens)
    .meta({ type: "array", items: { type: "integer" }, description: "Token ids." }),
});

const DETOKENIZE_RESPONSE = z.object({
  content: z.string().describe("Their text, control tokens by name; bytes that are no UTF-8 become U+FFFD."),
});

/** `POST /tokenize` and `POST /detokenize`. */
export function registerTokenRoutes(app: FastifyInstance, context: HttpContext): void {
  const typed = app.withTypeProvider<ZodTypeProvider>();

  typed.post(
    "/tokenize",
    {
      bodyLimit: MAX_GENERATION_BODY_BYTES,
      schema: {
        summary: "Splits a text into tokens",
        tags: TAGS,
        body: TOKENIZE_REQUEST,
        response: responses({
          description: "The tokens, in the order of the text",
          answer: TOKENIZE_RESPONSE,
          error: OPENAI_ERROR,
        }),
      },
    },
    async (request, reply) => {
      const { body } = request;
      const pieces = body.with_pieces === true;
      const asked = context.service.tokenize({
        model: body.model ?? undefined,
        input: { kind: "prompt", text: body.content },
        options: {
          addSpecial: body.add_special === true,
          parseSpecial: body.parse_special !== false,
          pieces,
        },
        ...askerOf(request, reply, context),
      });
      const answer = await asked.catch((error: unknown) => {
        throw inClientWords(toShimmyError(error), { prompt: "content" });
      });
      return sendLongJson(reply, {
        opening: '{"tokens":[',
        items: answer.tokens,
        write: (id, index) => {
          const piece = answer.pieces?.[index];
          return piece === undefined ? String(id) : JSON.stringify({ id, piece: pieceBody(piece) });
        },
        closing: "]}",
      });
    },
  );

  typed.post(
    "/detokenize",
    {
      bodyLimit: MAX_GENERATION_BODY_BYTES,
      schema: {
        summary: "Puts tokens together as a text",
        tags: TAGS,
        body: DETOKENIZE_REQUEST,
        response: responses({ description: "The text", answer: DETOKENIZE_RESPONSE, error: OPENAI_ERROR }),
      },
    },
    async (request, reply) => {
      const { model, tokens } = request.body;
      // a request that cannot be answered loads no model
      checkTokenIds(tokens);
      const asker = askerOf(request, reply, context);
      const { text } = await context.service.detokenize({ model: model ?? undefined, tokens, ...asker });
      return { content: text };
    },
  );
}
