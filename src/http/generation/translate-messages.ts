import type { ChatMessage } from "../../core/chat-message.ts";
import { ShimmyError } from "../../core/errors.ts";
import type { ChatMessageValue } from "./chat-message-schema.ts";

/** Between two text parts of one message, as llama-server joins them. */
const PART_SEPARATOR = "\n";

/**
 * A conversation in core's form, every message in its place.
 *
 * @throws ShimmyError `unsupported_parameter` for a part that is not text, `invalid_request` for a message
 * without content that is not the assistant's.
 */
export function translateMessages(messages: readonly ChatMessageValue[]): readonly ChatMessage[] {
  return messages.map((message, index) => ({
    role: message.role,
    content: contentText(message, `messages[${index}].content`),
    ...(typeof message.name === "string" && { name: message.name }),
  }));
}

function contentText({ role, content }: ChatMessageValue, param: string): string {
  if (typeof content === "string") return content;
  if (content === null || content === undefined) {
    if (role === "assistant") return "";
    throw new ShimmyError("invalid_request", `${param} is missing; a message of role ${role} needs a text.`, {
      param,
    });
  }
  return content.map((part, index) => partText(part, `${param}[${index}]`)).join(PART_SEPARATOR);
}

function partText(
  part: { readonly type: string; readonly text?: string | undefined },
  param: string,
): string {
  if (part.type !== "text") {
    throw new ShimmyError(
      "unsupported_parameter",
      `${param} is of type ${JSON.stringify(part.type.slice(0, 40))}, and this server takes parts of type "text" only.`,
      { param },
    );
  }
  if (part.text === undefined) {
    throw new ShimmyError("invalid_request", `${param}.text is missing.`, { param: `${param}.text` });
  }
  return part.text;
}
