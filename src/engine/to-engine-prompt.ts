import type { ChatMessage } from "../core/chat-message.ts";
import type { GenerationInput } from "../core/generation-input.ts";
import type { EngineGeneration } from "./protocol.ts";

/** What the engine is given to continue. */
export type EnginePrompt = Pick<EngineGeneration, "prompt" | "parseSpecial" | "infill">;

/**
 * An input in the engine's terms.
 *
 * @param renderMessages puts a conversation through the model's chat template.
 */
export function toEnginePrompt(
  input: string | GenerationInput,
  renderMessages: (messages: readonly ChatMessage[]) => string,
): EnginePrompt {
  if (typeof input === "string") return { prompt: input, parseSpecial: false };
  switch (input.kind) {
    case "prompt":
      return { prompt: input.text, parseSpecial: input.parseSpecial === true };
    case "messages":
      return { prompt: renderMessages(input.messages), parseSpecial: true };
    case "tokens":
      return { prompt: input.tokens, parseSpecial: false };
    case "infill": {
      const { prefix, suffix, files = [] } = input;
      return { prompt: "", parseSpecial: false, infill: { prefix, suffix, files } };
    }
  }
}
