import fc from "fast-check";
import { expect, test } from "vitest";
import { ShimmyError } from "../../core/errors.ts";
import { intersect, matches } from "./automaton.ts";
import { determinizeRegex } from "./determinize-regex.ts";
import { lengthAutomaton, lengthsOf } from "./length-automaton.ts";
import { parseRegex } from "./parse-regex.ts";
import { wordAutomaton } from "./word-automaton.ts";

const compile = (pattern: string, search = true) => determinizeRegex(parseRegex(pattern, "It"), search, "It");

const atom = fc.constantFrom(
  ...[
    "a",
    "b",
    "ab",
    ".",
    "\\d",
    "\\W",
    "[ab]",
    "[^a]",
    "[a-c0-9]",
    "\\u0061",
    "\\x62",
    "\\cJ",
    "é",
    "\\s",
    "\\.",
    "[\\]\\-b]",
    "\\p{Lu}",
  ],
);
const quantifier = fc.constantFrom("", "", "*", "+", "?", "{2}", "{1,3}", "{2,}", "*?");
const pattern = fc.letrec<{ node: string }>((tie) => ({
  node: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc
      .tuple(atom, quantifier)
      .map(([text, count]) => (count !== "" && text === "ab" ? `(?:ab)${count}` : text + count)),
    fc.array(tie("node"), { minLength: 1, maxLength: 3 }).map((parts) => parts.join("")),
    fc.tuple(tie("node"), tie("node"), quantifier).map(([a, b, count]) => `(${a}|${b})${count}`),
    tie("node").map((node) => `(?:^${node})`),
    tie("node").map((node) => `(?<n${Math.floor(Math.random() * 1e9)}>${node}$)`),
  ),
})).node;
const text = fc
  .array(fc.constantFrom(..."aabbc09A é\n😀]-."), { maxLength: 8 })
  .map((characters) => characters.join(""));

test("an automaton matches what JavaScript's own engine matches", () => {
  fc.assert(
    fc.property(pattern, fc.array(text, { minLength: 12, maxLength: 12 }), (source, texts) => {
      const searching = new RegExp(source, "u");
      const whole = new RegExp(`^(?:${source})$`, "u");
      const [search, full] = [compile(source), compile(source, false)];
      for (const sample of texts) {
        expect(matches(search, sample), `${source} in ${JSON.stringify(sample)}`).toBe(
          searching.test(sample),
        );
        expect(matches(full, sample), `${source} is ${JSON.stringify(sample)}`).toBe(whole.test(sample));
      }
    }),
    { numRuns: 150 },
  );
});

test.each([
  "^$",
  "^",
  "$",
  "a^b",
  "a$b",
  "(?:^a|b)+$",
  "$^",
  "^(a?|$)b*",
  "x*$|^y",
  "[^]",
  "\\ud83d\\ude00",
  "\\u{1f600}|\\t\\n\\v\\f\\r\\0",
  "\\/\\$\\-",
  "[\\b]",
  "\\p{Script=Greek}",
  "\\P{L}",
])("anchors and escapes: %s", (source) => {
  const automaton = compile(source);
  // outside a class, \- is an error with the flag u; many schemas have it all the same
  const expression = new RegExp(source.replace("\\-", "-"), "u");
  for (const sample of [
    "",
    "a",
    "b",
    "ab",
    "ba",
    "y",
    "x",
    "xx",
    "aab",
    "😀",
    "\0",
    "\t",
    "\b",
    "/$-",
    "λ",
    "1",
  ]) {
    expect(matches(automaton, sample), JSON.stringify(sample)).toBe(expression.test(sample));
  }
});

test.each([
  ["(", "unclosed group"],
  [")", 'unmatched ")"'],
  ["a]", 'unmatched "]"'],
  ["[a", "ends too early"],
  ["*a", "nothing to repeat"],
  ["^*", "repeats an anchor"],
  ["a{3,2}", "out of order"],
  ["a{x}", "without a number"],
  ["a{2", "unclosed quantifier"],
  ["[z-a]", "out of order"],
  ["[\\d-z]", "border is a class"],
  ["\\", "ends too early"],
  ["\\q", "unknown escape"],
  ["\\xg1", "hexadecimal"],
  ["\\u{zz}", "malformed"],
  ["\\u{110000}", "beyond the last character"],
  ["\\ud800", "half a surrogate pair"],
  ["\\ud800\\u0041", "half a surrogate pair"],
  ["\\c1", "without a letter"],
  ["\\pL", "property in braces"],
  ["\\p{Nonsense}", "unknown Unicode property"],
  ["\\p{(}", "unknown Unicode property"],
  ["\ud800", "half a surrogate pair"],
  ["(".repeat(100), "too many groups"],
  ["a".repeat(5000), "longer than"],
  ["(?:a{1000}){1000}", "more than"],
  [`(?:${"()".repeat(40)}){1000000000}`, "more than"],
])("the broken or oversized pattern %j is an invalid request", (source, problem) => {
  expect(() => compile(source)).toThrow(
    expect.objectContaining({ code: "invalid_request", param: "response_format" }),
  );
  expect(() => compile(source)).toThrow(problem);
});

test.each(["(?=a)", "(?!a)", "(?<=a)b", "(?<!a)b", "(a)\\1", "(?<n>a)\\k<n>", "\\bword", "\\Bx", "(?i:a)"])(
  "%s is not supported, and the message says what",
  (source) => {
    expect(() => compile(source)).toThrow(expect.objectContaining({ code: "unsupported_parameter" }));
  },
);

test("a pattern whose automaton grows without measure is refused in good time", () => {
  for (const source of [
    "(a|b)*a(a|b){30}",
    "[ab]*a[ab]{14}c[ab]{14}d.{200}",
    "a.{25}b|b.{25}c",
    "\\p{L}".repeat(170),
  ]) {
    expect(() => compile(source)).toThrow(ShimmyError);
  }
});

test("lengths of an automaton's texts", () => {
  expect(lengthsOf(compile("ab?c{2,4}", false))).toEqual({ shortest: 3, longest: 6 });
  expect(lengthsOf(compile("a+", false))).toEqual({ shortest: 1, longest: Number.POSITIVE_INFINITY });
  expect(lengthsOf(compile("[^\\s\\S]", false))).toBeUndefined();
  expect(lengthsOf(wordAutomaton(["", "abc", "x", "abcd"], "It"))).toEqual({ shortest: 0, longest: 4 });
});

test("an intersection accepts what both accept", () => {
  const both = intersect(compile("[aé]"), lengthAutomaton(2, 3, "It"), "It");
  expect(["ab", "xé", "😀a😀"].every((sample) => matches(both, sample))).toBe(true);
  expect(["a", "", "bb", "abcd"].some((sample) => matches(both, sample))).toBe(false);
});

test("a list of texts is accepted exactly, and bounded", () => {
  fc.assert(
    fc.property(fc.array(text, { maxLength: 12 }), text, (words, sample) => {
      const automaton = wordAutomaton(words, "It");
      for (const word of words) expect(matches(automaton, word)).toBe(true);
      expect(matches(automaton, sample)).toBe(words.includes(sample));
    }),
  );
  expect(() => wordAutomaton(Array.from({ length: 5000 }, String), "It")).toThrow("more than 4000 values");
  expect(() => wordAutomaton(["x".repeat(200_000)], "It")).toThrow("characters together");
});
