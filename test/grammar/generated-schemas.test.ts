import { Ajv2020 } from "ajv/dist/2020.js";
import * as ajvFormats from "ajv-formats";
import { describe, expect, test } from "vitest";
import { compileOutputFormat } from "../../src/grammar/compile-output-format.ts";
import { GbnfMatcher } from "../helpers/gbnf-matcher.ts";
import { generateSchema, seededRandom } from "../helpers/generated-schema.ts";

const SCHEMAS_PER_TEST = 120;
const TEXTS = 5;

function validator(schema: boolean | object): (value: unknown) => boolean {
  // strict: false, because annotations and unknown formats are allowed; exact decimals as we have them
  const ajv = new Ajv2020({ strict: false, multipleOfPrecision: 9, unicodeRegExp: true });
  ajvFormats.default.default(ajv);
  return ajv.compile(schema);
}

describe("grammars of generated schemas", () => {
  test.each([1, 2, 3, 4, 5])(
    "a valid value is accepted, and every text of the grammar is valid (%d)",
    (part) => {
      for (let seed = (part - 1) * SCHEMAS_PER_TEST + 1; seed <= part * SCHEMAS_PER_TEST; seed++) {
        const random = seededRandom(seed);
        const { schema, value } = generateSchema(random);
        const context = `seed ${seed}, schema ${JSON.stringify(schema)}`;
        const isValid = validator(schema);
        expect(
          isValid(value),
          `${context}: the generator made an invalid value ${JSON.stringify(value)}`,
        ).toBe(true);
        const matcher = new GbnfMatcher(compileOutputFormat({ kind: "json-schema", schema }));
        expect(matcher.accepts(JSON.stringify(value)), `${context}: refuses ${JSON.stringify(value)}`).toBe(
          true,
        );
        for (let count = 0; count < TEXTS; count++) {
          const text = matcher.randomText(random, 120);
          expect(matcher.accepts(text), `${context}: ${text}`).toBe(true);
          expect(isValid(JSON.parse(text)), `${context}: writes ${text}`).toBe(true);
        }
      }
    },
  );

  test.each([
    "date",
    "time",
    "date-time",
    "duration",
    "email",
    "hostname",
    "ipv4",
    "ipv6",
    "uri",
    "uri-reference",
    "uuid",
    "json-pointer",
    "relative-json-pointer",
    "uri-template",
  ])("what is written for the format %s is valid", (format) => {
    const schema = { type: "string", format };
    const isValid = validator(schema);
    const matcher = new GbnfMatcher(compileOutputFormat({ kind: "json-schema", schema }));
    const random = seededRandom(1);
    for (let count = 0; count < 100; count++) {
      const text = matcher.randomText(random, 80);
      expect(isValid(JSON.parse(text)), text).toBe(true);
    }
  });

  test("every JSON object is a text of json-object, compact or indented", () => {
    const matcher = new GbnfMatcher(compileOutputFormat({ kind: "json-object" }));
    for (let seed = 1; seed <= 60; seed++) {
      const object = { value: generateSchema(seededRandom(seed)).value };
      expect(matcher.accepts(JSON.stringify(object))).toBe(true);
      expect(matcher.accepts(JSON.stringify(object, null, 2)), JSON.stringify(object, null, 2)).toBe(true);
      expect(matcher.accepts(JSON.stringify(object, null, "\t"))).toBe(true);
    }
    for (const text of [
      "",
      "[]",
      "1",
      "{",
      '{"a"}',
      '{"a":1,}',
      '{"a" :1}',
      '{"a":  1}',
      "{} ",
      '{"a":"\n"}',
      '{"a":"\\ud800"}',
      '{"a":01}',
    ]) {
      expect(matcher.accepts(text), text).toBe(false);
    }
  });
});
