import type { CommandContext } from "../command-context.ts";
import type { LineReader } from "../line-reader.ts";
import type { ChatOptions } from "./chat-options.ts";
import type { ChatPartner } from "./chat-partner.ts";
import type { ConversationState } from "./conversation-state.ts";
import type { HistoryFile } from "./history-file.ts";

/** All that belongs to one running chat. */
export interface ChatRoom {
  readonly partner: ChatPartner;
  readonly conversation: ConversationState;
  readonly lines: LineReader;
  /** Absent keeps no history. */
  readonly history: HistoryFile | undefined;
  /** Counts and speed are shown after each answer. */
  readonly showsStatistics: boolean;
  readonly context: CommandContext;
  /** As `/set` leaves them. */
  options: ChatOptions;
}
