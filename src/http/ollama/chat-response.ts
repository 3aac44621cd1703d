import { z } from "zod";
import { WHOLE_CALL } from "../generation/whole-call-body.ts";
import { GENERATE_RESPONSE, type GenerateResponseOptions, generateResponse } from "./generate-response.ts";

const MESSAGE = z.object({
  role: z.literal("assistant"),
  content: z.string(),
  thinking: z.string().optional().describe("What the model thought, where it told it."),
  tool_calls: z.array(WHOLE_CALL).optional().describe("Calls that the model asks for."),
});

/** Answer of `POST /api/chat`, and the last frame of its streams: a superset of Ollama's. */
export const OLLAMA_CHAT_RESPONSE = GENERATE_RESPONSE.omit({
  response: true,
  context: true,
  thinking: true,
  tool_calls: true,
}).extend({ message: MESSAGE });

/** The answer in Ollama's form, durations in nanoseconds. */
export function ollamaChatResponse(options: GenerateResponseOptions): z.output<typeof OLLAMA_CHAT_RESPONSE> {
  const {
    model,
    created_at,
    response,
    thinking,
    tool_calls,
    context: _,
    ...rest
  } = generateResponse(options);
  return {
    model,
    created_at,
    message: {
      role: "assistant",
      content: response,
      ...(thinking !== undefined && { thinking }),
      ...(tool_calls !== undefined && { tool_calls }),
    },
    ...rest,
  };
}
