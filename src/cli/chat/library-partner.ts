import type { ShimmyConfig } from "../../config/shimmy-config.ts";
import type { ChatMessage } from "../../core/chat-message.ts";
import type { PartialGenerationOptions } from "../../core/generation-options.ts";
import type { CommandContext } from "../command-context.ts";
import { counted, formatCount } from "../format.ts";
import { openModelEntry } from "../open-model.ts";
import type { ChatAsk, ChatPartner, ChatPiece } from "./chat-partner.ts";

/** What a model's alias has to say in every conversation. */
interface OwnSettings {
  readonly messages?: readonly ChatMessage[];
  readonly options?: PartialGenerationOptions;
}

/** Loads a model in an engine of this command's own. Throws as `openModel` does. */
export async function openLibraryPartner(
  model: string,
  config: ShimmyConfig,
  context: CommandContext,
): Promise<ChatPartner> {
  const { loaded, settings } = await openModelEntry({ model, config, slots: 1 }, context);
  const { info, spec } = loaded;
  return {
    model: spec.name,
    system: settings?.system,
    facts: [
      `${info.architecture}, ${formatCount(info.parameterCount)} parameters`,
      `context ${info.contextLength} tokens, ${counted(info.threads, "thread")}, ${info.devices.join("+")}`,
    ],
    answer: (ask) => answer(ask),
    close: () => loaded.unload(),
  };

  async function* answer(ask: ChatAsk): AsyncGenerator<ChatPiece, void, undefined> {
    const { generation, reasoning, signal } = ask;
    const messages = withTurns(ask.messages, settings ?? {});
    const options = { maxTokens: null, ...settings?.options, ...generation, signal };
    const input = { kind: "messages", messages, ...(reasoning !== undefined && { reasoning }) } as const;
    for await (const event of loaded.stream(input, options)) {
      if (event.type === "text" || event.type === "reasoning") yield { type: event.type, text: event.text };
      if (event.type !== "end") continue;
      const { finishReason, usage, timings } = event;
      const { promptTokens, completionTokens } = usage;
      const { promptMs, generationMs } = timings;
      yield { type: "end", finishReason, promptTokens, completionTokens, promptMs, generationMs };
    }
  }
}

/** The alias's turns stand behind the system prompt. */
function withTurns(
  messages: readonly ChatMessage[],
  { messages: turns = [] }: OwnSettings,
): readonly ChatMessage[] {
  const [first, ...rest] = messages;
  return first?.role === "system" ? [first, ...turns, ...rest] : [...turns, ...messages];
}
