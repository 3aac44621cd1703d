import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { splitWords } from "./split-words.ts";

describe("splitWords", () => {
  it.each([
    ["shimmy ", ["shimmy", ""]],
    ["shimmy li", ["shimmy", "li"]],
    ["  shimmy   list  --js", ["shimmy", "list", "--js"]],
    [
      'shimmy generate "my model" --prompt \'it "is"\' ',
      ["shimmy", "generate", "my model", "--prompt", 'it "is"', ""],
    ],
    ['shimmy generate "my mo', ["shimmy", "generate", "my mo"]],
    ["shimmy generate my\\ mo", ["shimmy", "generate", "my mo"]],
    ["shimmy generate '' x", ["shimmy", "generate", "", "x"]],
    ["shimmy generate a\\", ["shimmy", "generate", "a\\"]],
    ["", [""]],
  ])("splits %j", (line, words) => {
    expect(splitWords(line)).toEqual(words);
  });

  it("gives back words that are quoted", () => {
    const word = fc.string().filter((text) => !text.includes("'"));
    fc.assert(
      fc.property(fc.array(word, { minLength: 1 }), (words) => {
        expect(splitWords(words.map((text) => `'${text}'`).join(" "))).toEqual(words);
      }),
    );
  });
});
