import { describe, expect, it } from "vitest";
import { summarize } from "./load.ts";

const WANTED = { promptTokens: 64, maxTokens: 4 };
const answered = (firstTokenMs: number, gapsMs: number[]) => ({
  firstTokenMs,
  gapsMs,
  usage: { promptTokens: 64, completionTokens: 4, cachedTokens: 0 },
  error: undefined,
});

describe("summarize", () => {
  it("sums the tokens over the wall time and takes percentiles over all requests", () => {
    const figures = summarize([answered(10, [1, 2, 3]), answered(30, [4, 5, 6])], 2000, WANTED);
    expect(figures).toMatchObject({
      tokensPerSecond: 4,
      firstTokenP50Ms: 20,
      gapP50Ms: 3.5,
      promptTokens: 128,
      completionTokens: 8,
      requests: 2,
      errors: [],
    });
    expect(figures.firstTokenP99Ms).toBeCloseTo(29.8);
  });

  it("names failed requests, missing usage and wrong counts", () => {
    const figures = summarize(
      [
        { firstTokenMs: undefined, gapsMs: [], usage: undefined, error: "status 503" },
        { firstTokenMs: 1, gapsMs: [], usage: undefined, error: undefined },
        { ...answered(1, []), usage: { promptTokens: 63, completionTokens: 4, cachedTokens: 0 } },
      ],
      1000,
      WANTED,
    );
    expect(figures.errors).toEqual([
      "status 503",
      "the stream brought no usage",
      "counted 63 + 4 tokens instead of 64 + 4",
    ]);
  });

  it("has no speed when nothing was generated", () => {
    expect(summarize([], 1000, WANTED).tokensPerSecond).toBeUndefined();
  });
});
