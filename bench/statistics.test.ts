import { describe, expect, it } from "vitest";
import { median, medianOfSamples, medianRatio, percentile } from "./statistics.ts";

describe("percentile", () => {
  it("interpolates between neighbours and sorts by number, not by text", () => {
    expect(percentile([10, 9, 100, 1], 0.5)).toBe(9.5);
    expect(percentile([1, 2, 3, 4, 5], 0.25)).toBe(2);
  });

  it("gives the ends for 0 and 1, and the one value of a single one", () => {
    expect(percentile([3, 1, 2], 0)).toBe(1);
    expect(percentile([3, 1, 2], 1)).toBe(3);
    expect(percentile([7], 0.99)).toBe(7);
  });

  it("has no answer for no values", () => {
    expect(percentile([], 0.5)).toBeUndefined();
    expect(median([])).toBeUndefined();
  });

  it("leaves its input as it was", () => {
    const values = [3, 1, 2];
    median(values);
    expect(values).toEqual([3, 1, 2]);
  });
});

describe("medians over rounds", () => {
  it("skip rounds without a value", () => {
    expect(medianOfSamples([undefined, 4, 2])).toBe(3);
    expect(medianOfSamples([undefined])).toBeUndefined();
  });

  it("take the ratio pair by pair, so that a slow minute in both rounds changes nothing", () => {
    expect(medianRatio([90, 9, 95], [100, 10, 100])).toBeCloseTo(0.9);
  });

  it("leave out a pair that lacks a half or would divide by zero", () => {
    expect(medianRatio([1, undefined, 3, 4], [2, 2, 0])).toBe(0.5);
    expect(medianRatio([], [1])).toBeUndefined();
  });
});
