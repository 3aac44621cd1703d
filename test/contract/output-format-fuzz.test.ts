import { Ajv2020 } from "ajv/dist/2020.js";
import * as ajvFormats from "ajv-formats";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { ERROR_CATALOGUE } from "../../src/core/errors.ts";
import { generateSchema, seededRandom } from "../helpers/generated-schema.ts";
import { asObject, at, getJson, type JsonObject, post, postJson, textAt } from "../helpers/http-client.ts";
import { type RealServer, startRealServer } from "../helpers/real-server.ts";
import { TRAINED_MODEL_PATH } from "../helpers/trained-model.ts";

/*
 * Whatever a client sends as the form of the answer: the answer has that form, or ran into its bound, or the request is
 * refused by a code of the catalogue that blames the client; and the engine process lives on.
 */
let server: RealServer;
let enginePid: unknown;
const status = (): Promise<JsonObject> => getJson(`${server.url}/api/models/shimmy-tiny/status`);
const chat = (body: object) =>
  post(`${server.url}/v1/chat/completions`, {
    messages: [{ role: "user", content: "Tell me of a person." }],
    max_tokens: 24,
    temperature: 1,
    seed: 7,
    ...body,
  });

beforeAll(async () => {
  server = await startRealServer({ builtinPath: TRAINED_MODEL_PATH, config: { slots: 2 } });
  await chat({});
  enginePid = (await status()).pid;
});
afterAll(() => server.close());
afterEach(async () => {
  expect(await status()).toMatchObject({ pid: enginePid, crashes: 0, state: "ready" });
  expect((await chat({ max_tokens: 2 })).status).toBe(200);
});

/** The whole text of an answer that the model ended, or undefined for any other end that may be. */
async function endedText(body: object): Promise<string | undefined> {
  const { status: code, text } = await chat(body);
  const answer = asObject(text);
  if (code !== 200) {
    const error = textAt(answer, "error", "code");
    const entry = Object.entries(ERROR_CATALOGUE).find(([name]) => name === error)?.[1];
    expect({ code, message: textAt(answer, "error", "message") }).toEqual({
      code: entry?.status,
      message: expect.not.stringMatching(/\n +at |\/src\/|\/dist\//u),
    });
    expect(code).toBeGreaterThanOrEqual(400);
    expect(code).toBeLessThan(500);
    return undefined;
  }
  const reason = textAt(answer, "choices", 0, "finish_reason");
  expect(["stop", "length"]).toContain(reason);
  return reason === "stop" ? textAt(answer, "choices", 0, "message", "content") : undefined;
}

/** Sends generated values under generated names, and has each answer looked at that ended by itself. */
async function fuzz<Value>(
  bodies: fc.Arbitrary<{ readonly body: object; readonly value: Value }>,
  check: (text: string, value: Value) => void,
  numRuns = 25,
): Promise<void> {
  await fc.assert(
    fc.asyncProperty(bodies, async ({ body, value }) => {
      const text = await endedText(body);
      if (text !== undefined) check(text, value);
    }),
    { numRuns },
  );
}

/** A value in any of its places. */
const placed = <Value>(values: fc.Arbitrary<Value>, ...places: readonly ((value: Value) => object)[]) =>
  fc.tuple(values, fc.constantFrom(...places)).map(([value, place]) => ({ body: place(value), value }));

const schemaPlaces = [
  (schema: unknown) => ({ response_format: { type: "json_schema", json_schema: { name: "x", schema } } }),
  (schema: unknown) => ({ response_format: { type: "json_object", schema } }),
  (schema: unknown) => ({ json_schema: schema }),
  (schema: unknown) => ({ format: schema }),
  (schema: unknown) => ({ guided_json: schema }),
  (schema: unknown) => ({ structured_outputs: { json: schema } }),
] as const;

describe("JSON Schemas", () => {
  test("that hold together are kept to", { timeout: 300_000 }, async () => {
    const schemas = fc.integer({ min: 1, max: 1e6 }).map((seed) => generateSchema(seededRandom(seed)).schema);
    await fuzz(placed(schemas, ...schemaPlaces), (text, schema) => {
      const ajv = new Ajv2020({ strict: false, multipleOfPrecision: 9, unicodeRegExp: true });
      ajvFormats.default.default(ajv);
      expect(ajv.validate(schema, JSON.parse(text)), `${JSON.stringify(schema)}\n${text}`).toBe(true);
    });
  });

  const number = fc.oneof(fc.integer(), fc.double(), fc.constantFrom(-1, 0, 1, 1e9, 2 ** 53, 1e300));
  const { schema: hostile } = fc.letrec((tie) => ({
    schema: fc.oneof(
      { depthSize: "small" },
      fc.boolean(),
      fc.record(
        {
          type: fc.oneof(
            fc.constantFrom("object", "array", "string", "number", "integer", "null", "bigint", ""),
            fc.array(fc.constantFrom("object", "string", "null")),
            fc.jsonValue({ maxDepth: 1 }),
          ),
          properties: fc.dictionary(
            fc.constantFrom("a", "", "__proto__", "toString", "é😀", "\u0000"),
            tie("schema"),
          ),
          required: fc.array(fc.constantFrom("a", "b", "__proto__", "constructor")),
          additionalProperties: tie("schema"),
          patternProperties: fc.dictionary(fc.constantFrom("^a", "[", "(?=a)b", ".*"), tie("schema")),
          items: tie("schema"),
          prefixItems: fc.array(tie("schema"), { maxLength: 3 }),
          minItems: number,
          maxItems: number,
          minLength: number,
          maxLength: number,
          minimum: number,
          exclusiveMaximum: number,
          multipleOf: number,
          pattern: fc.constantFrom("^(a+)+$", "[", "(?<!a)b", "a{5,2}", "\\p{Nope}", "^.{0,99999}$"),
          enum: fc.array(fc.jsonValue({ maxDepth: 1 }), { maxLength: 3 }),
          const: fc.jsonValue({ maxDepth: 2 }),
          anyOf: fc.array(tie("schema"), { maxLength: 3 }),
          oneOf: fc.array(tie("schema"), { maxLength: 2 }),
          allOf: fc.array(tie("schema"), { maxLength: 2 }),
          not: tie("schema"),
          $ref: fc.constantFrom("#", "#/$defs/a", "#/properties/a", "#/nowhere", "http://127.0.0.1/x", "#/%"),
          $defs: fc.record({ a: tie("schema") }),
          format: fc.constantFrom("date-time", "uuid", "email", "none such"),
          nonsense: fc.jsonValue({ maxDepth: 1 }),
        },
        { requiredKeys: [] },
      ),
    ),
  }));

  test("of any kind end in JSON or are refused", { timeout: 300_000 }, async () => {
    await fuzz(placed(hostile, ...schemaPlaces), (text) => void JSON.parse(text), 60);
  });

  test("that are none end in JSON, in free text or are refused", { timeout: 300_000 }, async () => {
    const places = [...schemaPlaces, (value: unknown) => ({ response_format: value })] as const;
    await fuzz(placed(fc.jsonValue({ maxDepth: 2 }), ...places), () => {});
  });
});

describe("regular expressions", () => {
  const piece = fc.constantFrom(
    ...[
      "a",
      "b+",
      "\\d",
      "[a-f]",
      "[^x]",
      ".",
      "é",
      "😀",
      "|",
      "(",
      ")",
      "(?:",
      "*",
      "+?",
      "{2,3}",
      "{9999}",
      "{",
    ],
    ...[
      "\\",
      "\\b",
      "\\1",
      "(?=a)",
      "(?<!b)",
      "^",
      "$",
      "[",
      "]",
      "[z-a]",
      "\\p{L}",
      "\\u{1F600}",
      "\\x4",
      "\n",
    ],
  );
  const patterns = fc.oneof(
    fc.array(piece, { minLength: 1, maxLength: 8 }).map((pieces) => pieces.join("")),
    fc.string({ unit: "binary", minLength: 1, maxLength: 12 }),
    fc.constantFrom(
      "(a+)+$",
      "(((((a?){20}){20}){20}){20}){20}",
      "a{0,2147483648}",
      "(".repeat(300),
      "\\d{3}-\\d{4}",
    ),
  );

  test("are matched, or refused", { timeout: 300_000 }, async () => {
    const places = [
      (regex: string) => ({ regex }),
      (regex: string) => ({ guided_regex: regex }),
      (regex: string) => ({ structured_outputs: { regex } }),
    ] as const;
    await fuzz(
      placed(patterns, ...places),
      (text, pattern) => {
        expect(regExpOf(`^(?:${pattern})$`).test(text), `${pattern}\n${text}`).toBe(true);
      },
      60,
    );
  });
});

describe("choices", () => {
  test("are made, or refused", { timeout: 300_000 }, async () => {
    const texts = fc.oneof(
      fc.string({ unit: "grapheme", maxLength: 8 }),
      fc.string({ unit: "binary", maxLength: 8 }),
      fc.constantFrom("", "\u0000", "\ud800", '"', "\\", "<|im_end|>", "yes", "yes and no", "a".repeat(300)),
    );
    const places = [
      (choice: readonly string[]) => ({ choice }),
      (choice: readonly string[]) => ({ guided_choice: choice }),
      (choice: readonly string[]) => ({ structured_outputs: { choice } }),
    ] as const;
    await fuzz(placed(fc.array(texts, { maxLength: 5 }), ...places), (text, choices) => {
      expect(choices).toContain(text);
    });
  });
});

describe("grammars", () => {
  const piece = fc.constantFrom(
    ...[
      "root ::= ",
      "root",
      "x ::= ",
      "x",
      '"a"',
      '"',
      "[a-z]",
      "[^",
      "]",
      "(",
      ")",
      "|",
      "*",
      "+",
      "?",
      "{3}",
      "{2,",
    ],
    ...["{1000000000}", "\n", "# c\n", "\\", "\\x", "[\\u00e9]", "::=", ".", "😀", " ", "<[5]>", "!<[5]>"],
  );
  const grammars = fc.oneof(
    fc.array(piece, { maxLength: 14 }).map((pieces) => pieces.join("")),
    fc.array(piece, { maxLength: 10 }).map((pieces) => `root ::= ${pieces.join(" ")}`),
    fc.string({ unit: "binary", maxLength: 30 }),
    fc.constantFrom(
      'root ::= root "a" | "a"',
      "root ::= x\nx ::= root",
      'root ::= ("a"*)*',
      `root ::= ${"(".repeat(500)}"a"${")".repeat(500)}`,
      'root ::= ((((("a"?){99}){99}){99}){99}){99}',
      "root ::= nowhere",
      'root ::= ""',
      'root ::= "yes" | "no"',
    ),
  );

  test("are followed, or refused", { timeout: 300_000 }, async () => {
    const places = [
      (grammar: string) => ({ grammar }),
      (grammar: string) => ({ guided_grammar: grammar }),
      (grammar: string) => ({ structured_outputs: { grammar } }),
    ] as const;
    await fuzz(
      placed(grammars, ...places),
      (text, grammar) => {
        if (grammar === 'root ::= "yes" | "no"') expect(["yes", "no"]).toContain(text);
      },
      60,
    );
  });

  test("are refused where two are given", async () => {
    const { status: code, text } = await chat({ regex: "a", choice: ["b"] });
    expect(code).toBe(400);
    expect(at(asObject(text), "error", "code")).toBe("invalid_request");
  });
});

describe("Ollama's form", () => {
  test("of any kind ends in JSON or is refused", { timeout: 300_000 }, async () => {
    const formats = fc.oneof(
      fc.constantFrom("json", "", null),
      fc.jsonValue({ maxDepth: 2 }),
      fc.integer({ min: 1, max: 1e6 }).map((seed) => generateSchema(seededRandom(seed)).schema),
    );
    await fc.assert(
      fc.asyncProperty(formats, async (format) => {
        const answer = await postJson(`${server.url}/api/chat`, {
          model: "shimmy-tiny",
          messages: [{ role: "user", content: "Tell me of a person." }],
          stream: false,
          format,
          options: { num_predict: 24, seed: 7 },
        });
        if (answer.error !== undefined) return;
        expect(["stop", "length"]).toContain(answer.done_reason);
        if (answer.done_reason === "stop" && format) JSON.parse(textAt(answer, "message", "content"));
      }),
      { numRuns: 25 },
    );
  });
});

/** Shimmy takes escapes of any character, as patterns outside of JSON Schema have them. */
function regExpOf(pattern: string): RegExp {
  try {
    return new RegExp(pattern, "u");
  } catch {
    return new RegExp(pattern);
  }
}
