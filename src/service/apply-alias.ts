import type { ChatMessage } from "../core/chat-message.ts";
import type { GenerationInput } from "../core/generation-input.ts";
import type { PartialGenerationOptions } from "../core/generation-options.ts";
import type { ModelSettings } from "../models/registry/model-entry.ts";
import type { GenerationRequest } from "./shimmy-service.ts";

/**
 * A request with the settings of the alias, or of the model, that it names: its options where the request leaves them open, its turns before the
 * conversation's, and its instruction where the conversation has none. Prompts that are no conversation stay as they are.
 */
export function applyAlias(request: GenerationRequest, alias: ModelSettings | undefined): GenerationRequest {
  if (alias === undefined) return request;
  return {
    ...request,
    input: applyToInput(request.input, alias),
    options: mergeOptions(alias.options ?? {}, request.options),
  };
}

/** A conversation with an alias's instruction and turns. */
function applyToMessages(
  messages: readonly ChatMessage[],
  { system, messages: turns = [] }: Pick<ModelSettings, "system" | "messages">,
): readonly ChatMessage[] {
  const bringsSystem = messages.some(({ role }) => role === "system" || role === "developer");
  if (system === undefined || bringsSystem) {
    const [first, ...rest] = messages;
    // the request's own instruction stays in front
    const hasHead = first?.role === "system" || first?.role === "developer";
    return hasHead && first !== undefined ? [first, ...turns, ...rest] : [...turns, ...messages];
  }
  return [{ role: "system", content: system }, ...turns, ...messages];
}

function applyToInput(input: GenerationInput, alias: ModelSettings): GenerationInput {
  return input.kind === "messages" ? { ...input, messages: applyToMessages(input.messages, alias) } : input;
}

/** An option that the request sets, to null too, wins; what is undefined is left open. */
function mergeOptions(
  defaults: PartialGenerationOptions,
  given: PartialGenerationOptions,
): PartialGenerationOptions {
  const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return { ...defaults, ...set };
}
