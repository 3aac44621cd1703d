import { expect, test } from "vitest";
import { GbnfMatcher } from "../../test/helpers/gbnf-matcher.ts";
import type { OutputFormat } from "../core/output-format.ts";
import { compileOutputFormat } from "./compile-output-format.ts";

const accepts = (format: OutputFormat, text: string): boolean =>
  new GbnfMatcher(compileOutputFormat(format)).accepts(text);

test("a regular expression must match the whole text", () => {
  const format: OutputFormat = { kind: "regex", pattern: "^(yes|no), \\d{1,3}$|maybe\\n?" };
  for (const text of ["yes, 1", "no, 123", "maybe", "maybe\n"])
    expect(accepts(format, text), text).toBe(true);
  for (const text of ["yes", "yes, 1234", "oh maybe", ""]) expect(accepts(format, text), text).toBe(false);
});

test("a choice is one of its texts, also where one begins another", () => {
  const format: OutputFormat = { kind: "choice", choices: ["red", "green", "redder", 'say "hi"\\', "😀"] };
  for (const text of ["red", "redder", "green", 'say "hi"\\', "😀"])
    expect(accepts(format, text), text).toBe(true);
  for (const text of ["", "re", "redd", "redgreen"]) expect(accepts(format, text), text).toBe(false);
});

test("a grammar is handed on as it is once it has been checked", () => {
  const grammar = 'root ::= "a"+';
  expect(compileOutputFormat({ kind: "gbnf", grammar })).toBe(grammar);
  expect(() => compileOutputFormat({ kind: "gbnf", grammar: "root ::=" + " x" })).toThrow("not defined");
});

test.each<[string, OutputFormat, string]>([
  ["an empty choice", { kind: "choice", choices: [] }, "at least one text"],
  ["half a surrogate pair", { kind: "choice", choices: ["ok", "\ud800"] }, "entry (2)"],
  ["NUL", { kind: "choice", choices: ["\0"] }, "entry (1)"],
  ["a pattern that matches nothing", { kind: "regex", pattern: "[^\\s\\S]" }, "matches no text"],
  ["a broken pattern", { kind: "regex", pattern: "(" }, "The regular expression is no valid"],
])("%s is an invalid request", (_, format, problem) => {
  expect(() => compileOutputFormat(format)).toThrow(
    expect.objectContaining({ code: "invalid_request", param: "response_format" }),
  );
  expect(() => compileOutputFormat(format)).toThrow(problem);
});
