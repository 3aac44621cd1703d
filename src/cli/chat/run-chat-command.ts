import { absolutePath } from "../../config/path-list.ts";
import { ShimmyError } from "../../core/errors.ts";
import { counted, printable } from "../format.ts";
import { answerQuestion } from "./answer-question.ts";
import { type ChatCommandName, chatHelp } from "./chat-command.ts";
import { describeOptions, setOption } from "./chat-options.ts";
import type { ChatRoom } from "./chat-room.ts";
import { loadConversation, saveConversation } from "./conversation-file.ts";

/** Runs a command of the chat other than `/bye`. Throws ShimmyErrors and UsageErrors for the person. */
export async function runChatCommand(
  { name, argument }: { readonly name: ChatCommandName; readonly argument: string },
  room: ChatRoom,
): Promise<void> {
  const { conversation, context } = room;
  const { terminal } = context;
  switch (name) {
    case "/help":
      return terminal.note(chatHelp());
    case "/clear":
      conversation.clear();
      return terminal.note("The conversation is forgotten.\n");
    case "/system":
      return setSystem(argument, room);
    case "/set":
      if (argument !== "") room.options = setOption(room.options, argument);
      return terminal.note(listOptions(room));
    case "/show":
      return terminal.note(describeRoom(room));
    case "/save":
      return await save(argument, room);
    case "/load":
      return await load(argument, room);
    case "/retry": {
      const question = conversation.takeLastQuestion();
      if (question === undefined)
        throw new ShimmyError("invalid_request", "There is no question yet to ask again.");
      return await answerQuestion(question, room);
    }
    case "/bye":
      return;
  }
}

function setSystem(argument: string, { conversation, context }: ChatRoom): void {
  if (argument !== "") conversation.system = argument === "-" ? undefined : argument;
  const { system } = conversation;
  context.terminal.note(system === undefined ? "There is no system prompt.\n" : `System prompt: ${system}\n`);
}

function listOptions({ options }: ChatRoom): string {
  const lines = describeOptions(options);
  return lines.length === 0 ? "Every option is the model's own.\n" : `${lines.join("\n")}\n`;
}

function describeRoom(room: ChatRoom): string {
  const { partner, conversation } = room;
  const { system, turns } = conversation;
  return [
    `${printable(partner.model)}: ${partner.facts.map(printable).join("; ")}\n`,
    `${counted(turns.length, "turn")}${system === undefined ? "" : `, system prompt: ${system}`}\n`,
    listOptions(room),
  ].join("");
}

async function save(file: string, { conversation, partner, context }: ChatRoom): Promise<void> {
  const path = absolutePath(file, context);
  const { system, turns } = conversation;
  const saved = { model: partner.model, messages: turns, ...(system !== undefined && { system }) };
  await saveConversation(path, saved);
  context.terminal.note(`Saved to ${path}.\n`);
}

async function load(file: string, { conversation, context }: ChatRoom): Promise<void> {
  const path = absolutePath(file, context);
  const { model, system, messages } = await loadConversation(path);
  conversation.replace(system, messages);
  context.terminal.note(
    `${counted(messages.length, "turn")} from ${path}, a chat with ${printable(model)}.\n`,
  );
}
