import { nearestName } from "../../config/nearest-name.ts";

/** Commands of a chat, each with what it takes and does. */
export const CHAT_COMMANDS = {
  "/help": { takes: "", does: "show this" },
  "/clear": { takes: "", does: "forget the conversation; the system prompt stays" },
  "/system": { takes: "[TEXT]", does: "set the system prompt; without TEXT show it, with - remove it" },
  "/set": {
    takes: "[NAME VALUE]",
    does: "set an option, such as temperature 0.2 or think off; default undoes it",
  },
  "/show": { takes: "", does: "show the model, the options and how long the conversation is" },
  "/save": { takes: "FILE", does: "keep the conversation in a file" },
  "/load": { takes: "FILE", does: "go on with a conversation from a file" },
  "/retry": { takes: "", does: "have the last question answered again" },
  "/bye": { takes: "", does: "end; Ctrl-D does too" },
} as const;

/** Name of a command, with its slash. */
export type ChatCommandName = keyof typeof CHAT_COMMANDS;

/** What a message is: something to ask, a command with its argument, or a command that there is not. */
export type ParsedMessage =
  | { readonly kind: "ask"; readonly text: string }
  | { readonly kind: "command"; readonly name: ChatCommandName; readonly argument: string }
  | { readonly kind: "wrong"; readonly message: string };

const OTHER_NAMES: Readonly<Record<string, ChatCommandName>> = {
  "/?": "/help",
  "/exit": "/bye",
  "/quit": "/bye",
};

/**
 * Tells commands from questions. A message that merely begins with a slash, such as a path, is a question: a command is one
 * word of letters. `//` in front asks for what follows the first slash.
 */
export function parseMessage(message: string): ParsedMessage {
  const text = message.trim();
  if (text.startsWith("//")) return { kind: "ask", text: text.slice(1) };
  const match = /^(\/[a-z]+|\/\?)(?:\s+([\s\S]*))?$/i.exec(text);
  if (match === null) return { kind: "ask", text };
  const word = (match[1] ?? "").toLowerCase();
  const argument = (match[2] ?? "").trim();
  const name = isCommand(word) ? word : OTHER_NAMES[word];
  if (name === undefined) return { kind: "wrong", message: unknownCommand(word) };
  const { takes } = CHAT_COMMANDS[name];
  if (takes === "" && argument !== "") return { kind: "wrong", message: `${name} takes nothing behind it.` };
  if (takes === "FILE" && argument === "")
    return { kind: "wrong", message: `${name} needs a file: ${name} FILE` };
  return { kind: "command", name, argument };
}

function isCommand(word: string): word is ChatCommandName {
  return Object.hasOwn(CHAT_COMMANDS, word);
}

function unknownCommand(word: string): string {
  const nearest = nearestName(word, Object.keys(CHAT_COMMANDS));
  const hint = nearest === undefined ? "" : ` Did you mean ${nearest}?`;
  return `There is no ${word}.${hint} /help lists the commands; // asks for a text that begins with a slash.`;
}

/** What `/help` prints. */
export function chatHelp(): string {
  const commands = Object.entries(CHAT_COMMANDS).map(
    ([name, { takes, does }]) => `  ${`${name} ${takes}`.padEnd(22)}${does}`,
  );
  return [
    ...commands,
    "",
    '  """ begins and ends a text of several lines; a backslash at the end of a line goes on with the next.',
    "  Ctrl-C stops the answer; at the prompt, twice ends the chat. The arrow keys bring earlier lines back.",
    "",
  ].join("\n");
}

/** The commands that a text may be the beginning of, for the Tab key. */
export function completeCommand(line: string): readonly string[] {
  if (!/^\/[a-z]*$/.test(line)) return [];
  return Object.keys(CHAT_COMMANDS).filter((name) => name.startsWith(line));
}
