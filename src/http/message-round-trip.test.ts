import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { at } from "../../test/helpers/http-client.ts";
import { createScriptedApp } from "../../test/helpers/scripted-app.ts";
import type { ChatMessage } from "../core/chat-message.ts";
import { checkConversation } from "../core/check-conversation.ts";
import type { AnswerPart } from "../core/generation-event.ts";
import type { GenerationInput } from "../core/generation-input.ts";
import { MESSAGES_REQUEST } from "./anthropic/message-schemas.ts";
import { translateMessagesRequest } from "./anthropic/translate-request.ts";
import { OLLAMA_CHAT_REQUEST, translateOllamaChat } from "./ollama/chat-request.ts";
import type { KeptResponse } from "./openai/responses/kept-response.ts";
import { RESPONSE_REQUEST } from "./openai/responses/request-schema.ts";
import { ResponseStore } from "./openai/responses/response-store.ts";
import { translateResponse } from "./openai/responses/translate-response.ts";
import { CHAT_REQUEST } from "./openai/schemas.ts";
import { translateChat } from "./openai/translate-chat.ts";
import { parseWith } from "./validation/parse-with.ts";

/** What an assistant's turn holds; it is never empty. */
interface Answer {
  readonly content: string;
  readonly reasoning: string | undefined;
  readonly calls: readonly { readonly name: string; readonly args: object; readonly result: string }[];
}

const text = fc.string({ unit: "binary", minLength: 1, maxLength: 20 });
const key = fc.string({ maxLength: 6 }).filter((name) => name !== "__proto__");
const answer: fc.Arbitrary<Answer> = fc
  .record({
    content: fc.oneof(fc.constant(""), text),
    reasoning: fc.option(text, { nil: undefined }),
    calls: fc.array(
      fc.record({
        name: fc.stringMatching(/^[A-Za-z_][\w.:/-]{0,12}$/),
        args: fc.dictionary(key, fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3, noNullPrototype: true }),
        result: fc.string({ unit: "binary", maxLength: 20 }),
      }),
      { maxLength: 3 },
    ),
  })
  .filter(({ content, calls }) => content !== "" || calls.length > 0);

/** Any conversation that every dialect can write: roles take turns, and results follow their calls. */
const conversation = fc
  .record({
    system: fc.option(text, { nil: undefined }),
    turns: fc.array(fc.record({ asked: text, answer }), { maxLength: 4 }),
    last: text,
  })
  .map(({ system, turns, last }): readonly ChatMessage[] => {
    const messages: ChatMessage[] = system === undefined ? [] : [{ role: "system", content: system }];
    for (const turn of turns) {
      messages.push({ role: "user", content: turn.asked });
      messages.push(...answerMessages(turn.answer, messages.length));
    }
    return [...messages, { role: "user", content: last }];
  });

/** Ids are those that calls get which bring none, by their places. */
function answerMessages({ content, reasoning, calls }: Answer, place: number): readonly ChatMessage[] {
  const toolCalls = calls.map(({ name, args }, index) => ({
    id: `call_${place}_${index}`,
    name,
    arguments: JSON.stringify(args),
  }));
  const results = calls.map(({ result }, index): ChatMessage => {
    return { role: "tool", content: result, toolCallId: `call_${place}_${index}` };
  });
  return [
    {
      role: "assistant",
      content,
      ...(reasoning !== undefined && { reasoning }),
      ...(toolCalls.length > 0 && { toolCalls }),
    },
    ...results,
  ];
}

type Messages = readonly ChatMessage[];

function messagesOf(input: GenerationInput): Messages {
  if (input.kind !== "messages") throw new Error("The conversation became something else.");
  checkConversation(input);
  return input.messages;
}

const parsed = (json: string): unknown => JSON.parse(json);

/** How a client of each dialect writes a conversation, and what becomes of it. */
const DIALECTS: Readonly<Record<string, (messages: Messages) => Messages>> = {
  "OpenAI's chat completions": (messages) => {
    const body = messages.map(({ role, content, reasoning, toolCalls, toolCallId }) => ({
      role,
      content: content === "" && toolCalls ? null : content,
      reasoning_content: reasoning,
      tool_call_id: toolCallId,
      tool_calls: toolCalls?.map(({ id, ...called }) => ({ id, type: "function", function: called })),
    }));
    return messagesOf(translateChat(parseWith(CHAT_REQUEST, { messages: body })).input);
  },
  "OpenAI's responses": (messages) => {
    const input = messages.flatMap(({ role, content, reasoning, toolCalls = [], toolCallId }): unknown[] => {
      if (role === "tool") return [{ type: "function_call_output", call_id: toolCallId, output: content }];
      const thought = {
        type: "reasoning",
        summary: [],
        content: [{ type: "reasoning_text", text: reasoning }],
      };
      return [
        ...(reasoning === undefined ? [] : [thought]),
        ...(content === "" ? [] : [{ role, content }]),
        ...toolCalls.map(({ id, ...called }) => ({ type: "function_call", call_id: id, ...called })),
      ];
    });
    const bounds = { maxCount: 1, maxBytes: 1_000, maxIdleMs: 1_000 };
    const kept = new ResponseStore<KeptResponse>(bounds, () => 0);
    const source = { kept, owner: "me", responseId: "resp_1" };
    return messagesOf(translateResponse(parseWith(RESPONSE_REQUEST, { input }), source).ask.input);
  },
  "Anthropic's messages": (messages) => {
    const [first] = messages;
    const system = first?.role === "system" ? first.content : undefined;
    const turns = messages.filter(({ role }) => role !== "system").map(anthropicMessage);
    const body = { model: "tiny", max_tokens: 9, system, messages: turns };
    return messagesOf(translateMessagesRequest(parseWith(MESSAGES_REQUEST, body)).input);
  },
  "Ollama's chat": (messages) => {
    const names = new Map(
      messages.flatMap(({ toolCalls = [] }) => toolCalls.map((call) => [call.id, call.name])),
    );
    const body = messages.map(({ role, content, reasoning, toolCalls, toolCallId }) => ({
      role,
      content,
      thinking: reasoning,
      tool_name: names.get(toolCallId ?? ""),
      tool_calls: toolCalls?.map(({ name, arguments: json }) => ({
        function: { name, arguments: parsed(json) },
      })),
    }));
    const translated = messagesOf(
      translateOllamaChat(parseWith(OLLAMA_CHAT_REQUEST, { messages: body })).input,
    );
    // results name their tool there, and stand in the order of the calls
    return translated.map(({ name, ...message }, index) => {
      if (message.role !== "tool") return message;
      const toolCallId = messages[index]?.toolCallId ?? "";
      expect(name).toBe(names.get(toolCallId));
      return { ...message, toolCallId };
    });
  },
};

function anthropicMessage({ role, content, reasoning, toolCalls = [], toolCallId }: ChatMessage): object {
  if (role === "tool") {
    return { role: "user", content: [{ type: "tool_result", tool_use_id: toolCallId, content }] };
  }
  if (role === "user") return { role, content };
  return {
    role,
    content: [
      ...(reasoning === undefined ? [] : [{ type: "thinking", thinking: reasoning }]),
      ...(content === "" ? [] : [{ type: "text", text: content }]),
      ...toolCalls.map(({ id, name, arguments: json }) => ({
        type: "tool_use",
        id,
        name,
        input: parsed(json),
      })),
    ],
  };
}

describe.each(Object.entries(DIALECTS))("a conversation in the form of %s", (_, roundTrip) => {
  it("is the same in core: every text, thought, call and result, in order and whole", () => {
    fc.assert(
      fc.property(conversation, (messages) => {
        expect(roundTrip(messages)).toEqual(messages);
      }),
      { numRuns: 150 },
    );
  });
});

const ASKED = { role: "user", content: "Hi" };
const NEXT = { role: "user", content: "Go on." };

/** The second request of a client that sends the first one's answer back as it came. */
const ECHOES: Readonly<
  Record<
    string,
    { readonly url: string; first: object; next(body: unknown, calls: readonly ChatMessage[]): object }
  >
> = {
  "OpenAI's chat completions": {
    url: "/v1/chat/completions",
    first: { messages: [ASKED] },
    next: (body) => ({ messages: [ASKED, at(body, "choices", 0, "message"), NEXT] }),
  },
  "OpenAI's responses, kept": {
    url: "/v1/responses",
    first: { input: "Hi" },
    next: (body, results) => ({
      previous_response_id: at(body, "id"),
      input: [...results.map(resultItem), NEXT],
    }),
  },
  "OpenAI's responses, sent": {
    url: "/v1/responses",
    first: { input: "Hi" },
    next: (body, results) => {
      const output = at(body, "output");
      return { input: [ASKED, ...(Array.isArray(output) ? output : []), ...results.map(resultItem), NEXT] };
    },
  },
  "Anthropic's messages": {
    url: "/v1/messages",
    first: { model: "tiny", max_tokens: 9, messages: [ASKED] },
    next: (body) => ({
      model: "tiny",
      max_tokens: 9,
      messages: [ASKED, { role: "assistant", content: at(body, "content") }, NEXT],
    }),
  },
  "Ollama's chat": {
    url: "/api/chat",
    first: { messages: [ASKED], stream: false },
    next: (body) => ({ messages: [ASKED, at(body, "message"), NEXT], stream: false }),
  },
};

function resultItem({ toolCallId, content }: ChatMessage): object {
  return { type: "function_call_output", call_id: toolCallId, output: content };
}

function partsOf(message: ChatMessage | undefined): readonly AnswerPart[] {
  const { content = "", reasoning = "", toolCalls = [] } = message ?? {};
  return [
    ...(reasoning === "" ? [] : [{ type: "reasoning" as const, text: reasoning }]),
    ...(content === "" ? [] : [{ type: "text" as const, text: content }]),
    ...toolCalls.flatMap(({ id, name, arguments: json }, index): AnswerPart[] => [
      { type: "tool-call", index, id, name },
      { type: "tool-arguments", index, text: json },
    ]),
  ];
}

/** Anthropic's ids begin in another way. */
function withCoreIds({ toolCalls, ...message }: ChatMessage): ChatMessage {
  if (toolCalls === undefined) return message;
  return {
    ...message,
    toolCalls: toolCalls.map((call) => ({ ...call, id: call.id.replace(/^toolu_/u, "call_") })),
  };
}

describe.each(Object.entries(ECHOES))("an answer in the form of %s", (_, { url, first, next }) => {
  it("is what the model said, when the client sends it back", async () => {
    const { app, service } = await createScriptedApp();
    await fc.assert(
      fc.asyncProperty(answer, async (given) => {
        const [said, ...results] = answerMessages(given, 1);
        service.script = { pieces: () => partsOf(said) };
        const answered = await app.inject({ method: "POST", url, payload: first });
        expect(answered.statusCode).toBe(200);
        const again = await app.inject({ method: "POST", url, payload: next(answered.json(), results) });
        expect(again.statusCode).toBe(200);
        const input = service.requests.at(-1)?.input;
        const messages = input?.kind === "messages" ? input.messages : [];
        const echoed = messages.find(({ role }) => role === "assistant");
        expect(echoed && withCoreIds(echoed)).toEqual(said);
      }),
      { numRuns: 30 },
    );
  });
});
