import type { Conversation } from "../../../core/conversation.ts";
import { ShimmyError } from "../../../core/errors.ts";
import type { JsonSchema } from "../../../core/output-format.ts";
import type { Tool, ToolChoice } from "../../../core/tool.ts";
import { checkToolSchema } from "../../generation/check-tool-schema.ts";
import type { ResponseEcho } from "./response-body.ts";
import type { ToolValues } from "./tool-fields.ts";

/**
 * The tools of a request with their choice. Where only some are allowed, the model is shown no others.
 *
 * @throws ShimmyError `invalid_request` for an allowed tool that is none, and for parameters that are no schema.
 */
export function toTools({
  tools,
  tool_choice: choice,
  parallel_tool_calls: parallel,
}: ToolValues): Pick<Conversation, "tools" | "toolChoice" | "parallelToolCalls"> {
  const all = (tools ?? []).map(toTool);
  return {
    ...(all.length > 0 && { tools: choice?.type === "allowed_tools" ? allowed(all, choice.tools) : all }),
    ...(choice && { toolChoice: toChoice(choice) }),
    ...(typeof parallel === "boolean" && { parallelToolCalls: parallel }),
  };
}

/** The same fields as the response repeats them. */
export function toolEcho({
  tools,
  tool_choice: choice,
  parallel_tool_calls: parallel,
}: ToolValues): Pick<ResponseEcho, "tools" | "tool_choice" | "parallel_tool_calls"> {
  return {
    tools: (tools ?? []).map(({ name, description, parameters, strict }) => ({
      type: "function",
      name,
      description: description ?? null,
      parameters: parameters ?? null,
      strict: strict ?? null,
    })),
    tool_choice:
      choice === null || choice === undefined || choice.type === "auto"
        ? "auto"
        : choice.type === "none" || choice.type === "required"
          ? choice.type
          : choice,
    parallel_tool_calls: parallel ?? true,
  };
}

type GivenTool = NonNullable<ToolValues["tools"]>[number];
type GivenChoice = NonNullable<ToolValues["tool_choice"]>;

function toTool({ name, description, parameters }: GivenTool, index: number): Tool {
  const param = `tools[${index}].parameters`;
  if (parameters !== null && parameters !== undefined && !isSchema(parameters)) {
    throw new ShimmyError("invalid_request", `${param} must be a JSON Schema, which is an object.`, {
      param,
    });
  }
  checkToolSchema(parameters, param);
  return {
    name,
    ...(typeof description === "string" && { description }),
    ...(parameters !== null && parameters !== undefined && { parameters }),
  };
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === "boolean" || (typeof value === "object" && value !== null && !Array.isArray(value));
}

function toChoice(choice: GivenChoice): ToolChoice {
  switch (choice.type) {
    case "function":
      return { kind: "named", name: choice.name };
    case "allowed_tools":
      return { kind: choice.mode };
    default:
      return { kind: choice.type };
  }
}

function allowed(tools: readonly Tool[], names: readonly { readonly name: string }[]): readonly Tool[] {
  const wanted = new Set(names.map(({ name }) => name));
  const found = tools.filter(({ name }) => wanted.delete(name));
  const [unknown] = wanted;
  if (unknown === undefined) return found;
  throw new ShimmyError(
    "invalid_request",
    `tool_choice allows ${JSON.stringify(unknown)}, which is none of the tools.`,
    { param: "tool_choice" },
  );
}
