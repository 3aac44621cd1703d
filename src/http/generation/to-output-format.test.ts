import { describe, expect, it } from "vitest";
import { z } from "zod";
import { parseWith } from "../validation/parse-with.ts";
import { OUTPUT_FORMAT_FIELDS } from "./output-format-fields.ts";
import { toOutputFormat } from "./to-output-format.ts";

const read = (body: object) => toOutputFormat(parseWith(z.object(OUTPUT_FORMAT_FIELDS), body));
const schema = { type: "object", properties: { name: { type: "string" } }, required: ["name"] };
const bySchema = { kind: "json-schema", schema };
const anyObject = { kind: "json-object" };

describe("toOutputFormat", () => {
  it.each([
    [{ response_format: { type: "json_object" } }, anyObject, "response_format"],
    [{ response_format: { type: "json_object", schema } }, bySchema, "response_format"],
    [
      { response_format: { type: "json_schema", json_schema: { name: "n", strict: true, schema } } },
      bySchema,
      "response_format",
    ],
    [{ response_format: { type: "json_schema", schema } }, bySchema, "response_format"],
    [{ json_schema: schema }, bySchema, "json_schema"],
    [{ json_schema: true }, { kind: "json-schema", schema: true }, "json_schema"],
    [{ guided_json: schema }, bySchema, "guided_json"],
    [{ format: "json" }, anyObject, "format"],
    [{ format: schema }, bySchema, "format"],
    [{ grammar: 'root ::= "a"' }, { kind: "gbnf", grammar: 'root ::= "a"' }, "grammar"],
    [{ guided_grammar: 'root ::= "a"' }, { kind: "gbnf", grammar: 'root ::= "a"' }, "guided_grammar"],
    [{ regex: "[a-z]+" }, { kind: "regex", pattern: "[a-z]+" }, "regex"],
    [{ guided_regex: "[a-z]+" }, { kind: "regex", pattern: "[a-z]+" }, "guided_regex"],
    [{ choice: ["yes", "no"] }, { kind: "choice", choices: ["yes", "no"] }, "choice"],
    [{ guided_choice: ["yes"] }, { kind: "choice", choices: ["yes"] }, "guided_choice"],
    [{ structured_outputs: { json: schema } }, bySchema, "structured_outputs.json"],
    [{ structured_outputs: { json_object: true } }, anyObject, "structured_outputs.json_object"],
    [{ structured_outputs: { regex: "a" } }, { kind: "regex", pattern: "a" }, "structured_outputs.regex"],
    [
      { structured_outputs: { choice: ["a"] } },
      { kind: "choice", choices: ["a"] },
      "structured_outputs.choice",
    ],
    [
      { structured_outputs: { grammar: "root ::= [a]" } },
      { kind: "gbnf", grammar: "root ::= [a]" },
      "structured_outputs.grammar",
    ],
  ])("reads %j", (body, format, field) => {
    expect(read(body)).toEqual({ format, field });
  });

  it("takes what clients send when they want free text", () => {
    const nothing = { response_format: null, json_schema: null, format: "", grammar: "", choice: null };
    expect(read(nothing)).toBeUndefined();
    expect(read({ response_format: { type: "text" }, structured_outputs: {}, format: null })).toBeUndefined();
    expect(read({})).toBeUndefined();
  });

  it("keeps a schema as it came, whatever its keys are", () => {
    const odd: unknown = JSON.parse('{"properties":{"__proto__":{"type":"string"},"constructor":{}}}');
    expect(JSON.stringify(read({ json_schema: odd })?.format)).toContain('"__proto__":{"type":"string"}');
  });

  it("refuses two forms at once and names both", () => {
    expect(() => read({ json_schema: schema, regex: "a" })).toThrow(
      expect.objectContaining({
        code: "invalid_request",
        param: "regex",
        message: expect.stringContaining("json_schema and regex"),
      }),
    );
    expect(() => read({ response_format: { type: "json_object" }, format: "json" })).toThrow(/both say/u);
  });

  const deep = (levels: number): unknown => (levels === 0 ? {} : { not: deep(levels - 1) });
  it.each([
    [{ json_schema: [] }, "json_schema"],
    [{ json_schema: "object" }, "json_schema"],
    [{ json_schema: deep(49) }, "json_schema"],
    [{ json_schema: { enum: ["x".repeat(300_000)] } }, "json_schema"],
    [{ guided_json: 5 }, "guided_json"],
    [{ format: "xml" }, "format"],
    [{ format: [] }, "format"],
    [{ format: true }, "format"],
    [{ response_format: { type: "json_schema" } }, "response_format.json_schema.schema"],
    [
      { response_format: { type: "json_schema", json_schema: { name: "x" } } },
      "response_format.json_schema.schema",
    ],
    [
      { response_format: { type: "json_schema", json_schema: { schema: 7 } } },
      "response_format.json_schema.schema",
    ],
    [{ structured_outputs: { json: [] } }, "structured_outputs.json"],
  ])("refuses %o", (body, param) => {
    expect(() => read(body)).toThrow(expect.objectContaining({ code: "invalid_request", param }));
  });
});
