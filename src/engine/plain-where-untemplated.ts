import type { GenerationInput } from "../core/generation-input.ts";
import type { ChatTemplate } from "../models/chat-template/chat-template.ts";

/**
 * What a model is given: the text of a turn that is one only for models with a chat template, where this one brings none. A
 * template of Shimmy's own would put a model that was never taught to chat into a conversation.
 */
export function plainWhereUntemplated(
  input: GenerationInput,
  template: Pick<ChatTemplate, "source">,
): GenerationInput;
export function plainWhereUntemplated(
  input: string | GenerationInput,
  template: Pick<ChatTemplate, "source">,
): string | GenerationInput;
export function plainWhereUntemplated(
  input: string | GenerationInput,
  { source }: Pick<ChatTemplate, "source">,
): string | GenerationInput {
  if (typeof input === "string" || input.kind !== "messages") return input;
  const { untemplated: text, after } = input;
  if (text === undefined || source === "file" || source === "override") return input;
  return { kind: "prompt", text, parseSpecial: true, ...(after !== undefined && { after }) };
}
