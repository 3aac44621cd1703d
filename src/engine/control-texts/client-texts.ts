import type { ChatMessage } from "../../core/chat-message.ts";
import type { Conversation, TemplateVariable } from "../../core/conversation.ts";
import type { Tool, ToolCall } from "../../core/tool.ts";

/** Changes a text of the client's; `isAnswer` for what the assistant said or thought in an earlier turn. */
export type TextChange = (text: string, isAnswer: boolean) => string;

/** A conversation with every text in it changed that a client wrote: messages, calls, tools and variables of the template. */
export function mapClientTexts(conversation: Conversation, change: TextChange): Conversation {
  const plain = (text: string): string => change(text, false);
  const { messages, tools, templateVariables } = conversation;
  return {
    ...conversation,
    messages: messages.map((message) => mapMessage(message, change)),
    ...(tools !== undefined && { tools: tools.map((tool) => mapTool(tool, plain)) }),
    ...(templateVariables !== undefined && {
      templateVariables: mapRecord(templateVariables, plain),
    }),
  };
}

function mapMessage(message: ChatMessage, change: TextChange): ChatMessage {
  const { role, content, name, toolCalls, reasoning, toolCallId } = message;
  const isAnswer = role === "assistant";
  const plain = (text: string): string => change(text, false);
  return {
    role,
    content: change(content, isAnswer),
    ...(name !== undefined && { name: plain(name) }),
    ...(toolCalls !== undefined && { toolCalls: toolCalls.map((call) => mapCall(call, plain)) }),
    ...(reasoning !== undefined && { reasoning: change(reasoning, isAnswer) }),
    ...(toolCallId !== undefined && { toolCallId: plain(toolCallId) }),
  };
}

function mapCall({ id, name, arguments: json }: ToolCall, change: (text: string) => string): ToolCall {
  return { id: change(id), name: change(name), arguments: mapJson(json, change) };
}

/** JSON may write a text with escapes, which the template's reader takes away. */
function mapJson(json: string, change: (text: string) => string): string {
  if (!json.includes("\\")) return change(json);
  try {
    const value: TemplateVariable = JSON.parse(json);
    return JSON.stringify(mapValue(value, change));
  } catch {
    return change(json);
  }
}

function mapTool({ name, description, parameters }: Tool, change: (text: string) => string): Tool {
  return {
    name: change(name),
    ...(description !== undefined && { description: change(description) }),
    ...(parameters !== undefined && {
      parameters: typeof parameters === "boolean" ? parameters : mapSchema(parameters, change),
    }),
  };
}

function mapSchema(
  schema: Readonly<Record<string, unknown>>,
  change: (text: string) => string,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [change(key), mapValue(value, change)]),
  );
}

function mapRecord(
  record: Readonly<Record<string, TemplateVariable>>,
  change: (text: string) => string,
): Readonly<Record<string, TemplateVariable>> {
  // the names are those that the template asks for
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, mapValue(value, change)]));
}

function mapValue<Value>(value: Value, change: (text: string) => string): Value;
function mapValue(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === "string") return change(value);
  if (Array.isArray(value)) return value.map((item) => mapValue(item, change));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [change(key), mapValue(item, change)]),
  );
}
