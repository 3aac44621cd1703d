import fc from "fast-check";
import { expect, test } from "vitest";
import { tensorPatternFault } from "./tensor-pattern.ts";

test.each([
  "exps",
  "\\.ffn_(up|down|gate)_(ch|)exps",
  "blk\\.(?:1[0-9]|2[0-3])\\.ffn_.*_exps\\.weight",
  "blk\\.([0-9]+)\\.ffn_.*exps",
  "^blk\\.\\d{1,2}\\.attn_[qkv]\\.weight$",
  "token_embd|output",
])("lets %s through", (pattern) => {
  expect(tensorPatternFault(pattern)).toBeUndefined();
});

test.each([
  ["", "is empty"],
  ["x".repeat(300), "more than 256 characters"],
  ["größe", "not printable ASCII"],
  ["a\nb", "not printable ASCII"],
  ["(?=a)b", "looks ahead"],
  ["(?<name>a)", "names a group"],
  ["(a)\\1", "escape other than"],
  ["\\x41", "escape other than"],
  ["[[:alpha:]]", "POSIX"],
  ["(unclosed", "no valid regular expression"],
  ["a{2", "no valid regular expression"],
  ["*a", "no valid regular expression"],
  ["(a+)+$", "repeats a group"],
  ["(a|aa)*b", "repeats a group"],
  ["((a?)b){3}", "repeats a group"],
  ["a{100}", "more than 64 times"],
  [".*.*.*.*", "too many ways"],
  [`${".?".repeat(30)}Z`, "too many ways"],
  [`${"(a|b)".repeat(30)}Z`, "too many ways"],
])("refuses %j", (pattern, reason) => {
  expect(tensorPatternFault(pattern)).toContain(reason);
});

test("what it lets through is quick on every name", () => {
  const parts = fc.constantFrom(
    "a",
    ".",
    "*",
    "+",
    "?",
    "(",
    ")",
    "|",
    "[ab]",
    "{2}",
    "{1,3}",
    "\\.",
    "b",
    "^",
  );
  fc.assert(
    fc.property(fc.array(parts, { maxLength: 24 }), (chosen) => {
      const pattern = chosen.join("");
      if (tensorPatternFault(pattern) !== undefined) return;
      // an exponential one would outlast the test's time limit
      new RegExp(pattern, "u").test("ab.a".repeat(16));
    }),
    { numRuns: 2000 },
  );
});
