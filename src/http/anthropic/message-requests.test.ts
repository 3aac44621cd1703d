import { describe, expect, it } from "vitest";
import { createAnsweringApp } from "../../../test/helpers/scripted-anthropic.ts";
import { createScriptedApp } from "../../../test/helpers/scripted-app.ts";
import { ShimmyError } from "../../core/errors.ts";
import { ANTHROPIC_ERROR } from "./error-body.ts";

const MESSAGES = "/v1/messages";
const COUNT = "/v1/messages/count_tokens";
const BODY = { model: "tiny", max_tokens: 9, messages: [{ role: "user", content: "Hi" }] };
const TOOL = { name: "look_up", description: "Looks up.", input_schema: { type: "object", properties: {} } };

/** What the service was asked for a request with these fields beside {@link BODY}. */
async function asked(fields: object) {
  const { app, service } = await createScriptedApp();
  const response = await app.inject({ method: "POST", url: MESSAGES, payload: { ...BODY, ...fields } });
  expect([response.statusCode, response.body]).toEqual([200, response.body]);
  const [request] = service.requests;
  if (request?.input.kind !== "messages") throw new Error("the service was asked for no conversation");
  return { ...request, input: request.input };
}

async function refusal(fields: object, url = MESSAGES) {
  const { app, service } = await createScriptedApp();
  const response = await app.inject({ method: "POST", url, payload: { ...BODY, ...fields } });
  expect(service.requests).toEqual([]);
  return { status: response.statusCode, ...ANTHROPIC_ERROR.strict().parse(response.json()).error };
}

describe("a messages request", () => {
  it("asks for a conversation with a system text", async () => {
    const { input, model, options } = await asked({
      system: "Be brief.",
      temperature: 0.5,
      top_p: 0.8,
      top_k: 3,
    });
    expect(input.messages).toEqual([
      { role: "system", content: "Be brief." },
      { role: "user", content: "Hi" },
    ]);
    expect(model).toBe("tiny");
    expect(options).toMatchObject({ maxTokens: 9, temperature: 0.5, topP: 0.8, topK: 3 });
  });

  it("has the answer begin as the last turn of the assistant does", async () => {
    const messages = [
      ...BODY.messages,
      { role: "assistant", content: [{ type: "text", text: "The answer is (" }] },
    ];
    expect((await asked({ messages })).input.messages.at(-1)).toEqual({
      role: "assistant",
      content: "The answer is (",
    });
  });

  it("carries calls and their results", async () => {
    const { input } = await asked({
      tools: [TOOL],
      messages: [
        { role: "user", content: "Where?" },
        {
          role: "assistant",
          content: [
            { type: "thinking", thinking: "hm", signature: "s" },
            { type: "redacted_thinking", data: "x" },
            {
              type: "tool_use",
              id: "toolu_1",
              name: "look_up",
              input: { a: [1] },
              caller: { type: "direct" },
            },
          ],
        },
        {
          role: "user",
          content: [
            {
              type: "tool_result",
              tool_use_id: "toolu_1",
              content: [{ type: "text", text: "Bonn" }],
              cache_control: { type: "ephemeral", ttl: "1h" },
            },
          ],
        },
      ],
    });
    expect(input.messages).toEqual([
      { role: "user", content: "Where?" },
      {
        role: "assistant",
        content: "",
        reasoning: "hm",
        toolCalls: [{ id: "toolu_1", name: "look_up", arguments: '{"a":[1]}' }],
      },
      { role: "tool", content: "Bonn", toolCallId: "toolu_1" },
    ]);
  });

  it("offers tools, their examples in the schema", async () => {
    const { input } = await asked({
      tools: [
        { ...TOOL, type: "custom", strict: true, eager_input_streaming: true, defer_loading: false },
        {
          name: "add",
          input_schema: { type: "object" },
          input_examples: [{ a: 1 }],
          allowed_callers: ["direct"],
        },
      ],
    });
    expect(input.tools).toEqual([
      { name: "look_up", description: "Looks up.", parameters: TOOL.input_schema },
      { name: "add", parameters: { type: "object", examples: [{ a: 1 }] } },
    ]);
    expect((await asked({ tools: [] })).input.tools).toBeUndefined();
  });

  it.each([
    [{ type: "auto" }, { toolChoice: { kind: "auto" } }],
    [{ type: "any" }, { toolChoice: { kind: "required" } }],
    [{ type: "tool", name: "look_up" }, { toolChoice: { kind: "named", name: "look_up" } }],
    [{ type: "none" }, { toolChoice: { kind: "none" } }],
    [
      { type: "any", disable_parallel_tool_use: true },
      { toolChoice: { kind: "required" }, parallelToolCalls: false },
    ],
    [{ type: "auto", disable_parallel_tool_use: false }, { toolChoice: { kind: "auto" } }],
    [undefined, {}],
  ])("chooses tools by %j", async (tool_choice, expected) => {
    const { toolChoice, parallelToolCalls } = (await asked({ tools: [TOOL], tool_choice })).input;
    expect({
      ...(toolChoice && { toolChoice }),
      ...(parallelToolCalls !== undefined && { parallelToolCalls }),
    }).toEqual(expected);
  });

  it.each([
    [undefined, undefined, { enabled: false }],
    [{ type: "disabled" }, undefined, { enabled: false }],
    [{ type: "enabled", budget_tokens: 2000 }, undefined, { enabled: true, budgetTokens: 2000 }],
    [{ type: "adaptive", display: "summarized" }, { effort: "low" }, { enabled: true, effort: "low" }],
    [undefined, { effort: "medium" }, { enabled: false, effort: "medium" }],
    [{ type: "adaptive" }, { effort: "max" }, { enabled: true, effort: "high" }],
    [{ type: "adaptive" }, { effort: null }, { enabled: true }],
  ])("thinks by %j and %j", async (thinking, output_config, expected) => {
    expect((await asked({ thinking, output_config })).input.reasoning).toEqual(expected);
  });

  it("hides thoughts whose display is omitted", async () => {
    const { app } = await createAnsweringApp([{ type: "reasoning", text: "secret" }]);
    const payload = { ...BODY, thinking: { type: "adaptive", display: "omitted" } };
    const { content } = (await app.inject({ method: "POST", url: MESSAGES, payload })).json();
    expect(content).toEqual([{ type: "thinking", thinking: "", signature: expect.stringMatching(/./u) }]);
  });

  it("joins both lists of texts that end an answer", async () => {
    expect((await asked({ stop_sequences: ["a"] })).options.stop).toEqual(["a"]);
    expect((await asked({ stop_sequences: ["a"], stop: "b" })).options.stop).toEqual(["a", "b"]);
    expect((await asked({})).options.stop).toEqual([]);
  });

  it("takes Anthropic's places of a schema and the native form of an answer", async () => {
    const schema = { type: "object" };
    const format = { kind: "json-schema", schema };
    const jsonFormat = { type: "json_schema", schema };
    expect((await asked({ output_config: { format: jsonFormat } })).options.outputFormat).toEqual(format);
    expect((await asked({ output_format: jsonFormat })).options.outputFormat).toEqual(format);
    expect((await asked({ regex: "a+" })).options.outputFormat).toEqual({ kind: "regex", pattern: "a+" });
    expect((await refusal({ output_config: { format: jsonFormat }, json_schema: schema })).message).toContain(
      "output_config.format and json_schema both say",
    );
    expect(
      (await refusal({ output_config: { format: jsonFormat }, output_format: jsonFormat })).message,
    ).toContain("output_config.format and output_format");
    expect((await refusal({ output_config: { format: jsonFormat }, regex: "a" })).status).toBe(400);
  });

  it("takes the native sampling fields too", async () => {
    const { options, priority } = await asked({ min_p: 0.1, seed: 7, repeat_penalty: 1, priority: "low" });
    expect([options.minP, options.seed, options.repeatPenalty, priority]).toEqual([0.1, 7, 1, "low"]);
  });

  it("takes what has no effect here", async () => {
    const { options, input } = await asked({
      metadata: { user_id: "u" },
      service_tier: "auto",
      speed: "fast",
      cache_control: { type: "ephemeral" },
      system: [{ type: "text", text: "s", cache_control: { type: "ephemeral" }, citations: null }],
      container: null,
      inference_geo: "global",
      mcp_servers: [],
      context_management: { edits: [{ type: "clear_thinking_20251015", keep: "all" }] },
      n_probs: 0,
    });
    const plain = await asked({ system: "s" });
    expect({ options, input }).toEqual({ options: plain.options, input: plain.input });
  });

  it.each([
    [
      "max_tokens",
      { max_tokens: undefined },
      "max_tokens must be a whole number from 1 to 1048576, and is missing.",
    ],
    ["max_tokens", { max_tokens: 0 }, "max_tokens must be a whole number from 1 to 1048576, not 0."],
    ["messages", { messages: [] }, "messages must have at least 1 entry"],
    [
      "a role",
      { messages: [{ role: "tool", content: "a" }] },
      'messages[0].role must be one of user, assistant, system, not "tool".',
    ],
    [
      "content",
      { messages: [{ role: "user", content: 5 }] },
      "messages[0].content must be a text or a list of blocks, not 5.",
    ],
    [
      "no content",
      { messages: [{ role: "user" }] },
      "messages[0].content must be a text or a list of blocks, and is missing.",
    ],
    [
      "images",
      {
        messages: [
          {
            role: "user",
            content: [
              { type: "text", text: "a" },
              { type: "image", source: {} },
            ],
          },
        ],
      },
      "messages[0].content[1] is a block of the type image, which Shimmy does not support yet; send texts.",
    ],
    [
      "documents",
      { messages: [{ role: "user", content: [{ type: "document", source: {} }] }] },
      "messages[0].content[0] is a block of the type document, which Shimmy does not support yet; send texts.",
    ],
    [
      "a user's calls",
      { messages: [{ role: "user", content: [{ type: "tool_use", id: "a", name: "f", input: {} }] }] },
      'messages[0].content[0].type must be one of text, tool_result, not "tool_use".',
    ],
    [
      "images that a tool gave",
      {
        messages: [
          {
            role: "user",
            content: [{ type: "tool_result", tool_use_id: "a", content: [{ type: "image" }] }],
          },
        ],
      },
      "messages[0].content[0].content[0] is a block of the type image, which Shimmy does not support yet; send texts.",
    ],
    [
      "a block without its text",
      { messages: [{ role: "user", content: [{ type: "text" }] }] },
      "messages[0].content[0].text must be a text, and is missing.",
    ],
    [
      "calls without an object",
      { messages: [{ role: "assistant", content: [{ type: "tool_use", id: "a", name: "f", input: "{}" }] }] },
      "messages[0].content[0].input must be an object",
    ],
    [
      "tools of Anthropic's",
      { tools: [{ type: "web_search_20250305", name: "web_search" }] },
      'tools[0].type must be custom, because this server brings no tools of its own, not "web_search_20250305".',
    ],
    [
      "deferred tools",
      { tools: [{ ...TOOL, defer_loading: true }] },
      "tools[0].defer_loading is not supported",
    ],
    [
      "a choice",
      { tool_choice: { type: "required" } },
      'tool_choice.type must be one of auto, any, tool, none, not "required".',
    ],
    ["a named choice", { tool_choice: { type: "tool" } }, "tool_choice.name must be a text, and is missing."],
    ["thoughts", { thinking: { type: "enabled" } }, "thinking.budget_tokens must be a whole number from 1"],
    ["effort", { output_config: { effort: "huge" } }, "output_config.effort must be one of low"],
    ["a container", { container: "c" }, "container is not supported"],
    [
      "servers of tools",
      { mcp_servers: [{ type: "url", url: "https://example.org" }] },
      "mcp_servers is not supported",
    ],
    [
      "edits",
      { context_management: { edits: [{ type: "clear_tool_uses_20250919" }] } },
      "context_management is not",
    ],
    ["a place", { inference_geo: "us" }, "inference_geo is not supported"],
    [
      "a tier",
      { service_tier: "priority" },
      'service_tier must be one of auto, standard_only, not "priority".',
    ],
    ["log probabilities", { n_probs: 2 }, "n_probs has no place in answers of this route"],
    ["several answers", { n: 2 }, "n is not supported"],
    [
      "empty stop texts",
      { stop_sequences: [""] },
      "stop_sequences[0] must be a text of 1 to 1024 characters",
    ],
  ])("is refused for %s", async (_, fields, message) => {
    const refused = await refusal(fields);
    expect(refused).toMatchObject({ status: 400, type: "invalid_request_error" });
    expect(refused.message).toContain(message);
  });

  it("names a field that core refuses as the client wrote it", async () => {
    const { app, service } = await createScriptedApp();
    service.script = {
      accept: () => {
        throw new ShimmyError("invalid_request", "toolChoice names x.", { param: "toolChoice" });
      },
    };
    const response = await app.inject({ method: "POST", url: MESSAGES, payload: BODY });
    expect(response.json().error.message).toBe("tool_choice names x.");
    const many = Array.from({ length: 40 }, (_, index) => `s${index}`);
    const tooMany = await app.inject({
      method: "POST",
      url: MESSAGES,
      payload: { ...BODY, stop_sequences: many, stop: many },
    });
    expect(tooMany.json().error.message).toMatch(/^stop_sequences must be/u);
  });
});

describe("POST /v1/messages/count_tokens", () => {
  it("counts the conversation with its tools", async () => {
    const { app, service } = await createScriptedApp();
    const asks: unknown[] = [];
    service.countTokens = async (request) => {
      asks.push(request);
      return { model: "tiny", promptTokens: 31 };
    };
    const { max_tokens: _, ...payload } = { ...BODY, system: "Be brief.", tools: [TOOL] };
    const response = await app.inject({ method: "POST", url: COUNT, payload });
    expect(response.json()).toEqual({ input_tokens: 31 });
    expect(asks).toMatchObject([
      {
        model: "tiny",
        requestId: response.headers["request-id"],
        input: {
          kind: "messages",
          messages: [{ role: "system" }, { role: "user" }],
          tools: [{ name: "look_up" }],
        },
      },
    ]);
  });

  it("refuses as the answering route does, and tells of failures in its form", async () => {
    expect(await refusal({ messages: [] }, COUNT)).toMatchObject({
      status: 400,
      type: "invalid_request_error",
    });
    const { app, service } = await createScriptedApp();
    service.countTokens = async () => {
      throw new ShimmyError("invalid_request", "toolChoice names x.", { param: "toolChoice" });
    };
    const response = await app.inject({ method: "POST", url: COUNT, payload: BODY });
    expect(response.json().error.message).toBe("tool_choice names x.");
    const unknown = await app.inject({
      method: "POST",
      url: MESSAGES,
      payload: { ...BODY, model: "nobody" },
    });
    expect([unknown.statusCode, unknown.json().error.type]).toEqual([404, "not_found_error"]);
  });
});
