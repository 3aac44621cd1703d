import { describe, expect, it } from "vitest";
import { cutToTokens, makePrompts, seededRandom } from "./prompts.ts";

/** A tokenizer with a begin token and up to three letters a token. */
const countThrees = async (text: string) => 1 + Math.ceil(text.length / 3);

describe("makePrompts", () => {
  it("gives prompts of exactly the wanted length with different first words", async () => {
    const prompts = await makePrompts(50, 64, countThrees, seededRandom(1));
    expect(await Promise.all(prompts.map(countThrees))).toEqual(Array(50).fill(64));
    expect(new Set(prompts.map((prompt) => prompt.split(" ")[0])).size).toBe(50);
  });

  it("gives the same prompts for the same seed", async () => {
    const once = await makePrompts(3, 16, countThrees, seededRandom(7));
    expect(await makePrompts(3, 16, countThrees, seededRandom(7))).toEqual(once);
    expect(await makePrompts(3, 16, countThrees, seededRandom(8))).not.toEqual(once);
  });
});

describe("cutToTokens", () => {
  it("says when the text is too short", async () => {
    await expect(cutToTokens("abc", 9, countThrees)).rejects.toThrow("fewer than 9 tokens");
  });

  it("says when no beginning has that many tokens", async () => {
    const inTwos = async (text: string) => text.length * 2;
    await expect(cutToTokens("abcdef", 5, inTwos)).rejects.toThrow("exactly 5 tokens");
  });
});

describe("seededRandom", () => {
  it("stays from 0 up to 1 and spreads", () => {
    const random = seededRandom(3);
    const values = Array.from({ length: 1000 }, random);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...values)).toBeLessThan(1);
    expect(values.reduce((sum, value) => sum + value, 0) / 1000).toBeCloseTo(0.5, 1);
  });
});
