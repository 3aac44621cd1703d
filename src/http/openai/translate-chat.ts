import type { GenerationRequest } from "../../service/shimmy-service.ts";
import { toGenerationOptions } from "../generation/sampling-options.ts";
import { translateMessages } from "../generation/translate-messages.ts";
import type { ChatRequestValue } from "./schemas.ts";

/**
 * What a chat request asks for. Where it bounds the answer's length nowhere, the context does.
 *
 * @throws ShimmyError for content that is not text.
 */
export function translateChat(
  body: ChatRequestValue,
): Pick<GenerationRequest, "model" | "input" | "options"> {
  return {
    model: body.model ?? undefined,
    input: { kind: "messages", messages: translateMessages(body.messages) },
    options: toGenerationOptions([body], null),
  };
}
