import { ShimmyError } from "../../core/errors.ts";
import type { JsonSchema, OutputFormat } from "../../core/output-format.ts";
import { MAX_SCHEMA_DEPTH, MAX_SCHEMA_LENGTH } from "../http-limits.ts";
import { jsonExcess } from "../validation/json-excess.ts";
import type { OutputFormatValues } from "./output-format-fields.ts";

/** The form asked for, and the field that asked, for error messages. */
export interface RequestedFormat {
  readonly format: OutputFormat;
  readonly field: string;
}

/**
 * The form of the answer that a request asks for; undefined for free text.
 *
 * @throws ShimmyError `invalid_request` for more than one form, and for what is no schema or too large a one.
 */
export function toOutputFormat(body: OutputFormatValues): RequestedFormat | undefined {
  const outputs = body.structured_outputs ?? {};
  const requested = [
    responseFormat(body.response_format),
    ollamaFormat(body.format),
    schemaFormat("json_schema", body.json_schema),
    schemaFormat("guided_json", body.guided_json),
    schemaFormat("structured_outputs.json", outputs.json),
    outputs.json_object === true ? jsonObject("structured_outputs.json_object") : undefined,
    grammarFormat("grammar", body.grammar),
    grammarFormat("guided_grammar", body.guided_grammar),
    grammarFormat("structured_outputs.grammar", outputs.grammar),
    regexFormat("regex", body.regex),
    regexFormat("guided_regex", body.guided_regex),
    regexFormat("structured_outputs.regex", outputs.regex),
    choiceFormat("choice", body.choice),
    choiceFormat("guided_choice", body.guided_choice),
    choiceFormat("structured_outputs.choice", outputs.choice),
  ].filter((found) => found !== undefined);
  const [first, second] = requested;
  if (first !== undefined && second !== undefined) {
    throw new ShimmyError(
      "invalid_request",
      `${first.field} and ${second.field} both say what the answer must look like; give one of them.`,
      { param: second.field },
    );
  }
  return first;
}

function responseFormat(value: OutputFormatValues["response_format"]): RequestedFormat | undefined {
  if (value === null || value === undefined || value.type === "text") return undefined;
  const nested = value.json_schema?.schema;
  const field = isAbsent(nested) ? "response_format.schema" : "response_format.json_schema.schema";
  const found = schemaFormat(field, isAbsent(nested) ? value.schema : nested);
  if (found !== undefined) return { ...found, field: "response_format" };
  if (value.type === "json_object") return jsonObject("response_format");
  const param = "response_format.json_schema.schema";
  throw new ShimmyError("invalid_request", `${param} is missing; give the schema of the answer.`, { param });
}

/** Ollama's clients send an empty text where they want no form. */
function ollamaFormat(value: unknown): RequestedFormat | undefined {
  if (value === "") return undefined;
  if (value === "json") return jsonObject("format");
  if (isAbsent(value) || (typeof value === "object" && !Array.isArray(value)))
    return schemaFormat("format", value);
  throw new ShimmyError("invalid_request", 'format must be "json" or a JSON Schema, which is an object.', {
    param: "format",
  });
}

function schemaFormat(field: string, value: unknown): RequestedFormat | undefined {
  if (isAbsent(value)) return undefined;
  const refuse = (rule: string): never => {
    throw new ShimmyError("invalid_request", `${field} ${rule}.`, { param: field });
  };
  if (!isSchema(value)) return refuse("must be a JSON Schema, which is an object, or true or false");
  const excess = jsonExcess(value, { maxLength: MAX_SCHEMA_LENGTH, maxDepth: MAX_SCHEMA_DEPTH });
  if (excess === "depth") return refuse(`nests deeper than ${MAX_SCHEMA_DEPTH} levels; use $ref and $defs`);
  if (excess === "length")
    return refuse(`is longer than ${MAX_SCHEMA_LENGTH} characters; send a smaller schema`);
  return { field, format: { kind: "json-schema", schema: value } };
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === "boolean" || (typeof value === "object" && value !== null && !Array.isArray(value));
}

function jsonObject(field: string): RequestedFormat {
  return { field, format: { kind: "json-object" } };
}

/** An empty grammar is llama-server's way to say none. */
function grammarFormat(field: string, grammar: string | null | undefined): RequestedFormat | undefined {
  return grammar ? { field, format: { kind: "gbnf", grammar } } : undefined;
}

function regexFormat(field: string, pattern: string | null | undefined): RequestedFormat | undefined {
  return isAbsent(pattern) ? undefined : { field, format: { kind: "regex", pattern } };
}

function choiceFormat(
  field: string,
  choices: readonly string[] | null | undefined,
): RequestedFormat | undefined {
  return isAbsent(choices) ? undefined : { field, format: { kind: "choice", choices } };
}

function isAbsent(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}
