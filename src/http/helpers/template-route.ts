import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { askerOf } from "../generation/asker.ts";
import type { HttpContext } from "../http-context.ts";
import { MAX_GENERATION_BODY_BYTES } from "../http-limits.ts";
import { OPENAI_ERROR } from "../openai/error-body.ts";
import { responses } from "../responses.ts";
import { TEMPLATE_REQUEST, toConversation } from "./template-request.ts";

const TEMPLATE_RESPONSE = z.object({ prompt: z.string().describe("What the model would be given.") });

/** `POST /apply-template`. */
export function registerTemplateRoute(app: FastifyInstance, context: HttpContext): void {
  app.withTypeProvider<ZodTypeProvider>().post(
    "/apply-template",
    {
      bodyLimit: MAX_GENERATION_BODY_BYTES,
      schema: {
        summary: "Shows a conversation as the prompt that the model's chat template makes of it",
        tags: ["llama-server"],
        body: TEMPLATE_REQUEST,
        response: responses({ description: "The prompt", answer: TEMPLATE_RESPONSE, error: OPENAI_ERROR }),
      },
    },
    async (request, reply) => {
      const { body } = request;
      const { text } = await context.service.applyTemplate({
        model: body.model ?? undefined,
        conversation: toConversation(body),
        addGenerationPrompt: body.add_generation_prompt !== false,
        ...askerOf(request, reply, context),
      });
      return { prompt: text };
    },
  );
}
