import { describe, expect, test } from "vitest";
import { failureOf, textOf } from "../../../test/helpers/run-template.ts";
import { ShimmyError } from "../../core/errors.ts";
import { JinjaProgram } from "./jinja-program.ts";

function syntaxError(source: string): string {
  try {
    new JinjaProgram(source);
  } catch (error) {
    if (error instanceof ShimmyError && error.code === "template_failed") return error.message;
    throw error;
  }
  throw new Error("it was read");
}

describe("what real templates use", () => {
  const tools = [{ name: "get", n: 2 }, { name: "put" }];
  test.each<[string, string]>([
    ["{{ 'a,b,c'.split(',') | join('-') }}", "a-b-c"],
    ["{{ 'a,b,c'.split(',', 1)[1] }}", "b,c"],
    ["{{ ' a  b c '.split() | length }}{{ ''.split() | length }}", "30"],
    ["{{ ' a  b c '.split(none, 1)[1] }}", "b c "],
    ["{{ 'x</think>\\n\\n y'.split('</think>')[-1].lstrip('\\n') }}", " y"],
    ["{{ '##a##'.strip('#') }}{{ ' b '.strip() }}{{ '..c.'.rstrip('.') }}", "ab..c"],
    ["{{ ' a'.lstrip() + '|' + 'b '.rstrip() }}", "a|b"],
    ["{{ 'aaa'.replace('a', 'b', 2) }}{{ 'aXa' | replace('X', '-') }}", "bbaa-a"],
    ["{{ 'abc'.replace('', '-') }}{{ ''.replace('', '-') }}", "-a-b-c--"],
    ["{{ ', '.join(['x', 'y']) }}{{ '.'.join('ab') }}", "x, ya.b"],
    ["{{ '<{}:{}>'.format('a', 1) }}{{ '{1}{0}{n}{{}}'.format('a', 'b', n='c') }}", "<a:1>bac{}"],
    ["{{ '{}'.format([1]) }}", "[1]"],
    ["{{ 'abc'.removeprefix('a').removesuffix('c') }}{{ 'b'.removeprefix('x').removesuffix('') }}", "bb"],
    ["{{ 'abc'['upper']() }}{{ 'x'.startswith('x') }}", "ABCTrue"],
    [
      "{% set l = [] %}{% set _ = l.append('x') %}{% set _ = l.append('y') %}{{ l | join }}{{ l.pop(0) }}{{ l.pop() }}{{ l | length }}",
      "xyxy0",
    ],
    ["{{ tools | map(attribute='name') | join(', ') }}", "get, put"],
    ["{{ tools | join('/', attribute='name') }}{{ tools | join('/', attribute='n') }}", "get/put2/"],
    ["{{ ['a', 'b'] | reject('equalto', 'a') | join }}{{ ['', 'b'] | select | join }}", "bb"],
    ["{{ [[], [1], {}, {'a': 1}] | select | list | length }}", "2"],
    [
      "{{ [' a ', 'b'] | map('trim') | map('upper') | join }}{{ ['Q'] | map('lower') | map('string') | first }}",
      "ABq",
    ],
    ["{{ [3, 1, 2] | min }}{{ [3, 1, 2] | max }}{{ ['b', 'a'] | min }}{{ [] | max }}", "13a"],
    [
      "{{ 'abc' | first }}{{ 'abc' | last }}{{ 'ab' | list | join('.') }}{{ {'k': 1} | list | first }}",
      "aca.bk",
    ],
    ["{{ [1, 2] | first }}{{ [1, 2] | last }}{{ [1, 2] | list | count }}{{ [] | first }}", "122"],
    ["{{ '{\"a\": [1]}' | from_json | tojson }}", '{"a": [1]}'],
    ["{{ {'a': 1} | string }}{{ {'a': 1} | tojson(indent=2) }}", "{'a': 1}{\n  \"a\": 1\n}"],
    ["{{ 'a\\nb\\n\\nc' | indent }}", "a\n    b\n\n    c"],
    ["{{ 'a\\n\\nb' | indent(2, true, blank=true) }}{{ 'a\\nb' | indent('> ') }}", "  a\n  \n  ba\n> b"],
    [
      "{{ missing | default('d') }}{{ missing | d }}{{ '' | default('e', true) }}{{ none | default('x', boolean=true) }}",
      "dex",
    ],
    ["{% filter upper %}ab{% endfilter %}{% filter replace('a', 'b') %}a{% endfilter %}", "ABb"],
    ["{{ missing | length }}{{ none | join(',') }}{{ missing | trim }}{{ none | upper }}", "0"],
    ["{% for x in missing %}x{% endfor %}{% for x in none %}x{% endfor %}", ""],
    ["{% for c in 'ab' %}<{{ c }}>{% endfor %}{% for k in {'a': 1} %}{{ k }}{% endfor %}", "<a><b>a"],
    [
      "{% for x in [1, 2, 3] if x > 1 %}{{ x }}{% endfor %}{% for x in [1] if false %}{% else %}none{% endfor %}",
      "23none",
    ],
    ["{% for a, b in [(1, 2), (3, 4)] %}{{ a + b }}{% endfor %}", "37"],
    ["{{ 'a' ~ 1 ~ missing ~ none }}", "a1None"],
    ["{{ 1.5 is float }}{{ 1 is float }}{{ 1 is not float }}", "TrueFalseTrue"],
    [
      "{{ range(3) | join }}{{ range(1, 3) | join }}{{ range(4, 0, -2) | join }}{{ range(0) | join }}",
      "0121242",
    ],
    [
      "{% for k, v in {2: 'b', 10: 'c', 1: 'a'} | dictsort %}{{ k + 1 }}{{ v }}{% endfor %}{{ {16: 'x'}[16] }}{{ {1: 'x'}[2] }}",
      "2a3b11cx",
    ],
    [
      "{% for k, v in {'b': 1, 'a': 2} | dictsort %}{{ k }}{{ v }}{% endfor %}{{ ({1: 'a', 2: 'b'} | dictsort(reverse=true))[0][1] }}",
      "a2b1b",
    ],
    [
      "{% for k, v in {'b': 1}.items() %}{{ k }}{{ v }}{% endfor %}{% for k, v in {3: 1} | items %}{{ k - v }}{% endfor %}",
      "b12",
    ],
    ["{{ {'items': 1}['items'] }}{{ 'abc'[1] }}{{ 'abc'[1:] }}{{ [1, 2][-1] }}", "1bbc2"],
    [
      "{% set ns = namespace(n=0) %}{% for i in range(3) %}{% set ns.n = ns.n + i %}{% endfor %}{{ ns.n }}",
      "3",
    ],
    ["{% macro f(a, b='x') %}{{ a }}{{ b }}{% endmacro %}{{ f(1) }}{{ f(*[2], b='y') }}", "1x2y"],
    ["{% macro box() %}[{{ caller() }}]{% endmacro %}{% call box() %}in{% endcall %}", "[in]"],
    ["{{ '-'.join(*[['p', 'q']]) }}", "p-q"],
    [
      "{% for i in range(5) %}{% if i == 1 %}{% continue %}{% endif %}{% if i == 3 %}{% break %}{% endif %}{{ i }}{% endfor %}",
      "02",
    ],
    ["{{ True and not False and None is none }}", "True"],
  ])("%s", (source, expected) => {
    expect(textOf(source, { tools })).toBe(expected);
  });

  test("English month names in strftime_now", () => {
    const program = new JinjaProgram("{{ strftime_now('%d %B') }}", { now: () => new Date(2024, 2, 1) });
    expect(program.render({})).toEqual({ kind: "text", text: "01 March" });
  });
});

describe("what goes wrong is told", () => {
  test.each<[string, string]>([
    [
      "{{ 'x'.nothing() }}",
      'refused: The model\'s chat template failed (line 1): there is no method "nothing" of a StringValue.',
    ],
    ["{{ nothing() }}", 'there is no function "nothing"'],
    ["{{ (1)() }}", "there is no function"],
    ["{{ 'x' | nothing }}", "nothing"],
    ["{{ 'x'.split('') }}", "separator"],
    ["{{ 'x'.split(1) }}", "separator"],
    ["{{ 'x'.replace('x') }}", "the argument new must be a text"],
    ["{{ 'x'.replace('x', 'y', 'z') }}", "the argument count must be a whole number"],
    ["{{ 'x' | join(1) }}", "must be a text"],
    ["{{ 1 | join('x') }}", "join needs a list"],
    ["{{ '{}'.format() }}", "no value for the field"],
    ["{{ '{:>4}'.format(1) }}", "does not know the field"],
    ["{{ [].pop() }}", "pop from a place"],
    ["{{ 1 | list }}", "has no items"],
    ["{{ [1, 'a'] | max }}", "cannot be compared"],
    ["{{ ['a'] | map('reverse') }}", 'map does not know the filter "reverse"'],
    ["{{ ['a'] | select('nothing') }}", 'there is no test "nothing"'],
    ["{{ range('a') }}", "whole numbers"],
    ["{{ range(1, 2, 0) }}", "other than 0"],
    ["{% break %}", "break or continue"],
    ["{{ raise_exception('') }}", "refused the conversation (line 1): "],
    ["{{ '{' | from_json }}", "failed"],
    ["{{ 'a' + ['b'] }}", "a text and a list or mapping cannot be added"],
    ["{{ 'a' + none }}", "null"],
    ["{{ 'a' in none }}", "null"],
    ["{{ 'a' * 1.5 }}", "Unknown operator"],
    ["{{ tools | selectattr('n', 'nothing') }}", 'there is no test "nothing"'],
  ])("%s", (source, expected) => {
    expect(failureOf(source)).toContain(expected);
  });

  test("the template's words come with their line, on one line and cut short", () => {
    expect(failureOf("a\nb{{ raise_exception('roles must alternate') }}")).toBe(
      "refused: The model's chat template refused the conversation (line 2): roles must alternate",
    );
    expect(failureOf("{{ raise_exception('a\\n' + 'b'.join('xyz')) }}")).toContain(
      "conversation (line 1): a xbybz",
    );
    expect(
      failureOf(
        "{% for i in range(100) %}{% set x = '1234567890' %}{% endfor %}{{ raise_exception('0123456789'.join('abcdefghijabcdefghijabcdefghijabcdefghijabcdefghij')) }}",
      ),
    ).toMatch(/.{400}…$/);
  });

  test.each<[string, string]>([
    ["a\n{% if x %}\nb\n", "line 3): it ends before"],
    ["{{ 'x' }}\n{% frobnicate %}\n", "line 2): Unknown statement type: frobnicate"],
    ["{{ 1 }}\n\n{{ 'a\\'b' @ }}\n{{ 2 }}", "line 3): Unexpected character: @"],
    ["{{ 'open }}", "line 1): Unexpected end of input"],
    ["x\n{# open", "line 2): Missing end of comment tag"],
    [
      "{% for x in [1] %}\n{{ x y }}\n{% endfor %}",
      "line 2): Parser Error: Expected closing expression token",
    ],
    ["{{ end @ }}", "line 1): Unexpected character: @"],
  ])("a syntax error tells its line: %s", (source, expected) => {
    expect(syntaxError(source)).toContain(expected);
  });

  test.each<[string, string]>([
    ["{% if a %}\n{% elif b %}\n{% else %}\n{{ 'x'.nothing() }}\n{% endif %}", "line 4)"],
    ["{% for x in [1] %}\n  {% if x %}\n\n text {{ x }}{{ x.y.z() }}{% endif %}\n{% endfor %}", "line 4)"],
    ["{% macro f(x) %}\n{{ x + [1] }}\n{% endmacro %}\n\n{{ f('a') }}", "line 2)"],
    ["{# a\ncomment #}\n{% set x %}\n{{ 1 | join }}{% endset %}", "line 4)"],
    [
      "{{ 'two\\nlines' }}\n{% for x in [1] %}{% break %}{% endfor %}\n{{ raise_exception('no') }}",
      "line 3)",
    ],
    ["a\nb {{ raise_exception('no') if x else raise_exception('no') }}", "line 2)"],
    ["\n\n{{ range(1000000) }}", "out of bounds (line 3)"],
  ])("what fails while it runs tells its line: %s", (source, expected) => {
    expect(failureOf(source)).toContain(expected);
  });

  test("a source that nests too deeply is no crash", () => {
    expect(syntaxError(`{{ ${"(".repeat(100_000)} }}`)).toContain("nests too deeply");
  });

  test("a source beyond the cap is not read", () => {
    expect(syntaxError("x".repeat(300_000))).toContain("300000 characters");
  });
});
