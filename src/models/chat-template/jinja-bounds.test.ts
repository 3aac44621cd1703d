import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { failureOf, runTemplate, textOf } from "../../../test/helpers/run-template.ts";
import { ShimmyError } from "../../core/errors.ts";
import { JinjaProgram } from "./jinja-program.ts";

describe("bounds", () => {
  test("CVE-2024-34359: a template reaches nothing of the process", () => {
    const probes = [
      "{{ ''.constructor }}",
      "{{ ''['constructor'] }}",
      "{{ ''.constructor.constructor('return process')() }}",
      "{{ messages.__proto__ }}",
      "{{ messages.constructor }}",
      "{{ messages[0].__proto__.polluted }}",
      "{{ ''.__class__.__mro__[1].__subclasses__() }}",
      "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
      "{{ self.__init__.__globals__.__builtins__ }}",
      "{{ range.constructor('return process')() }}",
      "{{ raise_exception.__globals__ }}",
      "{{ strftime_now.call }}{{ strftime_now.constructor }}",
      "{{ namespace.__init__ }}",
      "{{ process }}{{ globalThis }}{{ require }}{{ task }}{{ this }}",
      "{% set ns = namespace() %}{% set ns.__proto__ = {'polluted': true} %}{{ ns.polluted }}",
      "{% set x = {'__proto__': {'polluted': true}} %}{{ x.polluted }}",
      "{{ [].map }}{{ ''.at }}{{ messages | attr('constructor') }}",
    ];
    for (const probe of probes) {
      const outcome = runTemplate(probe, { messages: [{ role: "user", content: "x" }] });
      expect(outcome.kind === "text" ? outcome.text : outcome.kind).toMatch(/^(True|refused)?$/);
    }
    expect(Reflect.get({}, "polluted")).toBeUndefined();
  });

  test("a method cannot be carried off to be called without bounds", () => {
    expect(failureOf("{% set f = 'a'.replace %}{{ f('a', 'b') }}")).toContain(
      "must be called where it is named",
    );
  });

  test.each<[string, string]>([
    ["a huge range", "{{ range(100000000) }}"],
    [
      "doubling",
      "{% set n = namespace(s='ab') %}{% for i in range(60) %}{% set n.s = n.s ~ n.s %}{% endfor %}{{ n.s }}",
    ],
    [
      "doubling with plus",
      "{% set n = namespace(s='ab') %}{% for i in range(60) %}{% set n.s = n.s + n.s %}{% endfor %}",
    ],
    [
      "doubling lists",
      "{% set n = namespace(s=[1]) %}{% for i in range(60) %}{% set n.s = n.s + n.s %}{% endfor %}",
    ],
    [
      "pairs of pairs",
      "{% set n = namespace(s='x') %}{% for i in range(40) %}{% set n.s = [n.s, n.s] %}{% endfor %}{{ n.s | tojson }}",
    ],
    ["a namespace in itself", "{% set n = namespace() %}{% set n.a = n %}{{ n | tojson }}"],
    ["a list in itself", "{% set l = [] %}{% set _ = l.append(l) %}{{ l }}"],
    ["replace", "{% set s = range(90000) | join %}{{ s.replace('', s) }}"],
    ["join", "{% set s = range(50000) | join %}{{ range(50000) | join(s) }}"],
    ["split", "{{ (range(50000) | join(' ') ~ ' ' ~ range(60000) | join(' ')).split(' ') | length }}"],
    [
      "split at white space",
      "{{ (range(50000) | join(' ') ~ ' ' ~ range(60000) | join(' ')).split() | length }}",
    ],
    ["characters", "{{ range(50000) | join | list | length }}"],
    ["indent", "{{ 'a\\nb' | indent(500000000) }}"],
    ["indent by text", "{% set s = range(50000) | join %}{{ range(50000) | join('\\n') | indent(s) }}"],
    ["indentation of JSON", "{{ [1] | tojson(indent=500000000) }}"],
    [
      "deep nesting",
      "{% set n = namespace(s=[]) %}{% for i in range(60000) %}{% set n.s = [n.s] %}{% endfor %}{{ n.s }}",
    ],
    ["repetition", "{{ 'ab' * 100000000 }}"],
    ["many lines", "{{ range(60000) | join('\\n\\n') | indent }}"],
    ["format", "{% set s = range(60000) | join %}{{ '{0}{0}{0}{0}{0}{0}'.format(s) }}"],
    [
      "work without output",
      "{% set s = range(90000) | join %}{% for i in range(90000) %}{% set x = s | upper %}{% endfor %}",
    ],
  ])("%s ends by a cap", (_name, source) => {
    const message = failureOf(source, { messages: [{ role: "user", content: "x".repeat(1000) }] });
    expect(message).toMatch(/^limit: /);
    expect(message).not.toContain("was stopped");
  });

  test.each<[string, string]>([
    [
      "nested loops",
      "{% for i in range(100000) %}{% for j in range(100000) %}{{ i }}{% endfor %}{% endfor %}",
    ],
    [
      "branching macros",
      "{% macro f(n) %}{% if n %}{{ f(n - 1) }}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(60) }}",
    ],
  ])("%s are stopped by the clock", (_name, source) => {
    const outcome = new JinjaProgram(source, { timeoutMs: 200 }).render({});
    expect(outcome).toMatchObject({ kind: "limit", error: { code: "template_failed" } });
  });

  test("recursion without end is a failure of the template", () => {
    expect(failureOf("{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}")).toContain(
      "The model's chat template",
    );
  });

  test("a regular expression of the reader that runs away is stopped", () => {
    expect(() => new JinjaProgram(" ".repeat(250_000), { timeoutMs: 100 })).toThrow(
      /cannot be read: it ran for more than 100 ms/,
    );
  });

  test("a long conversation has room in proportion", () => {
    const messages = Array.from({ length: 50 }, () => ({ role: "user", content: "word ".repeat(20_000) }));
    const all = textOf("{% for m in messages %}{{ m.content | trim }}{% endfor %}", { messages });
    expect(all).toHaveLength(50 * 99_999);
  });
});

test("any text at all is rendered or is template_failed", () => {
  const piece = fc.oneof(
    fc.constantFrom(
      "{{",
      "}}",
      "{%",
      "%}",
      "{#",
      "#}",
      " if ",
      " for x in ",
      "messages",
      "endif",
      "endfor",
      " else ",
      "|",
      "(",
      ")",
    ),
    fc.constantFrom(
      "'",
      "[",
      "]",
      "{",
      "}",
      ".",
      "content",
      "range",
      "join",
      "~",
      "+",
      "-",
      " is ",
      "not ",
      " set x = ",
      "macro f(",
      "1",
    ),
    fc.string({ maxLength: 6 }),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 25 }), (pieces) => {
      try {
        const outcome = new JinjaProgram(pieces.join("")).render({
          messages: [{ role: "user", content: "x" }],
        });
        if (outcome.kind !== "text") expect(outcome.error.code).toBe("template_failed");
        else expect(typeof outcome.text).toBe("string");
      } catch (error) {
        expect(error).toBeInstanceOf(ShimmyError);
        expect(error).toHaveProperty("code", "template_failed");
      }
    }),
    { numRuns: 1000 },
  );
});
