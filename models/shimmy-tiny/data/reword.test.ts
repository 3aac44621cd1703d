import { describe, expect, it } from "vitest";

interface Random {
  readonly next: () => number;
}
type Groups = readonly (readonly string[])[];

const at = (file: string): string => new URL(file, import.meta.url).href;
const { reword } = (await import(at("reword.mjs"))) as {
  reword: (text: string, random: Random, share: number) => string;
};
const { seededRandom } = (await import(at("random.mjs"))) as { seededRandom: (seed: number) => Random };
const { SYNONYMS, SYNONYMS_BY_KIND } = (await import(at("topics/words/synonyms.mjs"))) as {
  SYNONYMS: Groups;
  SYNONYMS_BY_KIND: readonly (readonly [string, Groups])[];
};

/** Everything a text becomes under many seeds. */
function variants(text: string, share = 1, count = 200): ReadonlySet<string> {
  return new Set(Array.from({ length: count }, (_, seed) => reword(text, seededRandom(seed), share)));
}

describe("the groups of synonyms", () => {
  it("are many, each of 3 to 12 phrases, the longer ones first", () => {
    expect(SYNONYMS.length).toBeGreaterThanOrEqual(450);
    for (const group of SYNONYMS) {
      expect(group.length, group.join(", ")).toBeGreaterThanOrEqual(3);
      expect(group.length, group.join(", ")).toBeLessThanOrEqual(12);
      const lengths = group.map((phrase) => phrase.split(" ").length);
      expect(lengths, group.join(", ")).toEqual([...lengths].sort((one, other) => other - one));
    }
  });

  it("have every phrase in one group of its kind only", () => {
    for (const [kind, groups] of SYNONYMS_BY_KIND) {
      const phrases = groups.flat().map((phrase) => phrase.toLowerCase());
      const twice = phrases.filter((phrase, index) => phrases.indexOf(phrase) !== index);
      expect(twice, kind).toEqual([]);
    }
  });

  it.each([
    ["list", "discover"],
    ["load", "pull"],
    ["load", "download"],
    ["prompt", "answer"],
    ["token", "word"],
    ["unload", "delete"],
    ["temperature", "speed"],
    ["tool call", "request"],
  ])("keep %s and %s apart, which decide between facts", (one, other) => {
    const mixed = SYNONYMS.filter((group) => group.includes(one) && group.includes(other));
    expect(mixed).toEqual([]);
  });
});

describe("reword", () => {
  it("does nothing at share 0, and the same for the same seed", () => {
    const text = "How do I delete a model, please?";
    expect(reword(text, seededRandom(1), 0)).toBe(text);
    expect(reword(text, seededRandom(5), 0.5)).toBe(reword(text, seededRandom(5), 0.5));
  });

  it("replaces every phrase at share 1, about half of them at 0.5", () => {
    expect([...variants("delete the folder")].filter((text) => /delete|the folder/.test(text))).toEqual([]);
    const kept = Array.from({ length: 400 }, (_, seed) => reword("delete", seededRandom(seed), 0.5));
    const share = kept.filter((text) => text === "delete").length / kept.length;
    expect(share).toBeGreaterThan(0.35);
    expect(share).toBeLessThan(0.65);
  });

  it("prefers the longest phrase and goes over the text once", () => {
    const found = variants("get rid of the folder");
    expect(found).toContain("delete the directory");
    for (const text of found) expect(text).not.toMatch(/rid of|obtain/);
  });

  it("keeps the capital letter at the start, punctuation and white space", () => {
    for (const text of variants("How can I delete  a folder?\n")) {
      expect(text).toMatch(/^[A-Z].* {2}a .*\?\n$/);
    }
    expect(reword("", seededRandom(1), 1)).toBe("");
    expect(reword(" \n ", seededRandom(1), 1)).toBe(" \n ");
  });

  it.each([
    "`delete the folder` `how do I`",
    '{"error":{"message":"Delete the folder."}}',
    "--delete /api/delete delete.folder folder_error delete2 ./folder",
    "shimmy list",
    "shimmy stop",
    "shimmy show",
    "SHIMMY DELETE",
    "GET",
    "Hugging Face",
    "LM Studio",
    "how are you",
    "temperature",
    "context_length_exceeded",
    "too many requests",
    "finish reason",
    "tool calls",
  ])("leaves alone: %s", (text) => {
    expect([...variants(text)]).toEqual([text]);
  });

  it("leaves the names of commands alone in a sentence", () => {
    for (const text of variants("what does shimmy list do")) expect(text).toContain("shimmy list do");
    for (const text of variants("the stop command")) expect(text).toMatch(/^the stop command$/);
  });

  it("tells verbs and nouns apart by the words in front", () => {
    for (const text of variants("who can answer my question")) {
      expect(text).toMatch(/^who can (?:reply to|respond to) my (?:enquiry|inquiry)$/);
    }
    for (const text of variants("the answer was short")) {
      expect(text).toMatch(/^the (?:reply|response) was (?:brief|concise)$/);
    }
  });

  it("turns the article over where the next word wants it", () => {
    const found = variants("an error in a folder");
    expect(found).toContain("a failure in a directory");
    expect([...found].filter((text) => /\ban [fpd]|\ba [aeiou]/.test(text))).toEqual([]);
  });

  it("puts no pronoun behind a verb that would want it in between", () => {
    for (const text of variants("delete it")) expect(text).not.toBe("throw away it");
    expect(variants("delete the file")).toContain("throw away the file");
  });

  it("takes time in proportion to the length", () => {
    const part = 'how do I delete the folder ` " of a model that does not answer my requests\n     ';
    // of the processor: what else runs on the machine does not count
    const timeMs = (text: string): number => {
      const before = process.cpuUsage();
      reword(text, seededRandom(1), 0.5);
      return process.cpuUsage(before).user / 1000;
    };
    timeMs(part.repeat(500));
    expect(timeMs(part.repeat(8000))).toBeLessThan(5000);
  });
});
