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

const unsupported: readonly (readonly [schema: JsonSchema, keyword: string, pointer: string])[] = [
  [{ type: "object", properties: { a: { not: {} } } }, "not", "#/properties/a/not"],
  [{ if: {}, else: {} }, "if", "#/if"],
  [{ items: { dependentRequired: {} }, type: "array" }, "dependentRequired", "#/items/dependentRequired"],
  [{ type: "array", contains: {} }, "contains", "#/contains"],
  [{ type: "array", uniqueItems: true }, "uniqueItems", "#/uniqueItems"],
  [
    { $defs: { a: { unevaluatedItems: false } }, anyOf: [true, { $ref: "#/$defs/a" }] },
    "unevaluatedItems",
    "#/$defs/a/unevaluatedItems",
  ],
  [{ $ref: "https://example.com/other.json" }, "$ref", "#/$ref"],
  [{ $dynamicRef: "#a" }, "$dynamicRef", "#/$dynamicRef"],
  [{ type: "string", format: "regex" }, "format", "#/format"],
  [{ type: "integer", multipleOf: 1234 }, "multipleOf", "#/multipleOf"],
  [{ type: "string", pattern: "(?=a)" }, "pattern", "#/pattern"],
  [{ type: "string", pattern: "^a*$", maxLength: 5000 }, "maxLength", "#/maxLength"],
  [
    { properties: { "a/b~c": { oneOf: [{ type: "integer" }, { type: "number" }] } } },
    "oneOf",
    "#/properties/a~1b~0c/oneOf",
  ],
  [
    { type: "object", patternProperties: Object.fromEntries([..."abcdef"].map((name) => [name, {}])) },
    "patternProperties",
    "#/patternProperties",
  ],
  [
    {
      type: "object",
      properties: Object.fromEntries(Array.from({ length: 90 }, (_, i) => [`p${i}`, {}])),
      maxProperties: 80,
    },
    "maxProperties",
    "#/maxProperties",
  ],
];

test.each(unsupported)("%j: not supported, with keyword and pointer", (schema, keyword, pointer) => {
  expect(() => compile(schema)).toThrow(
    expect.objectContaining({ code: "unsupported_parameter", param: "response_format" }),
  );
  expect(() => compile(schema)).toThrow(`"${keyword}" at ${pointer} is not supported`);
});

const invalid: readonly (readonly [schema: unknown, problem: string])[] = [
  [false, "at # cannot be satisfied"],
  [{ type: "strin" }, '"type" at #/type must be one of'],
  [{ type: [] }, "#/type must be one of"],
  [{ enum: [] }, "#/enum must be a list of at least one value"],
  [{ minimum: "1" }, "#/minimum must be a number"],
  [{ minLength: -1 }, "#/minLength must be a whole number"],
  [{ exclusiveMinimum: true }, "#/exclusiveMinimum must be a number"],
  [{ multipleOf: 0 }, "#/multipleOf must be a number above 0"],
  [{ required: "a" }, "#/required must be a list of texts"],
  [{ properties: { a: 1 } }, "#/properties must be an object whose values are schemas"],
  [{ type: "array", items: [{}] }, "use prefixItems"],
  [{ anyOf: [] }, "#/anyOf must be a list of at least one schema"],
  [{ properties: { a: { minimum: 2, maximum: 1 } } }, "#/properties/a/minimum is 2 and maximum is 1"],
  [{ exclusiveMinimum: 1, maximum: 1 }, "no value satisfies both"],
  [{ minLength: 3, maxLength: 2 }, "#/minLength is 3"],
  [{ type: "object", required: ["a"], properties: { a: false } }, "at #/properties/a cannot be satisfied"],
  [
    { type: "object", required: ["a"], properties: { b: { const: 1 } }, additionalProperties: false },
    "at #/additionalProperties cannot be satisfied",
  ],
  [
    { type: "object", required: ["abc"], propertyNames: { maxLength: 2 } },
    "at #/propertyNames cannot be satisfied",
  ],
  [{ type: "integer", minimum: 1.2, maximum: 1.8 }, "at # cannot be satisfied"],
  [{ type: "string", const: 5 }, "cannot be satisfied"],
  [{ type: "string", pattern: "^a$", minLength: 2 }, "cannot be satisfied"],
  [{ type: "string", minLength: 20_000_000 }, "longer than any answer"],
  [{ type: "array", minItems: 20_000_000 }, "longer than any answer"],
  [{ type: "object", properties: { me: { $ref: "#" } }, required: ["me"] }, "cannot be satisfied"],
  [{ $ref: "#" }, "refers to itself without end"],
  [{ $ref: "#/$defs/none" }, "points to nothing"],
  [{ $ref: "#none" }, "points to nothing"],
  [{ $ref: "http://[" }, "no URI reference"],
  [{ $id: "http://[" }, "no URI reference"],
  [{ $ref: 5 }, "#/$ref must be a text"],
  [{ $defs: { a: 5 }, $ref: "#/$defs/a" }, "at #/$defs/a must be an object"],
  [{ const: undefined }, "not JSON: a value of type undefined"],
  [{ minimum: Number.POSITIVE_INFINITY }, "not JSON: Infinity"],
  [{ type: "string", pattern: "[" }, '"pattern" at #/pattern is no valid regular expression'],
  [[], "must be an object"],
  [
    { properties: Object.fromEntries(Array.from({ length: 1001 }, (_, i) => [`p${i}`, {}])) },
    "more than 1000 properties",
  ],
  [{ enum: Array.from({ length: 50_001 }, (_, i) => i) }, "more than 50000 values"],
];

test.each(invalid)("%j is an invalid request", (schema, problem) => {
  const compileAny = (): string => compile(schema as JsonSchema);
  expect(compileAny).toThrow(expect.objectContaining({ code: "invalid_request", param: "response_format" }));
  expect(compileAny).toThrow(problem);
});

describe("bounds", () => {
  test("a schema that contains itself as an object", () => {
    const schema: Record<string, unknown> = { type: "object" };
    schema.properties = { self: schema };
    expect(() => compile(schema)).toThrow("nested deeper");
  });

  test("a long chain of references", () => {
    const links = Array.from({ length: 300 }, (_, i): [string, unknown] => [
      `d${i}`,
      { $ref: `#/$defs/d${i + 1}` },
    ]);
    expect(() =>
      compile({ $defs: Object.fromEntries([...links, ["d300", true]]), $ref: "#/$defs/d0" }),
    ).toThrow("too many references in a row");
  });

  test("combinations that multiply", () => {
    const choices = { anyOf: Array.from({ length: 7 }, (_, i) => ({ minimum: i })) };
    expect(() => compile({ allOf: [choices, choices, choices].map((schema) => ({ ...schema })) })).toThrow(
      "more than 256 ways",
    );
  });

  test("a deep schema that is fine", () => {
    let schema: JsonSchema = { type: "null" };
    for (let depth = 0; depth < 45; depth++) schema = { type: "array", items: schema };
    expect(new GbnfMatcher(compile(schema)).accepts("[[[]]]")).toBe(true);
  });

  test("a long chain of types that refer to each other", () => {
    const types = Array.from({ length: 2000 }, (_, i): [string, unknown] => [
      `t${i}`,
      { type: "array", items: { $ref: `#/$defs/t${(i + 1) % 2000}` } },
    ]);
    expect(
      new GbnfMatcher(compile({ $defs: Object.fromEntries(types), $ref: "#/$defs/t0" })).accepts("[[[]],[]]"),
    ).toBe(true);
  });

  test("branches whose readings double at every level", () => {
    const branch = (name: string) => ({
      type: "object",
      properties: { left: { $ref: "#" }, [name]: { type: "integer" } },
      required: ["left", name],
      additionalProperties: false,
    });
    expect(() => compile({ anyOf: [branch("v"), branch("w"), { type: "null" }] })).toThrow(
      "more than 1500 ways at once",
    );
  });

  test("hundreds of optional properties", () => {
    const names = Array.from({ length: 300 }, (_, i) => `property${i}`);
    const schema = {
      type: "object",
      properties: Object.fromEntries(names.map((name) => [name, { type: "integer" }])),
      additionalProperties: false,
    };
    const matcher = new GbnfMatcher(compile(schema));
    expect(matcher.accepts('{"property3":1,"property299":2}')).toBe(true);
    expect(matcher.accepts('{"property299":1,"property3":2}')).toBe(false);
  });
});
