import { admitsObjects } from "./admits-objects.ts";
import type { ChatMessage } from "./chat-message.ts";
import { type Conversation, REASONING_EFFORTS, type ReasoningOptions } from "./conversation.ts";
import { ShimmyError } from "./errors.ts";
import { isBoundedJson } from "./json-weight.ts";
import type { Tool } from "./tool.ts";

/** Bounds of what belongs to a conversation beside its texts. */
export const CONVERSATION_RULES = {
  /** Tools of one request. */
  maxTools: 512,
  /** Length of a tool's name, in characters. */
  maxToolNameLength: 128,
  /** All descriptions and schemas of one request. */
  toolBounds: { maxDepth: 64, maxWeight: 2 * 1024 * 1024 },
  /** Calls in one message. */
  maxToolCalls: 512,
  /** Variables for the chat template. */
  variableBounds: { maxDepth: 16, maxWeight: 64 * 1024 },
} as const;

/** Letters, digits and what joins them in names of tools: OpenAI's rule, and the dots, colons and slashes of MCP servers. */
const TOOL_NAME = /^[\w.:/-]+$/;

const VARIABLE_NAME = /^[A-Za-z_]\w{0,63}$/;

/** Variables that are the conversation itself. */
const RESERVED_VARIABLES: readonly string[] = [
  "messages",
  "tools",
  "add_generation_prompt",
  "bos_token",
  "eos_token",
];

/**
 * Checks a conversation with its tools. What a client merely repeats, such as the arguments of a call that was cut off, is taken
 * as it is.
 *
 * @throws ShimmyError `invalid_request`, with `param` naming the field.
 */
export function checkConversation(conversation: Conversation): void {
  conversation.messages.forEach(checkMessage);
  checkTools(conversation.tools ?? []);
  checkChoice(conversation);
  checkReasoning(conversation.reasoning ?? {});
  checkVariables(conversation.templateVariables ?? {});
}

function checkMessage({ role, toolCalls = [], toolCallId, reasoning }: ChatMessage, index: number): void {
  if (role !== "assistant" && toolCalls.length > 0) {
    refuse(`messages[${index}] has tool calls, which only the assistant makes`, "messages");
  }
  if (role !== "assistant" && reasoning !== undefined) {
    refuse(`messages[${index}] has reasoning, which only the assistant's messages have`, "messages");
  }
  if (role !== "tool" && toolCallId !== undefined) {
    refuse(`messages[${index}] answers a tool call, which only messages of role "tool" do`, "messages");
  }
  if (toolCalls.length > CONVERSATION_RULES.maxToolCalls) {
    refuse(
      `messages[${index}] has ${toolCalls.length} tool calls, and ${CONVERSATION_RULES.maxToolCalls} are allowed in one message`,
      "messages",
    );
  }
}

function checkTools(tools: readonly Tool[]): void {
  const { maxTools, maxToolNameLength, toolBounds } = CONVERSATION_RULES;
  if (tools.length > maxTools)
    refuse(`tools has ${tools.length} entries, and ${maxTools} are allowed`, "tools");
  const names = new Set<string>();
  tools.forEach(({ name, parameters }, index) => {
    if (!TOOL_NAME.test(name) || name.length > maxToolNameLength) {
      refuse(
        `the name of tools[${index}] must have 1 to ${maxToolNameLength} letters, digits, or characters of _.:/-`,
        "tools",
      );
    }
    if (names.has(name)) refuse(`two tools have the name ${JSON.stringify(name)}`, "tools");
    names.add(name);
    if (Array.isArray(parameters) || !["object", "boolean", "undefined"].includes(typeof parameters)) {
      refuse(`the parameters of tools[${index}] must be a JSON Schema`, "tools");
    }
  });
  if (!isBoundedJson(tools.map(toJson), toolBounds)) {
    refuse(
      `tools must be JSON that nests no deeper than ${toolBounds.maxDepth} levels and has at most ${toolBounds.maxWeight} characters`,
      "tools",
    );
  }
  tools.forEach(({ parameters = true }, index) => {
    if (!admitsObjects(parameters))
      refuse(`the parameters of tools[${index}] must be the schema of an object`, "tools");
  });
}

function toJson({ name, description = "", parameters = true }: Tool): unknown {
  return [name, description, parameters];
}

function checkChoice({ tools = [], toolChoice }: Conversation): void {
  if (toolChoice?.kind === "required" && tools.length === 0) {
    refuse("toolChoice asks for a call, and there are no tools", "toolChoice");
  }
  if (toolChoice?.kind === "named" && !tools.some(({ name }) => name === toolChoice.name)) {
    refuse(
      `toolChoice names ${JSON.stringify(toolChoice.name.slice(0, 80))}, which is none of the tools`,
      "toolChoice",
    );
  }
}

function checkReasoning({ enabled, effort, budgetTokens }: ReasoningOptions): void {
  if (enabled !== undefined && typeof enabled !== "boolean") {
    refuse("reasoning.enabled must be true or false", "reasoning");
  }
  if (effort !== undefined && !REASONING_EFFORTS.includes(effort)) {
    refuse(`reasoning.effort must be one of ${REASONING_EFFORTS.join(", ")}`, "reasoning");
  }
  if (budgetTokens !== undefined && (!Number.isSafeInteger(budgetTokens) || budgetTokens < 0)) {
    refuse("reasoning.budgetTokens must be a whole number of at least 0", "reasoning");
  }
}

function checkVariables(variables: NonNullable<Conversation["templateVariables"]>): void {
  for (const name of Object.keys(variables)) {
    const shown = JSON.stringify(name.slice(0, 80));
    if (!VARIABLE_NAME.test(name)) {
      refuse(`templateVariables has the name ${shown}, which is no name of a variable`, "templateVariables");
    }
    if (RESERVED_VARIABLES.includes(name)) {
      refuse(`templateVariables cannot set ${shown}, which is the conversation's own`, "templateVariables");
    }
  }
  const { variableBounds } = CONVERSATION_RULES;
  if (!isBoundedJson(variables, variableBounds)) {
    refuse(
      `templateVariables must be JSON that nests no deeper than ${variableBounds.maxDepth} levels and has at most ${variableBounds.maxWeight} characters`,
      "templateVariables",
    );
  }
}

function refuse(what: string, param: string): never {
  throw new ShimmyError("invalid_request", `${what}.`, { param });
}
