import { describe, expect, test } from "vitest";
import { GbnfMatcher } from "../../../test/helpers/gbnf-matcher.ts";
import type { JsonSchema } from "../../core/output-format.ts";
import { compileOutputFormat } from "../compile-output-format.ts";

const compile = (schema: JsonSchema): string => compileOutputFormat({ kind: "json-schema", schema });

/** JSON texts that the schema's grammar must take, and texts that it must not. */
type Case = readonly [
  name: string,
  schema: JsonSchema,
  accepted: readonly string[],
  refused: readonly string[],
];

const cases: readonly Case[] = [
  ["true allows anything", true, ['{"a":[1,null]}', '"x"', "1e5", "false"], ["", "{", "nul"]],
  ["types by list", { type: ["string", "null"] }, ['"a"', "null"], ["1", "true", "{}"]],
  [
    "integers have no fraction and no leading zero",
    { type: "integer" },
    ["0", "-12", "999999999999999"],
    ["1.0", "01", "-0", "1e3"],
  ],
  [
    "numbers",
    { type: "number" },
    ["0", "-1.5", "1e21", "1.5E-7", "1e+279"],
    [".5", "1.", "+1", "1e400", "NaN"],
  ],
  [
    "number bounds",
    { type: "number", minimum: 0.5, exclusiveMaximum: 2 },
    ["0.5", "1", "1.999"],
    ["0.49", "2", "2.0"],
  ],
  [
    "bounds of all branches",
    { allOf: [{ minimum: 3 }, { type: "integer", minimum: 1, maximum: 9 }] },
    ["3", "9"],
    ["2", "10", '"a"'],
  ],
  [
    "the tighter of equal bounds",
    { type: "integer", minimum: 3, allOf: [{ exclusiveMinimum: 3 }] },
    ["4"],
    ["3"],
  ],
  ["multiples", { type: "integer", multipleOf: 12, minimum: 0 }, ["0", "12", "144"], ["6", "13"]],
  [
    "string lengths count characters, not escapes or code units",
    { type: "string", minLength: 2, maxLength: 3 },
    ['"ab"', '"\\u0041\\n"', '"😀😀😀"', '"\\ud83d\\ude00x"'],
    ['"a"', '"abcd"', '"😀"', '"\\ud83d\\ude00"'],
  ],
  [
    "long bounds",
    { type: "string", minLength: 600, maxLength: 1000 },
    [600, 777, 1000].map((n) => `"${"é".repeat(n)}"`),
    [599, 1001].map((n) => `"${"é".repeat(n)}"`),
  ],
  ["pattern searches", { type: "string", pattern: "b+" }, ['"b"', '"abba"', '"\\"b\\n"'], ['""', '"a"']],
  [
    "pattern with anchors and escapes",
    { type: "string", pattern: '^["\\\\\\n\\x01-\\x03]{2}$' },
    ['"\\"\\\\"', '"\\n\\u0002"', '"\\u0001\\u0003"'],
    ['"ab"', '"\\u0041\\n"', '"\n\n"'],
  ],
  [
    "pattern and length",
    { type: "string", pattern: "^a*$", minLength: 2, maxLength: 4 },
    ['"aa"', '"aaaa"'],
    ['"a"', '"aaaaa"', '"ab"'],
  ],
  [
    "pattern and format",
    { type: "string", format: "date", pattern: "^2024" },
    ['"2024-02-29"'],
    ['"2023-01-01"', '"2024-02-30"'],
  ],
  ["formats that nobody knows are annotations", { type: "string", format: "colour" }, ['"red"'], ["1"]],
  [
    "enum and const",
    { enum: ["a", 'q"', 1, null, [1, { x: 2 }]] },
    ['"a"', '"q\\""', "1", "null", '[1,{"x":2}]'],
    ['"b"', "2", "[1]"],
  ],
  [
    "enum beside other keywords",
    { enum: ["a", "abc", 5, [1]], type: ["string", "array"], minLength: 2, items: { type: "string" } },
    ['"abc"'],
    ['"a"', "5", "[1]"],
  ],
  [
    "const in several branches",
    { allOf: [{ const: { a: 1, b: 2 } }, { enum: [{ b: 2, a: 1 }, 3] }] },
    ['{"a":1,"b":2}'],
    ["3"],
  ],
  [
    "arrays",
    { type: "array", items: { type: "integer" }, minItems: 1, maxItems: 3 },
    ["[1]", "[1,2,3]", "[1, 2]", "[\n  1,\n  2\n]"],
    ["[]", "[1,2,3,4]", "[1,]", '["a"]', "[  1]"],
  ],
  [
    "tuples",
    { prefixItems: [{ type: "string" }, { type: "null" }], items: false, type: "array" },
    ["[]", '["a"]', '["a",null]'],
    ["[null]", '["a",null,1]'],
  ],
  [
    "tuples with a rest and bounds",
    { type: "array", prefixItems: [{ const: 1 }], items: { const: 2 }, minItems: 2, maxItems: 4 },
    ["[1,2]", "[1,2,2,2]"],
    ["[1]", "[2,2]", "[1,2,2,2,2]"],
  ],
  [
    "maxItems below the prefix",
    { type: "array", prefixItems: [{ const: 1 }, { const: 2 }, { const: 3 }], maxItems: 2 },
    ["[]", "[1]", "[1,2]"],
    ["[1,2,3]"],
  ],
  ["empty arrays only", { type: "array", maxItems: 0 }, ["[]", "[ ]"], ["[1]"]],
  [
    "properties keep their order; optional ones may be left out",
    {
      type: "object",
      properties: { a: { type: "integer" }, b: { type: "integer" }, c: { type: "integer" } },
      required: ["b"],
      additionalProperties: false,
    },
    ['{"b":1}', '{"a":1,"b":2}', '{"b":1,"c":2}', '{"a":1,"b":2,"c":3}', '{ "b": 1 }', '{\n\t"b": 1\n}'],
    ["{}", '{"a":1}', '{"c":1,"b":2}', '{"b":1,"d":2}', '{"b":1,}', '{,"b":1}', '{"b" : 1}'],
  ],
  [
    "further properties are allowed by default and come last",
    { type: "object", properties: { ab: { type: "null" } } },
    ["{}", '{"ab":null}', '{"ab":null,"a":1,"abc":2}', '{"x":1}', '{"":0}'],
    ['{"ab":1}', '{"x":1,"ab":null}'],
  ],
  [
    "further properties of a schema",
    { type: "object", additionalProperties: { type: "boolean" } },
    ['{"x":true,"y":false}'],
    ['{"x":1}'],
  ],
  [
    "required without a description",
    { type: "object", required: ["z", "y"] },
    ['{"z":1,"y":2}', '{"z":1,"y":2,"a":3}'],
    ['{"z":1}'],
  ],
  [
    "a forbidden property",
    { type: "object", properties: { a: false, b: { const: 1 } } },
    ["{}", '{"b":1}', '{"c":1}'],
    ['{"a":1}'],
  ],
  [
    "names that JavaScript's objects have",
    {
      type: "object",
      properties: JSON.parse('{"__proto__":{"const":1},"toString":{"const":2}}'),
      required: ["__proto__"],
      additionalProperties: false,
    },
    ['{"__proto__":1}', '{"__proto__":1,"toString":2}'],
    ["{}", '{"toString":2}'],
  ],
  [
    "patternProperties",
    {
      type: "object",
      properties: { "x-a": { minimum: 5 } },
      patternProperties: { "^x-": { type: "integer" }, y$: { maximum: 9 } },
      additionalProperties: { type: "string" },
    },
    ['{"x-a":5}', '{"x-b":1,"q":"s","y":"s"}', '{"x-y":9}'],
    ['{"x-a":4}', '{"x-b":"s"}', '{"q":1}', '{"x-y":10}'],
  ],
  [
    "propertyNames",
    { type: "object", propertyNames: { pattern: "^[a-z]+$", maxLength: 3 }, properties: { toolong: {} } },
    ['{"abc":1}', "{}"],
    ['{"abcd":1}', '{"A":1}', '{"toolong":1}'],
  ],
  [
    "propertyNames by enum",
    { type: "object", propertyNames: { anyOf: [{ enum: ["a", "b", 3] }, { type: "null" }] } },
    ['{"a":1,"b":2}'],
    ['{"c":1}'],
  ],
  [
    "minProperties",
    { type: "object", properties: { a: {}, b: {}, c: {} }, minProperties: 2 },
    ['{"a":1,"b":2}', '{"a":1,"c":2}', '{"b":1,"x":2}', '{"a":1,"b":2,"c":3}'],
    ["{}", '{"a":1}', '{"x":1,"y":2}'],
  ],
  [
    "maxProperties",
    { type: "object", properties: { a: {}, b: {} }, maxProperties: 2 },
    ["{}", '{"a":1,"b":2}', '{"a":1,"x":2}', '{"x":1,"y":2}'],
    ['{"a":1,"b":2,"x":3}', '{"x":1,"y":2,"z":3}'],
  ],
  [
    "a count that cannot be exceeded",
    {
      type: "object",
      properties: { a: {} },
      additionalProperties: false,
      maxProperties: 5,
      minProperties: 1,
      required: ["a"],
    },
    ['{"a":1}'],
    ["{}"],
  ],
  [
    "anyOf beside properties",
    {
      type: "object",
      properties: { a: { const: 1 }, b: { const: 2 } },
      additionalProperties: false,
      anyOf: [{ required: ["a"] }, { required: ["b"] }],
    },
    ['{"a":1}', '{"b":2}', '{"a":1,"b":2}'],
    ["{}"],
  ],
  [
    "oneOf of branches that exclude each other",
    {
      oneOf: [
        { type: "object", properties: { kind: { const: "a" }, n: { type: "integer" } }, required: ["kind"] },
        { type: "object", properties: { kind: { const: "b" } }, required: ["kind"] },
        { type: "string", maxLength: 3 },
        { type: "string", minLength: 4, maxLength: 5 },
      ],
    },
    ['{"kind":"a","n":1}', '{"kind":"b"}', '"abc"', '"abcde"'],
    ['{"kind":"c"}', '"abcdef"'],
  ],
  [
    "allOf merges objects",
    {
      allOf: [
        { properties: { a: { type: "string" } }, required: ["a"] },
        { type: "object", properties: { b: { type: "null" }, a: { minLength: 2 } } },
      ],
    },
    ['{"a":"xx"}', '{"a":"xx","b":null}'],
    ['{"a":"x"}', "{}", '"s"'],
  ],
  [
    "allOf with a closed branch forbids the other's properties",
    {
      allOf: [
        { type: "object", properties: { a: {} }, additionalProperties: false },
        { properties: { b: {} } },
      ],
    },
    ["{}", '{"a":1}'],
    ['{"b":1}'],
  ],
  [
    "$ref with siblings",
    { $defs: { name: { type: "string" } }, $ref: "#/$defs/name", minLength: 2 },
    ['"ab"'],
    ['"a"', "1"],
  ],
  [
    "recursion",
    {
      $defs: {
        tree: {
          type: "object",
          properties: { v: { type: "integer" }, kids: { type: "array", items: { $ref: "#/$defs/tree" } } },
          required: ["v"],
          additionalProperties: false,
        },
      },
      $ref: "#/$defs/tree",
    },
    ['{"v":1}', '{"v":1,"kids":[{"v":2,"kids":[]},{"v":3}]}'],
    ["{}", '{"v":1,"kids":[1]}'],
  ],
  [
    "recursion to the root",
    {
      type: "object",
      properties: { next: { anyOf: [{ $ref: "#" }, { type: "null" }] } },
      additionalProperties: false,
    },
    ['{"next":{"next":null}}', "{}"],
    ['{"next":1}'],
  ],
  [
    "references by anchor, $id, escaped pointer and draft 7's definitions",
    {
      $id: "https://example.com/root.json",
      properties: {
        a: { $ref: "#spot" },
        b: { $ref: "part.json" },
        c: { $ref: "#/definitions/with~1slash%25" },
        d: { $ref: "part.json#/$defs/inner" },
      },
      required: ["a", "b", "c", "d"],
      type: "object",
      $defs: {
        x: { $anchor: "spot", const: 1 },
        y: { $id: "part.json", const: 2, $defs: { inner: { const: 4 } } },
      },
      definitions: { "with/slash%": { const: 3 } },
    },
    ['{"a":1,"b":2,"c":3,"d":4}'],
    ['{"a":2,"b":2,"c":3,"d":4}'],
  ],
  [
    "annotations are ignored",
    {
      type: "null",
      title: "t",
      description: "d",
      default: 1,
      examples: [2],
      $comment: "c",
      deprecated: true,
      readOnly: true,
      writeOnly: false,
      contentMediaType: "x/y",
      "x-own": { not: {} },
      uniqueItems: false,
      unevaluatedProperties: true,
    },
    ["null"],
    ["1"],
  ],
  [
    "an impossible branch is left out",
    { anyOf: [{ type: "string" }, { type: "integer", allOf: [{ minimum: 5 }, { maximum: 3 }] }, false] },
    ['"a"'],
    ["4", "5"],
  ],
  [
    "an optional property that never ends is left out",
    {
      type: "object",
      properties: { self: { $ref: "#" }, a: { const: 1 } },
      additionalProperties: false,
      required: [],
    },
    ["{}", '{"a":1}', '{"self":{}}'],
    [],
  ],
];

describe("compiled schemas", () => {
  test.each(cases)("%s", (_, schema, accepted, refused) => {
    const matcher = new GbnfMatcher(compile(schema));
    for (const text of accepted) expect(matcher.accepts(text), text).toBe(true);
    for (const text of refused) expect(matcher.accepts(text), text).toBe(false);
  });

  test("white space cannot go on for ever", () => {
    const matcher = new GbnfMatcher(compile({ type: "array", items: { type: "integer" } }));
    expect(matcher.accepts(`[\n${" ".repeat(24)}1]`)).toBe(true);
    for (const text of [`[\n${" ".repeat(25)}1]`, "[\n\n1]", "[  1]", "[1 ,2]", " [1]", "[1] "]) {
      expect(matcher.accepts(text), JSON.stringify(text)).toBe(false);
    }
  });
});
