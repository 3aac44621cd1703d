import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { quoteForBash, readTypedLine } from "./split-words.ts";

describe("readTypedLine", () => {
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
    expect(readTypedLine(line).words).toEqual(words);
  });

  it.each([
    ["a b:c", "b:", ""],
    ["a b:c:d=e", "b:c:d=", ""],
    ["a b\\:c", "", ""],
    ["a 'b:c", "", "'"],
    ['a x:"b:c', "x:", '"'],
    ["a 'b'c", "b", ""],
    ["a:b c", "", ""],
  ])("tells what of the last word of %j stays as it is", (line, kept, quote) => {
    expect(readTypedLine(line, ":=")).toMatchObject({ kept, quote });
  });

  it("gives back words that are quoted", () => {
    const word = fc.string().filter((text) => !text.includes("'"));
    fc.assert(
      fc.property(fc.array(word, { minLength: 1 }), (words) => {
        expect(readTypedLine(words.map((text) => `'${text}'`).join(" ")).words).toEqual(words);
      }),
    );
  });
});

describe("quoteForBash", () => {
  it("gives a text that is read as itself, whatever quote is open", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.constantFrom("" as const, "'" as const), (text, quote) => {
        fc.pre(!/[\s\u{d800}-\u{dfff}]/u.test(text));
        expect(readTypedLine(`${quote}${quoteForBash(text, quote)}${quote}`).words).toEqual([text]);
      }),
    );
  });

  it("keeps bash from reading more than letters", () => {
    expect(quoteForBash("a b$c`d\"e'f", "")).toBe("a\\ b\\$c\\`d\\\"e\\'f");
    expect(quoteForBash("a b$c`d\"e'f", '"')).toBe("a b\\$c\\`d\\\"e'f");
    expect(quoteForBash("a b$c`d\"e'f", "'")).toBe("a b$c`d\"e'\\''f");
  });
});
