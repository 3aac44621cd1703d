import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import type { OutputFormat } from "../../src/core/output-format.ts";
import { loadLibrary } from "../../src/engine/llama/library.ts";
import { LlamaModel } from "../../src/engine/llama/model.ts";
import { checkGbnf } from "../../src/grammar/check-gbnf.ts";
import { compileOutputFormat } from "../../src/grammar/compile-output-format.ts";
import { GbnfMatcher } from "../helpers/gbnf-matcher.ts";
import { generateSchema, seededRandom } from "../helpers/generated-schema.ts";
import { NativeGrammar } from "../helpers/native-grammar.ts";
import { silenceNativeLog } from "../helpers/silence-native-log.ts";

let model: LlamaModel;
let native: NativeGrammar;

beforeAll(() => {
  silenceNativeLog();
  model = LlamaModel.load(loadLibrary("cpu"), { path: inject("tinyModelPath"), device: "cpu" });
  native = new NativeGrammar(model);
});

afterAll(() => model.free());

/** Whether our check lets a grammar pass. */
function passes(grammar: string): boolean {
  try {
    checkGbnf(grammar);
    return true;
  } catch {
    return false;
  }
}

describe("llama.cpp's own grammar parser", () => {
  test("reads every compiled schema", () => {
    for (let seed = 1; seed <= 80; seed++) {
      const { schema } = generateSchema(seededRandom(seed));
      const grammar = compileOutputFormat({ kind: "json-schema", schema });
      expect(native.parses(grammar), grammar).toBe(true);
    }
  });

  test.each<OutputFormat>([
    { kind: "json-object" },
    { kind: "regex", pattern: "(?:\\d{3}-){2}\\d{4}|[^\\n]+!|" },
    { kind: "regex", pattern: '[\\]\\[^\\-"\\\\ 😀]{3,40}' },
    { kind: "choice", choices: ["yes", "no", "", 'a "quoted" one', "emoji 😀 \\ \n end"] },
    { kind: "json-schema", schema: { type: "string", minLength: 700, maxLength: 100_000 } },
    {
      kind: "json-schema",
      schema: { type: "array", items: { type: "integer" }, minItems: 300, maxItems: 5000 },
    },
    { kind: "json-schema", schema: { type: "number", exclusiveMinimum: -0.5, maximum: 1e6 } },
    { kind: "json-schema", schema: { type: "string", format: "email" } },
  ])("reads %j", (format) => {
    const grammar = compileOutputFormat(format);
    expect(native.parses(grammar), grammar).toBe(true);
  });

  test("agrees with ours on what is no grammar", () => {
    const sound = [
      'root ::= "a" | ""',
      "root ::= [a-] | [^\\]x] .",
      'root ::= ("a" | b)+\nb ::= "c"{2,3} # end',
      'root ::=\n "a" |\n "b"',
      'root ::= a-1\na-1 ::= "\\x41\\u00e9\\U0001F600\\t"',
    ];
    for (const grammar of sound) {
      expect(native.parses(grammar), grammar).toBe(true);
      expect(passes(grammar), grammar).toBe(true);
    }
    const broken = [
      "root",
      "root ::= (",
      'root ::= "a',
      'root ::= "\\q"',
      "root ::= [a",
      "root ::= x",
      "root ::= root",
      'root ::= "a"{2',
      'root ::= "a"{5000}',
      'root ::= ("a" "b"){100}{100}',
      "other ::= [a]",
      'root ::= "a"\n| "b"',
      "root ::= *",
      'root ::= a "x"\na ::= root | "y"',
    ];
    for (const grammar of broken) {
      expect(native.parses(grammar), grammar).toBe(false);
      expect(passes(grammar), grammar).toBe(false);
    }
  });

  test("follows a grammar as our matcher does", () => {
    for (let seed = 1; seed <= 25; seed++) {
      const random = seededRandom(seed);
      const { schema } = generateSchema(random);
      const grammar = compileOutputFormat({ kind: "json-schema", schema });
      const text = native.randomText(grammar, random, 400);
      if (text !== undefined)
        expect(new GbnfMatcher(grammar).accepts(text), `${grammar}\n${text}`).toBe(true);
    }
  });
});
