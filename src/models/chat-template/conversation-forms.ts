import type { ChatMessage } from "../../core/chat-message.ts";

/** A message as templates see it. */
export interface TemplateMessage {
  readonly role: "system" | "user" | "assistant" | "tool";
  readonly content: string;
  readonly name?: string;
}

/**
 * Forms of one conversation, from the one closest to what the client sent to the plainest, for templates that refuse or drop
 * what they were not made for:
 *
 * 1. as it is, `developer` read as `system`;
 * 2. texts of one role in a row joined, tool results and later system texts as the user's;
 * 3. the system text at the head of the first user turn as well.
 *
 * All forms hold every text, in order. Forms equal to an earlier one are left out.
 */
export function conversationForms(messages: readonly ChatMessage[]): readonly (readonly TemplateMessage[])[] {
  const asIs = messages.map(asTemplateMessage);
  const firstOther = asIs.findIndex((message) => message.role !== "system");
  const alternating = joinTurns(
    asIs.map((message, at) =>
      at < firstOther || message.role !== "system" ? plainTool(message) : asUser(message),
    ),
  );
  const withoutSystem = joinTurns(
    alternating.map((message) => (message.role === "system" ? asUser(message) : message)),
  );
  const forms = [asIs];
  if (!sameForm(asIs, alternating)) forms.push(alternating);
  if (withoutSystem.length !== alternating.length || withoutSystem[0]?.role !== alternating[0]?.role) {
    forms.push(withoutSystem);
  }
  return forms;
}

function asTemplateMessage({ role, content, name }: ChatMessage): TemplateMessage {
  return { role: role === "developer" ? "system" : role, content, ...(name !== undefined && { name }) };
}

function plainTool(message: TemplateMessage): TemplateMessage {
  return message.role === "tool" ? asUser(message) : message;
}

function asUser({ content }: TemplateMessage): TemplateMessage {
  return { role: "user", content };
}

function joinTurns(messages: readonly TemplateMessage[]): TemplateMessage[] {
  const turns: TemplateMessage[] = [];
  for (const message of messages) {
    const last = turns.at(-1);
    if (last?.role !== message.role) turns.push(message);
    else turns[turns.length - 1] = { ...last, content: joinTexts(last.content, message.content) };
  }
  return turns;
}

function joinTexts(first: string, second: string): string {
  return first === "" || second === "" ? first + second : `${first}\n\n${second}`;
}

function sameForm(left: readonly TemplateMessage[], right: readonly TemplateMessage[]): boolean {
  return left.length === right.length && left.every((message, at) => message.role === right[at]?.role);
}
