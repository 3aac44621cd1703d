import { join } from "node:path";
import type { ShimmyConfig } from "../../config/shimmy-config.ts";
import { completeCommand } from "../chat/chat-command.ts";
import { type ChatOptions, readThinking, THINK_VALUES } from "../chat/chat-options.ts";
import type { ChatPartner } from "../chat/chat-partner.ts";
import { ConversationState } from "../chat/conversation-state.ts";
import { HISTORY_LENGTH, HistoryFile } from "../chat/history-file.ts";
import { greeting, runChat } from "../chat/run-chat.ts";
import type { CommandContext } from "../command-context.ts";
import type { CommandDefinition } from "../command-definition.ts";
import {
  declareExamples,
  declareFlag,
  declareSettings,
  ENGINE_SETTINGS,
  MODEL_SOURCE_SETTINGS,
} from "../declare-flags.ts";
import { printable } from "../format.ts";
import { declareGenerationFlags, readGenerationOptions } from "../generation-flags.ts";
import type { Invocation } from "../invocation.ts";
import { readConfig } from "../read-config.ts";
import { declareServerFlags } from "../server-client/connect.ts";
import { namedServer } from "../server-client/server-address.ts";
import { UsageError } from "../usage-error.ts";

/** `shimmy chat MODEL`: a conversation on the terminal, or answers to the lines of standard input. */
export const chatCommand: CommandDefinition = {
  declare: (command) => {
    command.argument("MODEL", "name of a model, or a .gguf file");
    declareFlag(command, "--system <text>", "system prompt");
    declareFlag(command, "--think <level>", `how much the model thinks: ${THINK_VALUES.join(", ")}`);
    declareFlag(command, "--no-history", "keep no file of the lines that are typed");
    declareFlag(command, "--stats", "show counts and speed after each answer");
    declareServerFlags(command);
    declareGenerationFlags(command, { maxTokens: "the rest of the context" });
    declareSettings(command, [...MODEL_SOURCE_SETTINGS, ...ENGINE_SETTINGS]);
    declareExamples(command, [
      "shimmy chat shimmy-tiny",
      'shimmy chat llama3 --system "Answer in one sentence." --temperature 0.2',
      "shimmy chat llama3 --url http://127.0.0.1:11435",
      'echo "What are you?" | shimmy chat shimmy-tiny',
    ]);
  },
  run: async (invocation, context) => {
    const model = invocation.argument(0);
    const config = readConfig(invocation, context);
    const options = readOptions(invocation);
    const partner = await openPartner(model, invocation, config, context);
    try {
      return await talk(partner, options, invocation, config, context);
    } finally {
      await partner.close();
    }
  },
};

async function talk(
  partner: ChatPartner,
  options: ChatOptions,
  invocation: Invocation,
  config: ShimmyConfig,
  context: CommandContext,
): Promise<number> {
  const { signal } = context.interruption;
  const history = historyOf(invocation, config);
  const lines = context.openLines({
    history: (await history?.read()) ?? [],
    historyLength: HISTORY_LENGTH,
    complete: completeCommand,
  });
  const close = () => lines.close();
  signal.addEventListener("abort", close, { once: true });
  try {
    if (signal.aborted) close();
    if (lines.isInteractive) context.terminal.note(greeting(printable(partner.model)));
    const conversation = new ConversationState(invocation.text("--system") ?? partner.system);
    const showsStatistics = invocation.has("--stats");
    return await runChat({ partner, conversation, lines, history, showsStatistics, context, options });
  } finally {
    signal.removeEventListener("abort", close);
    close();
  }
}

function readOptions(invocation: Invocation): ChatOptions {
  const generation = readGenerationOptions(invocation);
  const think = invocation.text("--think");
  return { generation, ...(think !== undefined && { reasoning: readThinking(think) }) };
}

/** A named server has the model; otherwise this command loads it itself. */
async function openPartner(
  model: string,
  invocation: Invocation,
  config: ShimmyConfig,
  context: CommandContext,
): Promise<ChatPartner> {
  const url = namedServer(invocation, context);
  if (url === undefined) {
    const { openLibraryPartner } = await import("../chat/library-partner.ts");
    return await openLibraryPartner(model, config, context);
  }
  if (invocation.texts("--adapter").length > 0) {
    throw new UsageError("--adapter goes with a model that this command loads itself, and not with --url.");
  }
  const [{ openServerPartner }, { ServerClient }] = await Promise.all([
    import("../chat/server-partner.ts"),
    import("../server-client/server-client.ts"),
  ]);
  const { signal } = context.interruption;
  return await openServerPartner(model, new ServerClient({ url, apiKey: config.apiKey, signal }));
}

function historyOf(invocation: Invocation, { dataFolder }: ShimmyConfig): HistoryFile | undefined {
  const isOff = invocation.has("--no-history") || dataFolder === undefined;
  return isOff ? undefined : new HistoryFile(join(dataFolder, "chat-history.jsonl"));
}
