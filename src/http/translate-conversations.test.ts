import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkConversation } from "../core/check-conversation.ts";
import type { Conversation } from "../core/conversation.ts";
import type { GenerationInput } from "../core/generation-input.ts";
import { MESSAGES_REQUEST } from "./anthropic/message-schemas.ts";
import { translateMessagesRequest } from "./anthropic/translate-request.ts";
import { GENERATE_REQUEST } from "./generation/generate-request-schema.ts";
import { translateGenerateRequest } from "./generation/translate-generate-request.ts";
import { toTools } from "./openai/responses/to-tools.ts";
import { CHAT_REQUEST } from "./openai/schemas.ts";
import { translateChat } from "./openai/translate-chat.ts";
import { parseWith } from "./validation/parse-with.ts";

const user = { role: "user", content: "Hi" };
const toolOf = (name: string) => ({ type: "function", function: { name } });

function conversation(input: GenerationInput): Conversation {
  if (input.kind !== "messages") throw new Error("The conversation became something else.");
  const { kind: _, ...rest } = input;
  return rest;
}

const chat = (body: object) =>
  conversation(translateChat(parseWith(CHAT_REQUEST, { messages: [user], ...body })).input);
const generate = (body: object) => translateGenerateRequest(parseWith(GENERATE_REQUEST, body)).input;
const native = (body: object) => conversation(generate({ messages: [user], ...body }));

const text = fc.string({ unit: "binary", maxLength: 20 });
const name = fc.stringMatching(/^[A-Za-z_][\w.:/-]{0,12}$/);
const json = fc.dictionary(fc.string({ maxLength: 6 }), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3 });

/** An assistant's turn with calls, and the results of these. */
const turns = fc
  .record({
    content: fc.option(text),
    reasoning: fc.option(fc.string({ unit: "binary", minLength: 1, maxLength: 20 }), { nil: undefined }),
    calls: fc.array(
      fc.record({ name, arguments: json.map((value) => JSON.stringify(value)), result: text }),
      {
        maxLength: 4,
      },
    ),
  })
  .map(({ content, reasoning, calls }) => ({ content, reasoning, calls }));

describe("translation of conversations with tools", () => {
  it.each([
    { type: "array", items: {} },
    { type: "string" },
    { $ref: "#/$defs/text", $defs: { text: { type: "string" } } },
  ])("refuses arguments that are no object by each client's field: %j", (schema) => {
    const tools = [{ type: "function", function: { name: "a", parameters: schema } }];
    const named = (param: string) =>
      expect.objectContaining({
        code: "invalid_request",
        param,
        message: expect.stringContaining("schema of an object"),
      });
    for (const translate of [chat, native]) {
      expect(() => translate({ tools })).toThrow(named("tools[0].function.parameters"));
    }
    expect(() => toTools({ tools: [{ type: "function", name: "a", parameters: schema }] })).toThrow(
      named("tools[0].parameters"),
    );
    const message = { model: "tiny", max_tokens: 1, messages: [user] };
    const body = parseWith(MESSAGES_REQUEST, { ...message, tools: [{ name: "a", input_schema: schema }] });
    expect(() => translateMessagesRequest(body)).toThrow(named("tools[0].input_schema"));
  });

  it("keeps every call, result and thought, in order and whole", () => {
    fc.assert(
      fc.property(fc.array(turns, { maxLength: 6 }), (given) => {
        const messages = given.flatMap(({ content, reasoning, calls }, turn) => [
          {
            role: "assistant",
            content,
            reasoning_content: reasoning,
            tool_calls: calls.map((call, at) => ({
              id: `call_${turn}_${at}`,
              type: "function",
              function: { name: call.name, arguments: call.arguments },
            })),
          },
          ...calls.map(({ result }, at) => ({
            role: "tool",
            tool_call_id: `call_${turn}_${at}`,
            content: result,
          })),
        ]);
        const expected = given.flatMap(({ content, reasoning, calls }, turn) => [
          {
            role: "assistant",
            content: content ?? "",
            ...(reasoning !== undefined && { reasoning }),
            ...(calls.length > 0 && {
              toolCalls: calls.map((call, at) => ({
                id: `call_${turn}_${at}`,
                name: call.name,
                arguments: call.arguments,
              })),
            }),
          },
          ...calls.map(({ result }, at) => ({
            role: "tool",
            content: result,
            toolCallId: `call_${turn}_${at}`,
          })),
        ]);
        for (const translate of [chat, native]) {
          const translated = translate({ messages: [user, ...messages] });
          expect(translated.messages.slice(1)).toEqual(expected);
          expect(() => checkConversation(translated)).not.toThrow();
        }
      }),
    );
  });

  it("carries every tool with its schema as it stands", () => {
    const schema = json.map((properties) => ({ type: "object", properties }));
    const offered = fc.uniqueArray(
      fc.record({ name, description: text, parameters: schema }, { requiredKeys: ["name"] }),
      { selector: (tool) => tool.name, minLength: 1, maxLength: 6 },
    );
    fc.assert(
      fc.property(offered, (functions) => {
        const tools = functions.map((each) => ({ type: "function", function: { ...each, strict: true } }));
        expect(chat({ tools })).toEqual({ messages: [user], tools: functions });
        expect(native({ tools })).toEqual({ messages: [user], tools: functions });
      }),
    );
  });

  it("takes Ollama's calls, results and thoughts", () => {
    const { messages } = native({
      messages: [
        {
          role: "assistant",
          content: "",
          thinking: "hm",
          tool_calls: [{ function: { name: "f", arguments: { a: 1 } } }],
        },
        { role: "tool", content: "5", tool_name: "f" },
        { role: "assistant", content: "", tool_calls: [{ function: { name: "g" } }], reasoning: "so" },
      ],
    });
    expect(messages).toEqual([
      {
        role: "assistant",
        content: "",
        reasoning: "hm",
        toolCalls: [{ id: "call_0_0", name: "f", arguments: '{"a":1}' }],
      },
      { role: "tool", content: "5", name: "f" },
      {
        role: "assistant",
        content: "",
        reasoning: "so",
        toolCalls: [{ id: "call_2_0", name: "g", arguments: "{}" }],
      },
    ]);
  });

  it("takes what the assistant refused as what it said", () => {
    const { messages } = chat({
      messages: [
        { role: "assistant", content: null, refusal: "No.", tool_calls: [] },
        { role: "assistant", content: [{ type: "refusal", refusal: "Never." }], refusal: null },
      ],
    });
    expect(messages).toEqual([
      { role: "assistant", content: "No." },
      { role: "assistant", content: "Never." },
    ]);
  });

  it("says whether tools are to be called", () => {
    const tools = [toolOf("f"), toolOf("g")];
    const choice = (tool_choice: unknown) => chat({ tools, tool_choice }).toolChoice;
    expect([choice("auto"), choice("none"), choice("required"), choice(null)]).toEqual([
      { kind: "auto" },
      { kind: "none" },
      { kind: "required" },
      undefined,
    ]);
    expect(choice(toolOf("g"))).toEqual({ kind: "named", name: "g" });
    expect(chat({ tools, parallel_tool_calls: false }).parallelToolCalls).toBe(false);
    const allowed = { type: "allowed_tools", allowed_tools: { mode: "required", tools: [toolOf("g")] } };
    expect(chat({ tools, tool_choice: allowed })).toEqual({
      messages: [user],
      tools: [{ name: "g" }],
      toolChoice: { kind: "required" },
    });
  });

  it.each([
    [{ tools: [{ type: "web_search" }] }, "unsupported_parameter", "tools[0]"],
    [{ tools: [{ type: "custom", custom: { name: "f" } }] }, "unsupported_parameter", "tools[0]"],
    [{ tools: [{ type: "function", function: null }] }, "invalid_request", "tools[0].function"],
    [{ tool_choice: { type: "custom" } }, "unsupported_parameter", "tool_choice"],
    [{ tool_choice: { type: "function" } }, "invalid_request", "tool_choice.function"],
    [{ tool_choice: { type: "allowed_tools" } }, "invalid_request", "tool_choice.allowed_tools"],
    [
      { tool_choice: { type: "allowed_tools", allowed_tools: { mode: "auto", tools: [toolOf("f")] } } },
      "invalid_request",
      "tool_choice.allowed_tools.tools[0]",
    ],
    [
      { messages: [{ role: "function", name: "f", content: "1" }] },
      "unsupported_parameter",
      "messages[0].role",
    ],
    [
      { messages: [{ role: "assistant", function_call: { name: "f", arguments: "{}" } }] },
      "unsupported_parameter",
      "messages[0].function_call",
    ],
    [
      { messages: [{ role: "assistant", tool_calls: [{ id: "1", type: "custom" }] }] },
      "unsupported_parameter",
      "messages[0].tool_calls[0].type",
    ],
    [
      { messages: [{ role: "assistant", tool_calls: [{ id: "1" }] }] },
      "invalid_request",
      "messages[0].tool_calls[0].function",
    ],
    [
      { messages: [{ role: "assistant", tool_calls: [{ function: { name: "f", arguments: [] } }] }] },
      "invalid_request",
      "messages[0].tool_calls[0].function.arguments",
    ],
    [{ messages: [{ role: "tool", tool_call_id: "1" }] }, "invalid_request", "messages[0].content"],
  ])("refuses %j and names the field", (body, code, param) => {
    expect(() => chat(body)).toThrow(expect.objectContaining({ code, param }));
    expect(() => native(body)).toThrow(expect.objectContaining({ code, param }));
  });
});

describe("translation of how much to think", () => {
  it.each([
    [{}, undefined],
    [{ reasoning_effort: "none" }, { enabled: false }],
    [{ reasoning_effort: "minimal" }, { effort: "minimal" }],
    [{ reasoning_effort: "high" }, { effort: "high" }],
    [{ reasoning_effort: "xhigh" }, { effort: "high" }],
    [{ reasoning_effort: "max" }, { effort: "high" }],
    [{ enable_thinking: true }, { enabled: true }],
    [{ enable_thinking: true, reasoning_effort: "none" }, { enabled: false }],
    [{ reasoning_budget: -1 }, undefined],
    [{ reasoning_budget: 0 }, { budgetTokens: 0 }],
    [{ reasoning_budget_tokens: 5 }, { budgetTokens: 5 }],
    [{ thinking_budget: 6 }, { budgetTokens: 6 }],
    [{ thinking_budget_tokens: 7 }, { budgetTokens: 7 }],
    [
      { thinking_token_budget: 8, reasoning_effort: "low" },
      { budgetTokens: 8, effort: "low" },
    ],
  ])("reads %j", (body, reasoning) => {
    expect(chat(body).reasoning).toEqual(reasoning);
    expect(native(body).reasoning).toEqual(reasoning);
  });

  it("reads Ollama's think, which wins", () => {
    expect(native({ think: false }).reasoning).toEqual({ enabled: false });
    expect(native({ think: true, reasoning_effort: "none" }).reasoning).toEqual({ enabled: true });
    expect(native({ think: "low", reasoning_effort: "high" }).reasoning).toEqual({
      enabled: true,
      effort: "low",
    });
    expect(() => native({ think: "much" })).toThrow(/think must be true, false/u);
  });

  it("passes variables of the template on", () => {
    const variables = { enable_thinking: false, documents: [{ title: "a" }] };
    expect(chat({ chat_template_kwargs: variables }).templateVariables).toEqual(variables);
    expect(chat({ chat_template_kwargs: null })).toEqual({ messages: [user] });
  });

  it("asks with a prompt and a system text as with messages", () => {
    const input = generate({ system: "S", prompt: "P", think: true, tools: [toolOf("f")] });
    expect(input).toMatchObject({ kind: "messages", tools: [{ name: "f" }], reasoning: { enabled: true } });
  });

  it.each([
    [{ tools: [toolOf("f")] }, "tools"],
    [{ think: true }, "think"],
    [{ think: "high" }, "think"],
    [{ reasoning_effort: "high" }, "reasoning_effort"],
    [{ enable_thinking: true }, "enable_thinking"],
    [{ thinking_budget: 9 }, "thinking_budget"],
    [{ chat_template_kwargs: { a: 1 } }, "chat_template_kwargs"],
  ])("asks %j of a prompt's turn, and refuses it where no template shows it to the model", (body, param) => {
    const input = generate({ prompt: "a", ...body });
    expect(input).toEqual({ kind: "messages", ...native(body), messages: [{ role: "user", content: "a" }] });
    expect(input).not.toHaveProperty("untemplated");
    for (const past of [{ raw: true }, { suffix: "b" }]) {
      expect(() => generate({ prompt: "a", ...past, ...body })).toThrow(
        expect.objectContaining({ code: "invalid_request", param }),
      );
    }
  });

  it("takes for a raw prompt, and for a model without a template, what changes nothing", () => {
    const nothing = { think: false, tools: [], reasoning_effort: "none", thinking_budget: 0 };
    const calling = { tools: [toolOf("f")], tool_choice: "none" };
    for (const body of [nothing, calling]) {
      expect(generate({ prompt: "a", raw: true, ...body })).toEqual({
        kind: "prompt",
        text: "a",
        parseSpecial: true,
      });
      expect(generate({ prompt: "a", ...body })).toMatchObject({ kind: "messages", untemplated: "a" });
    }
  });
});
