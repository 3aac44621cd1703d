import { describe, expect, it } from "vitest";
import { textAt } from "../../../../test/helpers/http-client.ts";
import { SCRIPTED_SEED } from "../../../../test/helpers/play-script.ts";
import { checkResponseStream } from "../../../../test/helpers/response-stream.ts";
import {
  ANSWER,
  createResponsesApp,
  errorOf,
  TOOL,
  withoutNames,
} from "../../../../test/helpers/responses-app.ts";
import { scriptAnswer } from "../../../../test/helpers/scripted-answer.ts";
import { RESPONSE } from "./response-body.ts";

describe("POST /v1/responses", () => {
  it("answers with one object", async () => {
    const { ask, messages, service } = await createResponsesApp();
    const { status, body } = await ask({
      input: "Hi",
      instructions: "Be kind.",
      metadata: { a: "b" },
      user: "me",
    });
    expect(status).toBe(200);
    expect(RESPONSE.strict().parse(body)).toMatchObject({
      id: expect.stringMatching(/^resp_[0-9a-f]{32}$/u),
      object: "response",
      status: "completed",
      model: "tiny",
      error: null,
      incomplete_details: null,
      instructions: "Be kind.",
      max_output_tokens: null,
      metadata: { a: "b" },
      parallel_tool_calls: true,
      previous_response_id: null,
      reasoning: { effort: null, summary: null },
      store: true,
      temperature: 0.7,
      text: { format: { type: "text" }, verbosity: "medium" },
      tool_choice: "auto",
      tools: [],
      top_p: 0.9,
      truncation: "disabled",
      user: "me",
      output: [
        {
          id: expect.stringMatching(/^msg_/u),
          type: "message",
          role: "assistant",
          status: "completed",
          content: [{ type: "output_text", text: "Hello world", annotations: [], logprobs: [] }],
        },
      ],
      usage: {
        input_tokens: 5,
        input_tokens_details: { cached_tokens: 2 },
        output_tokens: 2,
        output_tokens_details: { reasoning_tokens: 0 },
        total_tokens: 7,
      },
      seed: SCRIPTED_SEED,
    });
    expect(messages()).toEqual([
      { role: "system", content: "Be kind." },
      { role: "user", content: "Hi" },
    ]);
    expect(service.requests[0]?.options).toMatchObject({ maxTokens: null });
  });

  it("gives thoughts, text and calls as items, streamed and not alike", async () => {
    const { service, ask, stream } = await createResponsesApp();
    scriptAnswer(service, ANSWER, { finishReason: "tool-calls" });
    const request = { input: "Hi", tools: [TOOL] };
    const { body } = await ask(request);
    expect(body.output).toMatchObject([
      { type: "reasoning", summary: [], content: [{ type: "reasoning_text", text: "Hmm" }] },
      { type: "message", content: [{ text: "Let me look." }] },
      {
        type: "function_call",
        call_id: "call_1",
        name: "look",
        arguments: '{"at":"it"}',
        status: "completed",
      },
    ]);
    expect(RESPONSE.safeParse(body).error).toBeUndefined();
    const streamed = checkResponseStream(await stream(request));
    expect(withoutNames(streamed)).toEqual(withoutNames(body));
  });

  it("says why an answer is incomplete", async () => {
    const { service, ask, stream } = await createResponsesApp();
    scriptAnswer(service, ANSWER.slice(0, 3), { finishReason: "length" });
    const { body } = await ask({ input: "Hi", max_output_tokens: 7 });
    expect(body).toMatchObject({
      status: "incomplete",
      incomplete_details: { reason: "max_output_tokens" },
      max_output_tokens: 7,
      output: [{ status: "completed" }, { status: "incomplete" }],
    });
    expect(service.requests[0]?.options.maxTokens).toBe(7);
    expect((await ask({ input: "Hi", max_output_tokens: -1 })).body.max_output_tokens).toBeNull();
    expect(service.requests[1]?.options.maxTokens).toBeNull();
    const events = await stream({ input: "Hi" });
    expect(checkResponseStream(events).status).toBe("incomplete");
    expect(events.at(-1)?.type).toBe("response.incomplete");
  });

  it("takes native sampling fields, log probabilities and a priority", async () => {
    const { service, ask } = await createResponsesApp();
    const body = {
      input: "Hi",
      top_k: 3,
      min_p: 0.2,
      seed: 7,
      stop: ["x"],
      priority: "low",
      top_logprobs: 2,
    };
    await ask({ ...body, include: ["message.output_text.logprobs", "reasoning.encrypted_content"] });
    expect(service.requests[0]).toMatchObject({
      options: { topK: 3, minP: 0.2, seed: 7, stop: ["x"], logprobs: 2 },
      priority: "low",
    });
    await ask({ input: "Hi", include: ["message.output_text.logprobs"] });
    expect(service.requests[1]?.options.logprobs).toBe(0);
    await ask({ input: "Hi" });
    expect(service.requests[2]?.options.logprobs).toBeUndefined();
  });

  it("takes a form of the answer, and says so in its own words when it refuses one", async () => {
    const { service, ask } = await createResponsesApp();
    const schema = { type: "object", properties: { a: { type: "number" } } };
    const format = { type: "json_schema", name: "thing", schema, strict: true };
    const { body } = await ask({ input: "Hi", text: { format, verbosity: "low" } });
    expect(service.requests[0]).toMatchObject({
      options: { outputFormat: { kind: "json-schema", schema } },
      input: { templateVariables: { verbosity: "low" } },
    });
    expect(body.text).toEqual({ format: { ...format, description: null }, verbosity: "low" });
    await ask({ input: "Hi", text: { format: { type: "json_object" } } });
    expect(service.requests[1]?.options.outputFormat).toEqual({ kind: "json-object" });

    let deep: object = {};
    for (let depth = 0; depth < 60; depth += 1) deep = { not: deep };
    for (const [text, param] of [
      [{ format: { type: "json_schema", name: "x" } }, "text.format.schema"],
      [{ format: { type: "json_schema", name: "x", schema: 7 } }, "text.format.schema"],
      [{ format: { type: "json_schema", name: "x", schema: deep } }, "text.format.schema"],
    ] as const) {
      expect(errorOf(await ask({ input: "Hi", text }))).toEqual([400, "invalid_request", param]);
    }
    const both = { input: "Hi", text: { format }, response_format: { type: "json_object" } };
    expect(errorOf(await ask(both))).toEqual([400, "invalid_request", "response_format"]);
  });

  it("tells the model of tools and thoughts in core's words", async () => {
    const { service, ask } = await createResponsesApp();
    const other = { type: "function", name: "other" };
    const tools = [TOOL, other];
    const inputOf = () => service.requests.at(-1)?.input;
    const { body } = await ask({ input: "Hi", tools, tool_choice: "required", parallel_tool_calls: false });
    expect(inputOf()).toMatchObject({
      tools: [{ name: "look", description: "Looks.", parameters: { type: "object" } }, { name: "other" }],
      toolChoice: { kind: "required" },
      parallelToolCalls: false,
    });
    expect(body).toMatchObject({
      tools: [TOOL, { ...other, description: null, parameters: null, strict: null }],
      tool_choice: "required",
      parallel_tool_calls: false,
    });
    const named = { type: "function", name: "other" };
    expect((await ask({ input: "Hi", tools, tool_choice: named })).body.tool_choice).toEqual(named);
    expect(inputOf()).toMatchObject({ toolChoice: { kind: "named", name: "other" } });
    await ask({ input: "Hi", tools, tool_choice: { type: "allowed_tools", mode: "auto", tools: [named] } });
    expect(inputOf()).toMatchObject({ tools: [{ name: "other" }], toolChoice: { kind: "auto" } });
    for (const [effort, reasoning, echo] of [
      ["none", { enabled: false }, "none"],
      ["low", { effort: "low" }, "low"],
      ["max", { effort: "high" }, "high"],
    ] as const) {
      const answer = await ask({ input: "Hi", reasoning: { effort, summary: "auto" } });
      expect(inputOf()).toMatchObject({ reasoning });
      expect(answer.body.reasoning).toEqual({ effort: echo, summary: null });
    }
  });

  it.each([
    [{}, "invalid_request", "input"],
    [{ input: [] }, "invalid_request", "input"],
    [{ input: 7 }, "invalid_request", "input"],
    [{ input: ["x"] }, "invalid_request", "input[0]"],
    [{ input: [{ type: "message", role: "tool", content: "x" }] }, "invalid_request", "input[0].role"],
    [{ input: [{ role: "user", content: 7 }] }, "invalid_request", "input[0].content"],
    [{ input: [{ type: "web_search_call", id: "x" }] }, "unsupported_parameter", "input[0]"],
    [
      { input: [{ role: "user", content: [{ type: "input_image", image_url: "x" }] }] },
      "unsupported_parameter",
      "input[0].content[0]",
    ],
    [{ input: [{ type: "item_reference", id: "msg_x" }] }, "not_found", "input[0].id"],
    [{ input: [{ type: "function_call_output", call_id: "x", output: "y" }] }, "invalid_request", "input"],
    [{ tools: [{ type: "web_search" }] }, "unsupported_parameter", "tools[0]"],
    [{ tools: [{ type: "function", name: "a b" }] }, "invalid_request", "tools"],
    [{ tools: [{ type: "function", name: "a", parameters: [] }] }, "invalid_request", "tools[0].parameters"],
    [{ tool_choice: "required" }, "invalid_request", "tool_choice"],
    [{ tool_choice: "any" }, "unsupported_parameter", "tool_choice"],
    [{ tool_choice: { type: "web_search_preview" } }, "unsupported_parameter", "tool_choice"],
    [{ tools: [TOOL], tool_choice: { type: "function", name: "x" } }, "invalid_request", "tool_choice"],
    [
      {
        tools: [TOOL],
        tool_choice: { type: "allowed_tools", mode: "auto", tools: [{ type: "function", name: "x" }] },
      },
      "invalid_request",
      "tool_choice",
    ],
    [{ conversation: "conv_1" }, "unsupported_parameter", "conversation"],
    [{ prompt: { id: "x" } }, "unsupported_parameter", "prompt"],
    [{ moderation: { model: "x" } }, "unsupported_parameter", "moderation"],
    [{ context_management: [{ type: "compaction" }] }, "unsupported_parameter", "context_management"],
    [{ reasoning: { mode: "pro" } }, "unsupported_parameter", "reasoning.mode"],
    [{ text: { format: { type: "grammar" } } }, "unsupported_parameter", "text.format"],
    [{ include: ["everything"] }, "invalid_request", "include[0]"],
    [
      { stream: true, stream_options: { include_obfuscation: true } },
      "unsupported_parameter",
      "stream_options.include_obfuscation",
    ],
    [{ background: true, store: false }, "invalid_request", "background"],
    [{ previous_response_id: "resp_x" }, "not_found", "previous_response_id"],
    [{ metadata: { a: 1 } }, "invalid_request", "metadata.a"],
    [{ max_output_tokens: 0 }, "invalid_request", "max_output_tokens"],
    [{ top_logprobs: 21 }, "invalid_request", "top_logprobs"],
  ])("refuses %j", async (body, code, param) => {
    const { ask, service } = await createResponsesApp();
    const refused = await ask(Object.keys(body).length === 0 ? body : { input: "Hi", ...body });
    expect(errorOf(refused)).toEqual([code === "not_found" ? 404 : 400, code, param]);
    expect(service.requests).toEqual([]);
  });

  it("names the type of a tool that it does not have", async () => {
    const { ask } = await createResponsesApp();
    const { body } = await ask({ input: "Hi", tools: [{ type: "web_search" }] });
    expect(textAt(body, "error", "message")).toBe(
      'tools[0] is a tool of type "web_search", and this server takes function only.',
    );
  });

  it("accepts what changes no answer", async () => {
    const { ask } = await createResponsesApp();
    const { status, body } = await ask({
      input: "Hi",
      service_tier: "flex",
      safety_identifier: "s",
      prompt_cache_key: "k",
      prompt_cache_retention: "24h",
      prompt_cache_options: { mode: "implicit" },
      max_tool_calls: 3,
      reasoning: { generate_summary: "auto", context: "auto", mode: "standard" },
      context_management: [],
      conversation: null,
      stream_options: null,
      text: null,
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      service_tier: "default",
      safety_identifier: "s",
      prompt_cache_key: "k",
      max_tool_calls: 3,
    });
  });
});
