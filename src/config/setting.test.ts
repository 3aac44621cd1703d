import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseDurationMs, switchSetting, wholeNumberSetting } from "./setting.ts";

const named = { environment: "SHIMMY_X", flag: "--x", description: "x" };

describe("parseDurationMs", () => {
  it.each([
    ["500ms", 500],
    ["30s", 30_000],
    ["30", 30_000],
    ["1.5m", 90_000],
    ["24H", 86_400_000],
  ])("reads %s", (text, expected) => {
    expect(parseDurationMs(text)).toBe(expected);
  });

  it.each(["", "0", "25h", "-1s", "1d", "1 s", "s", "1e3"])("refuses %j", (text) => {
    expect(parseDurationMs(text)).toBeUndefined();
  });
});

describe("wholeNumberSetting", () => {
  const setting = wholeNumberSetting<number>({ min: 1, max: 256 }, { ...named, fallback: 8 });

  it("takes every number in range and none outside", () => {
    fc.assert(
      fc.property(fc.integer({ min: -1000, max: 1000 }), (value) => {
        expect(setting.parse(String(value))).toBe(value >= 1 && value <= 256 ? value : undefined);
      }),
    );
  });

  it.each(["", "8.0", "0x10", "1e1", " 8", "8 slots", "9".repeat(40)])("refuses %j", (text) => {
    expect(setting.parse(text)).toBeUndefined();
  });
});

describe("switchSetting", () => {
  it("reads the usual words and refuses others", () => {
    const setting = switchSetting(named);
    expect(["TRUE", "1", "yes", "off", "0", "maybe"].map((text) => setting.parse(text))).toEqual([
      true,
      true,
      true,
      false,
      false,
      undefined,
    ]);
  });

  it("is off unless it says otherwise", () => {
    expect(switchSetting(named).fallback).toBe(false);
    expect(switchSetting({ ...named, fallback: true }).fallback).toBe(true);
  });
});
