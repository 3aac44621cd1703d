import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { UsageError } from "../usage-error.ts";
import { isGoTemplate } from "./go-template.ts";
import { parseModelfile } from "./parse-modelfile.ts";

describe("parseModelfile", () => {
  it("reads every instruction, in any case, between comments and empty lines", () => {
    const source = [
      "# Mario",
      "from llama3:8b",
      "",
      "PARAMETER temperature 0.5",
      "PARAMETER top_k 20",
      'PARAMETER stop "User:"',
      "PARAMETER stop <|end|>",
      "PARAMETER ignore_eos false",
      'SYSTEM """',
      "You are Mario.",
      '  "It\'s-a me!"',
      '"""',
      "TEMPLATE chatml",
      "MESSAGE user Hello",
      'MESSAGE assistant """Mamma',
      'mia!"""',
      'LICENSE "MIT"',
      "LICENSE Apache 2.0",
      "PARAMETER num_ctx 4096",
      'PARAMETER logit_bias {"5":-1}',
      "PARAMETER samplers top_k",
      "ADAPTER ./my style.gguf",
      "ADAPTER style.gguf -0.5",
    ].join("\r\n");
    expect(parseModelfile(source)).toEqual({
      from: "llama3:8b",
      system: '\nYou are Mario.\n  "It\'s-a me!"\n',
      template: "chatml",
      parameters: {
        temperature: 0.5,
        top_k: 20,
        stop: ["User:", "<|end|>"],
        ignore_eos: false,
        num_ctx: 4096,
        logit_bias: { 5: -1 },
        samplers: ["top_k"],
      },
      messages: [
        { role: "user", content: "Hello" },
        { role: "assistant", content: "Mamma\nmia!" },
      ],
      license: ["MIT", "Apache 2.0"],
      adapters: [{ source: "./my style.gguf" }, { source: "style.gguf", scale: -0.5 }],
    });
  });

  it("takes what is said twice as it was said last", () => {
    const source = "FROM a\nSYSTEM one\nSYSTEM two\nPARAMETER seed 1\nPARAMETER seed 2";
    expect(parseModelfile(source)).toEqual({ from: "a", system: "two", parameters: { seed: 2 } });
  });

  it.each([
    ["", "The Modelfile has no FROM"],
    ["FROM", "Line 1 of the Modelfile: FROM needs a value."],
    ["FROM a\nFROM b", "Line 2 of the Modelfile: FROM is there already"],
    ["FROM a\n\n: what", 'Line 3 of the Modelfile: ": what" is no instruction.'],
    ["FORM a", "there is no instruction FORM. Did you mean FROM?"],
    ["FROM a\nXYZZY b", "There are FROM, SYSTEM, TEMPLATE, PARAMETER, ADAPTER, LICENSE, MESSAGE."],
    ["FROM a\nADAPTER", "ADAPTER needs a value."],
    ["FROM a\nMESSAGE robot Hello", "MESSAGE needs a role of system, user, assistant first."],
    ["FROM a\nPARAMETER temperature", "PARAMETER needs a value."],
    ['FROM a\nSYSTEM """You', 'the """ is never closed.'],
    ['FROM a\nSYSTEM """You""" are', 'there is text behind the closing """.'],
    [
      "FROM a\nTEMPLATE {{ range .Messages }}x{{ end }}",
      "Line 2 of the Modelfile: TEMPLATE is a Go template that does more than show .System",
    ],
  ])("refuses %j, and says where and why", (source, message) => {
    expect(() => parseModelfile(source)).toThrow(UsageError);
    expect(() => parseModelfile(source)).toThrow(message);
  });

  it("gives back any text between fences", () => {
    const text = fc
      .oneof(
        fc.string(),
        fc.string().map((value) => `"${value}"\n"`),
      )
      .filter((value) => !/"""|\r/.test(value) && value !== "");
    fc.assert(
      fc.property(text, (system) => {
        expect(parseModelfile(`FROM a\nSYSTEM """${system}"""`).system).toBe(system);
      }),
    );
  });

  it("throws nothing but usage errors", () => {
    const word = fc.constantFrom(
      "FROM",
      "SYSTEM",
      "PARAMETER",
      "MESSAGE",
      "a",
      '"""',
      '"',
      "\n",
      " ",
      "{{",
      "#",
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(word, fc.string())), (parts) => {
        try {
          expect(typeof parseModelfile(parts.join("")).from).toBe("string");
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(UsageError);
        }
      }),
    );
  });
});

describe("isGoTemplate", () => {
  it.each(["{{ .System }}", "{{- range .Messages }}", "{{if .Tools}}x{{end}}", "{{ $i }}", "{{/* note */}}"])(
    "knows %j for one",
    (template) => expect(isGoTemplate(template)).toBe(true),
  );

  it.each([
    "chatml",
    "{{ messages[0].content }}",
    "{%- if messages -%}{{- bos_token -}}{%- endif -%}",
    "{{ endless }}",
    "{# .x #}",
  ])("knows %j for none", (template) => expect(isGoTemplate(template)).toBe(false));
});
