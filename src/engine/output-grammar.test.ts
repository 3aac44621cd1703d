import { expect, test } from "vitest";
import { outputGrammar } from "./output-grammar.ts";

test("gives the same grammar for the same format, however many others came between", () => {
  const format = { kind: "choice", choices: ["yes", "no"] } as const;
  const grammar = outputGrammar(format);
  for (let other = 0; other < 100; other++) outputGrammar({ kind: "choice", choices: [`option ${other}`] });
  expect(outputGrammar({ ...format })).toBe(grammar);
  expect(grammar).toContain("root");
});

test("refuses what cannot be enforced, naming the place, each time anew", () => {
  const format = { kind: "json-schema", schema: { type: "array", uniqueItems: true } } as const;
  for (let time = 0; time < 2; time++) {
    expect(() => outputGrammar(format)).toThrow(
      expect.objectContaining({
        code: "unsupported_parameter",
        message: expect.stringContaining("uniqueItems"),
      }),
    );
  }
});
