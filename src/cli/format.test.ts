import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { counted, formatBytes, formatCount, formatDuration, formatRate, printable } from "./format.ts";

describe("formatBytes and formatCount", () => {
  it.each([
    [0, "0 B"],
    [999, "999 B"],
    [1000, "1 KB"],
    [999_999, "1 MB"],
    [1_185_376, "1.2 MB"],
    [4_368_450_304, "4.4 GB"],
    [12e18, "12000 PB"],
  ])("writes %d bytes as %s", (size, text) => {
    expect(formatBytes(size)).toBe(text);
  });

  it.each([
    [260_000, "260K"],
    [494_032_768, "494M"],
    [1_100_000_000, "1.1B"],
    [7, "7"],
  ])("writes %d weights as %s", (count, text) => {
    expect(formatCount(count)).toBe(text);
  });

  it("never shows more than three digits below the last unit", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999_000_000_000_000 }), (count) => {
        expect(formatCount(count)).toMatch(/^(\d{1,3}|\d\.\d)[KMBT]?$/);
      }),
    );
  });
});

describe("formatDuration", () => {
  it.each([
    [0.42, "0.4 ms"],
    [41.4, "41 ms"],
    [999.7, "1.00 s"],
    [1234, "1.23 s"],
    [59_996, "1 min 0 s"],
    [125_000, "2 min 5 s"],
  ])("writes %d ms as %s", (durationMs, text) => {
    expect(formatDuration(durationMs)).toBe(text);
  });
});

describe("formatRate", () => {
  it("shows tenths only where they matter", () => {
    expect([44.86, 3120.4].map(formatRate)).toEqual(["44.9", "3120"]);
  });
});

describe("printable", () => {
  it("leaves letters of every script and stops control characters", () => {
    expect(printable("tiny-模型-é 😀")).toBe("tiny-模型-é 😀");
    expect(printable("a\u001b[2Jb\nc\u202e")).toBe("a?[2Jb?c?");
  });
});

it("counted says what is counted in its number", () => {
  expect([0, 1, 2].map((count) => counted(count, "model"))).toEqual(["0 models", "1 model", "2 models"]);
  expect([1, 2].map((count) => counted(count, "alias", "aliases"))).toEqual(["1 alias", "2 aliases"]);
});
