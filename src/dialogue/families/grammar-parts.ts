import type { GrammarPart, JsonSchema } from "../../core/output-format.ts";
import type { Tool } from "../../core/tool.ts";
import { DIALOGUE_LIMITS } from "../dialogue-limits.ts";

/** Calls that a grammar allows after each other; a model that goes on for ever must come to an end. */
const MOST_CALLS = Math.min(16, DIALOGUE_LIMITS.calls);

/** Exactly this text. */
export function text(value: string): GrammarPart {
  return { kind: "text", text: value };
}

/** One part after the other; texts stand for themselves. */
export function sequence(...parts: readonly (GrammarPart | string)[]): GrammarPart {
  return { kind: "sequence", parts: parts.map((part) => (typeof part === "string" ? text(part) : part)) };
}

/** Any one of the parts. */
export function choice(...parts: readonly GrammarPart[]): GrammarPart {
  return { kind: "choice", parts };
}

/** A part or nothing. */
export function optional(part: GrammarPart | string): GrammarPart {
  return {
    kind: "repeat",
    part: typeof part === "string" ? text(part) : part,
    min: 0,
    max: 1,
  };
}

/** A line break, a blank, or nothing. */
export const BLANK = optional(choice(text("\n"), text(" ")));

/** One of the tools, written by `write`. */
export function anyTool(tools: readonly Tool[], write: (tool: Tool) => GrammarPart): GrammarPart {
  return choice(...tools.map(write));
}

/** A call, and where several may come further ones, each with `between` in front. */
export function severalCalls(
  call: GrammarPart,
  parallel: boolean,
  between: GrammarPart | string,
): GrammarPart {
  if (!parallel) return call;
  return sequence(call, { kind: "repeat", part: sequence(between, call), min: 0, max: MOST_CALLS - 1 });
}

/** The JSON text of a tool's arguments. */
export function argumentsOf(tool: Tool): GrammarPart {
  return { kind: "json", schema: argumentsSchema(tool.parameters), tool: tool.name };
}

/** A call as a JSON object. */
export function jsonCall(tool: Tool, argumentsKey: "arguments" | "parameters" = "arguments"): GrammarPart {
  return sequence(`{"name": ${JSON.stringify(tool.name)}, "${argumentsKey}": `, argumentsOf(tool), "}");
}

/** The name inside the quotes of a JSON string. */
export function quotedName(tool: Tool): string {
  return JSON.stringify(tool.name).slice(1, -1);
}

/** Keywords beside which properties can be closed without changing what they mean. */
const HARMLESS = new Set(["type", "properties", "required", "title", "description", "default", "examples"]);
const isHarmless = (keyword: string): boolean =>
  HARMLESS.has(keyword) || /^(?:\$|x-|definitions$)/.test(keyword);

/** An object's schema. Properties that it does not name are left out, where that says nothing else. */
function argumentsSchema(schema: JsonSchema | undefined): JsonSchema {
  if (schema === undefined) return { type: "object", properties: {}, additionalProperties: false };
  if (typeof schema === "boolean") return { type: "object" };
  const closes = Object.keys(schema).every(isHarmless) && !Object.hasOwn(schema, "$ref");
  return {
    ...schema,
    // beside the schema's own combinations and references, and in place of types among which it is; a wrong type stays, and is told
    ...(typeof schema.type === "string" ? {} : { type: "object" }),
    ...(closes && Object.hasOwn(schema, "properties") ? { additionalProperties: false } : {}),
  };
}
