import type { FastifyRequest } from "fastify";
import { z } from "zod";
import { toShimmyError } from "../../../core/errors.ts";
import { inClientWords } from "../../generation/in-client-words.ts";
import { requesterOf } from "../../generation/requester.ts";
import type { HttpContext } from "../../http-context.ts";
import type { KeptResponses } from "./kept-response.ts";
import { ownerOf } from "./owner-of.ts";
import type { InputTokensRequestValue } from "./request-schema.ts";
import { newResponseId } from "./response-id.ts";
import { FIELD_NAMES, translateInput } from "./translate-response.ts";

/** Answer of `POST /v1/responses/input_tokens`. */
export const INPUT_TOKENS = z.object({
  object: z.literal("response.input_tokens"),
  input_tokens: z.number().describe("Tokens of the whole prompt, after the chat template."),
});

/** What the route works with. */
export interface CountOptions {
  readonly context: HttpContext;
  readonly kept: KeptResponses;
  readonly request: Pick<FastifyRequest, "id" | "headers" | "ip"> & {
    readonly body: InputTokensRequestValue;
  };
  readonly signal: AbortSignal;
}

/**
 * Counts what a response with this input would tell as its `input_tokens`. Nothing is generated or kept.
 *
 * @throws ShimmyError as a request for the response would for its input.
 */
export async function countInput(options: CountOptions): Promise<z.output<typeof INPUT_TOKENS>> {
  const { context, kept, request, signal } = options;
  const source = { kept, owner: ownerOf(request, context), responseId: newResponseId() };
  const { conversation } = translateInput(request.body, source);
  const { client } = requesterOf(request, context);
  const { promptTokens } = await context.service
    .countTokens({
      model: request.body.model ?? undefined,
      input: { kind: "messages", ...conversation },
      requestId: request.id,
      client,
      signal,
    })
    .catch((thrown: unknown) => {
      throw inClientWords(toShimmyError(thrown), FIELD_NAMES);
    });
  return { object: "response.input_tokens", input_tokens: promptTokens };
}
