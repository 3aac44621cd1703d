import { ShimmyError } from "../../core/errors.ts";
import { describeFailure, isCancellation } from "../report-failure.ts";
import { answerQuestion } from "./answer-question.ts";
import { CHAT_COMMANDS, type ParsedMessage, parseMessage } from "./chat-command.ts";
import type { ChatRoom } from "./chat-room.ts";
import { MessageAssembler } from "./message-assembler.ts";
import { runChatCommand } from "./run-chat-command.ts";

const PROMPT = ">>> ";
const NEXT_LINE_PROMPT = "... ";
const HOW_TO_LEAVE = "Ctrl-C again, Ctrl-D or /bye ends the chat.\n";

/**
 * Talks until the person ends it or the input does, and resolves with the exit code: 1 where a question of a script
 * found no answer.
 */
export async function runChat(room: ChatRoom): Promise<number> {
  // at the prompt the editor sees Ctrl-C, and an answer takes it; in the moments between it must not end the chat
  const giveBack = room.lines.isInteractive ? room.context.interruption.divert(() => {}) : () => {};
  try {
    return await talk(room);
  } finally {
    giveBack();
  }
}

async function talk(room: ChatRoom): Promise<number> {
  const { context, lines } = room;
  let failures = 0;
  for (;;) {
    const message = await readMessage(room);
    if (message === undefined || context.interruption.signal.aborted) break;
    if (message.trim() === "") continue;
    const parsed = parseMessage(message);
    if (parsed.kind === "command" && parsed.name === "/bye") break;
    try {
      await respond(parsed, room);
    } catch (thrown) {
      if (context.terminal.outputClosed.aborted) return 0;
      if (isCancellation(thrown) && context.interruption.signal.aborted) break;
      failures++;
      for (const line of describeFailure(thrown)) context.terminal.note(`shimmy: ${line}\n`);
      // an engine that is gone answers nobody
      if (thrown instanceof ShimmyError && thrown.code === "engine_crashed" && !lines.isInteractive) break;
    }
  }
  if (context.interruption.signal.aborted) throw new ShimmyError("cancelled", "The chat was interrupted.");
  return failures > 0 && !lines.isInteractive ? 1 : 0;
}

async function respond(parsed: ParsedMessage, room: ChatRoom): Promise<void> {
  switch (parsed.kind) {
    case "ask":
      return await answerQuestion(parsed.text, room);
    case "command":
      return await runChatCommand(parsed, room);
    case "wrong":
      throw new ShimmyError("invalid_request", parsed.message);
  }
}

/** The next message, of one line or several; undefined at the end. */
async function readMessage({ lines, history, context }: ChatRoom): Promise<string | undefined> {
  const assembler = new MessageAssembler();
  let interruptions = 0;
  for (;;) {
    const read = await lines.read(assembler.isOpen ? NEXT_LINE_PROMPT : PROMPT);
    if (read.kind === "end") {
      if (lines.isInteractive) context.terminal.note("\n");
      return assembler.end();
    }
    if (read.kind === "interrupt") {
      const hadText = read.dropped || assembler.isOpen;
      assembler.end();
      interruptions = hadText ? 0 : interruptions + 1;
      if (interruptions > 1) return undefined;
      if (!hadText) context.terminal.note(HOW_TO_LEAVE);
      continue;
    }
    interruptions = 0;
    if (lines.isInteractive) await history?.add(read.text);
    const message = assembler.add(read.text);
    if (message !== undefined) return message;
  }
}

/** What is shown when a chat begins. */
export function greeting(model: string): string {
  return `Chat with ${model}. ${Object.keys(CHAT_COMMANDS)[0]} lists the commands, Ctrl-D ends.\n`;
}
