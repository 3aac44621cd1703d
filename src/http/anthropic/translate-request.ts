import type { Conversation, ReasoningEffort, ReasoningOptions } from "../../core/conversation.ts";
import { ShimmyError } from "../../core/errors.ts";
import type { GenerationInput } from "../../core/generation-input.ts";
import type { Tool, ToolChoice } from "../../core/tool.ts";
import { checkToolSchema } from "../generation/check-tool-schema.ts";
import { type GenerationAsk, toCommonAsk } from "../generation/to-common-ask.ts";
import type { ConversationValue, MessagesRequestValue } from "./message-schemas.ts";
import type { ToolChoiceValue, ToolValues } from "./tool-schemas.ts";
import { translateTurns } from "./translate-turns.ts";

/** The conversation of a request, with its tools and how much the model is to think. */
export function translateConversation(body: ConversationValue): GenerationInput {
  const tools = toTools(body.tools);
  return {
    kind: "messages",
    messages: translateTurns(body.messages, body.system),
    ...(tools.length > 0 && { tools }),
    ...toToolChoice(body.tool_choice),
    reasoning: toReasoning(body),
  };
}

/**
 * What a messages request asks for.
 *
 * @throws ShimmyError `invalid_request` for a form of the answer that is none, or is said twice.
 */
export function translateMessagesRequest(body: MessagesRequestValue): GenerationAsk {
  const stop = [...(body.stop_sequences ?? []), ...[body.stop ?? []].flat()];
  const format = formatOf(body);
  const { fieldNames, ...ask } = toCommonAsk(
    { ...body, stop, ...(format !== undefined && { json_schema: format.schema }) },
    { model: body.model, openMaxTokens: undefined, logprobs: undefined },
  );
  return {
    input: translateConversation(body),
    ...ask,
    fieldNames: {
      ...fieldNames,
      ...(body.stop_sequences && { stop: "stop_sequences" }),
      ...(format !== undefined && { outputFormat: format.field, response_format: format.field }),
    },
  };
}

function formatOf(body: MessagesRequestValue) {
  const { output_config, output_format, json_schema } = body;
  const given = [
    { field: "output_config.format", schema: output_config?.format?.schema },
    { field: "output_format", schema: output_format?.schema },
  ].filter(({ schema }) => schema !== undefined);
  const [first, second] = given;
  const other =
    second?.field ?? (json_schema === undefined || json_schema === null ? undefined : "json_schema");
  if (first !== undefined && other !== undefined) {
    throw new ShimmyError(
      "invalid_request",
      `${first.field} and ${other} both say what the answer must look like; give one of them.`,
      { param: other },
    );
  }
  return first;
}

function toTools(tools: ToolValues): readonly Tool[] {
  return (tools ?? []).map(({ name, description, input_schema, input_examples }, index) => {
    checkToolSchema(input_schema, `tools[${index}].input_schema`);
    return {
      name,
      ...(typeof description === "string" && { description }),
      parameters: input_examples?.length ? { ...input_schema, examples: input_examples } : input_schema,
    };
  });
}

function toToolChoice(choice: ToolChoiceValue): Pick<Conversation, "toolChoice" | "parallelToolCalls"> {
  if (choice === null || choice === undefined) return {};
  if (choice.type === "none") return { toolChoice: { kind: "none" } };
  const isSingle = choice.disable_parallel_tool_use === true;
  return { toolChoice: callingChoice(choice), ...(isSingle && { parallelToolCalls: false }) };
}

function callingChoice(choice: Exclude<NonNullable<ToolChoiceValue>, { type: "none" }>): ToolChoice {
  switch (choice.type) {
    case "auto":
      return { kind: "auto" };
    case "any":
      return { kind: "required" };
    case "tool":
      return { kind: "named", name: choice.name };
  }
}

/** Clients that say nothing of thoughts count on none: they would eat up a short answer's tokens. */
function toReasoning({ thinking, output_config }: ConversationValue): ReasoningOptions {
  const effort = toEffort(output_config?.effort);
  return {
    enabled: thinking?.type === "enabled" || thinking?.type === "adaptive",
    ...(effort !== undefined && { effort }),
    ...(thinking?.type === "enabled" && { budgetTokens: thinking.budget_tokens }),
  };
}

type EffortValue = NonNullable<ConversationValue["output_config"]>["effort"];

function toEffort(effort: EffortValue): ReasoningEffort | undefined {
  if (effort === null || effort === undefined) return undefined;
  return effort === "low" || effort === "medium" ? effort : "high";
}
