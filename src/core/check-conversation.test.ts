import { expect, test } from "vitest";
import { CONVERSATION_RULES, checkConversation } from "./check-conversation.ts";
import { type Conversation, offeredTools } from "./conversation.ts";
import type { JsonSchema } from "./output-format.ts";

const TOOL = { name: "get_weather", description: "Weather", parameters: { type: "object" } } as const;

function refused(conversation: Partial<Conversation>): unknown {
  try {
    checkConversation({ messages: [{ role: "user", content: "Hi" }], ...conversation });
  } catch (error) {
    return error;
  }
  return undefined;
}

test("a conversation with all there may be passes", () => {
  const conversation: Conversation = {
    messages: [
      { role: "developer", content: "S" },
      { role: "user", content: "U" },
      {
        role: "assistant",
        content: "",
        reasoning: "R",
        toolCalls: [{ id: "1", name: "get_weather", arguments: "cut o" }],
      },
      { role: "tool", content: "T", toolCallId: "1", name: "get_weather" },
    ],
    tools: [TOOL, { name: "mcp.server:a/b-c" }, { name: "any", parameters: true }],
    toolChoice: { kind: "named", name: "any" },
    parallelToolCalls: false,
    reasoning: { enabled: true, effort: "minimal", budgetTokens: 0 },
    templateVariables: { builtin_tools: ["python"], date_string: "today", nested: { a: [1, null] } },
  };
  expect(() => checkConversation(conversation)).not.toThrow();
  expect(refused({})).toBeUndefined();
});

test("tools that may not be called are not offered", () => {
  const messages: Conversation["messages"] = [];
  expect(offeredTools({ messages, tools: [TOOL] })).toEqual([TOOL]);
  expect(offeredTools({ messages, tools: [TOOL], toolChoice: { kind: "none" } })).toEqual([]);
  expect(offeredTools({ messages })).toEqual([]);
});

function deepSchema(): JsonSchema {
  let schema: JsonSchema = {};
  for (let level = 0; level < 80; level += 1) schema = { items: schema };
  return schema;
}

const CALL = { id: "1", name: "a", arguments: "{}" };

test.each<[string, Partial<Conversation>, string]>([
  ["messages", { messages: [{ role: "user", content: "", toolCalls: [CALL] }] }, "only the assistant makes"],
  ["messages", { messages: [{ role: "user", content: "", reasoning: "x" }] }, "only the assistant's"],
  [
    "messages",
    { messages: [{ role: "assistant", content: "", toolCallId: "1" }] },
    'messages of role "tool"',
  ],
  [
    "messages",
    { messages: [{ role: "assistant", content: "", toolCalls: Array.from({ length: 513 }, () => CALL) }] },
    "messages[0] has 513 tool calls",
  ],
  ["tools", { tools: [{ name: "" }] }, "tools[0] must have 1 to 128"],
  ["tools", { tools: [TOOL, { name: "a b" }] }, "tools[1]"],
  ["tools", { tools: [{ name: "x".repeat(129) }] }, "1 to 128"],
  ["tools", { tools: [TOOL, TOOL] }, 'two tools have the name "get_weather"'],
  ["tools", { tools: Array.from({ length: 513 }, (_, at) => ({ name: `t${at}` })) }, "513 entries"],
  [
    "tools",
    { tools: [{ name: "a", parameters: { type: "array" } }] },
    "tools[0] must be the schema of an object",
  ],
  ["tools", { tools: [{ name: "a", parameters: deepSchema() }] }, "no deeper than 64"],
  [
    "tools",
    { tools: [{ name: "a", description: "x".repeat(CONVERSATION_RULES.toolBounds.maxWeight) }] },
    "characters",
  ],
  ["toolChoice", { toolChoice: { kind: "required" } }, "there are no tools"],
  ["toolChoice", { tools: [TOOL], toolChoice: { kind: "named", name: "other" } }, '"other"'],
  ["reasoning", { reasoning: { budgetTokens: -1 } }, "budgetTokens"],
  ["reasoning", { reasoning: { budgetTokens: 1.5 } }, "budgetTokens"],
  ["templateVariables", { templateVariables: { messages: [] } }, '"messages"'],
  ["templateVariables", { templateVariables: { "a-b": 1 } }, "no name of a variable"],
  ["templateVariables", { templateVariables: { a: "x".repeat(70_000) } }, "at most 65536"],
])("%s is refused: %o", (param, conversation, words) => {
  expect(refused(conversation)).toMatchObject({
    code: "invalid_request",
    param,
    message: expect.stringContaining(words),
  });
});

test("values of other types are refused, as programs without types may pass them", () => {
  const untyped = (value: unknown): Partial<Conversation> => value as Partial<Conversation>;
  expect(refused(untyped({ reasoning: { enabled: "yes" } }))).toMatchObject({ param: "reasoning" });
  expect(refused(untyped({ reasoning: { effort: "most" } }))).toMatchObject({ param: "reasoning" });
  expect(refused(untyped({ tools: [{ name: "a", parameters: ["x"] }] }))).toMatchObject({ param: "tools" });
  expect(refused(untyped({ tools: [{ name: "a", parameters: { f: () => 1 } }] }))).toMatchObject({
    param: "tools",
  });
});
