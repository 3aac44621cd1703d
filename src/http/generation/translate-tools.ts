import type { Conversation } from "../../core/conversation.ts";
import { ShimmyError } from "../../core/errors.ts";
import type { JsonSchema } from "../../core/output-format.ts";
import type { Tool, ToolChoice } from "../../core/tool.ts";
import { checkToolSchema } from "./check-tool-schema.ts";
import type { ToolValues } from "./tool-fields.ts";

/** The part of a conversation that says what may be called. */
export type ToolAsk = Pick<Conversation, "tools" | "toolChoice" | "parallelToolCalls">;

type ToolValue = NonNullable<ToolValues["tools"]>[number];
type ChoiceValue = Exclude<NonNullable<ToolValues["tool_choice"]>, string>;

/**
 * Tools and what is to be done with them, in core's form; what is absent stays absent.
 *
 * @throws ShimmyError `unsupported_parameter` for tools that are no functions, `invalid_request` for ones without a name.
 */
export function translateTools(body: ToolValues): ToolAsk {
  const tools = body.tools?.map(toTool);
  const parallel = body.parallel_tool_calls ?? undefined;
  return {
    ...(tools !== undefined && tools.length > 0 && { tools }),
    ...choiceOf(body.tool_choice, tools ?? []),
    ...(parallel !== undefined && { parallelToolCalls: parallel }),
  };
}

function toTool({ type, function: given }: ToolValue, index: number): Tool {
  const param = `tools[${index}]`;
  if (type !== "function") throw unsupportedType(param, type);
  if (!given) throw missing(`${param}.function`);
  const { name, description, parameters } = given;
  checkToolSchema(parameters, `${param}.function.parameters`);
  return {
    name,
    ...(typeof description === "string" && { description }),
    // core looks at what it is
    ...(parameters !== null && parameters !== undefined && { parameters: parameters as JsonSchema }),
  };
}

/** The choice, and where it allows only some of the tools, these. */
function choiceOf(choice: ToolValues["tool_choice"], tools: readonly Tool[]): Partial<ToolAsk> {
  if (choice === null || choice === undefined) return {};
  if (typeof choice === "string") return { toolChoice: { kind: choice } };
  if (choice.type === "allowed_tools") return allowedTools(choice, tools);
  if (choice.type !== "function") throw unsupportedType("tool_choice", choice.type);
  if (!choice.function) throw missing("tool_choice.function");
  return { toolChoice: { kind: "named", name: choice.function.name } };
}

function allowedTools({ allowed_tools: allowed }: ChoiceValue, tools: readonly Tool[]): Partial<ToolAsk> {
  if (!allowed) throw missing("tool_choice.allowed_tools");
  const names = allowed.tools.map((tool, index) => {
    const param = `tool_choice.allowed_tools.tools[${index}]`;
    if (tool.type !== "function") throw unsupportedType(param, tool.type);
    if (!tool.function) throw missing(`${param}.function`);
    const { name } = tool.function;
    if (tools.some((offered) => offered.name === name)) return name;
    throw new ShimmyError(
      "invalid_request",
      `${param} names ${JSON.stringify(name)}, which is none of the tools.`,
      { param },
    );
  });
  const toolChoice: ToolChoice = { kind: allowed.mode };
  return { tools: tools.filter(({ name }) => names.includes(name)), toolChoice };
}

function unsupportedType(param: string, type: string): ShimmyError {
  return new ShimmyError(
    "unsupported_parameter",
    `${param} is of type ${JSON.stringify(type.slice(0, 40))}, and this server knows tools of type "function" only.`,
    { param },
  );
}

function missing(param: string): ShimmyError {
  return new ShimmyError("invalid_request", `${param} is missing; give an object with the function's name.`, {
    param,
  });
}
