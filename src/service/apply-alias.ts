import type { ChatMessage } from "../core/chat-message.ts";
import type { GenerationInput } from "../core/generation-input.ts";
import type { PartialGenerationOptions } from "../core/generation-options.ts";
import type { ModelSettings } from "../models/registry/model-entry.ts";
import type { GenerationRequest } from "./shimmy-service.ts";

/**
 * A request with the settings of the alias, or of the model, that it names: its options where the request leaves them open, its turns before the
 * conversation's, and its instruction where the conversation has none. Prompts that are no conversation stay as they are.
 */
export function applyAlias<Request extends Pick<GenerationRequest, "input" | "options" | "openEnded">>(
  request: Request,
  alias: ModelSettings | undefined,
): Request {
  const asked = alias === undefined ? request : withSettings(request, alias);
  if (asked.openEnded !== true || asked.options.maxTokens !== undefined) return asked;
  return { ...asked, options: { ...asked.options, maxTokens: null } };
}

function withSettings<Request extends Pick<GenerationRequest, "input" | "options">>(
  request: Request,
  alias: ModelSettings,
): Request {
  const { adapters } = alias;
  return {
    ...request,
    input: aliasedInput(request.input, alias),
    options: mergeOptions({ ...alias.options, ...(adapters !== undefined && { adapters }) }, request.options),
  };
}

/** A conversation with an alias's instruction and turns. */
function applyToMessages(
  messages: readonly ChatMessage[],
  system: string | undefined,
  turns: readonly ChatMessage[],
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

/** The input that a generation has where a request names an alias. */
export function aliasedInput(input: GenerationInput, alias: ModelSettings | undefined): GenerationInput {
  if (alias === undefined || input.kind !== "messages") return input;
  // what is gone on from had the turns already
  const turns = input.after ? [] : (alias.messages ?? []);
  if (alias.system === undefined && turns.length === 0) return input;
  const { untemplated: _, ...conversation } = input;
  return { ...conversation, messages: applyToMessages(input.messages, alias.system, turns) };
}

/** An option that the request sets, to null too, wins; what is undefined is left open. */
function mergeOptions(
  defaults: PartialGenerationOptions,
  given: PartialGenerationOptions,
): PartialGenerationOptions {
  const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return { ...defaults, ...set };
}
