import { describe, expect, test } from "vitest";
import { ControlTexts } from "./control-texts.ts";
import { partsOf } from "./parts-of.ts";

describe("control texts", () => {
  const controls = new ControlTexts(["<s>", "</s>", "<|im_end|>", "<｜User｜>", "🗼🗼", "x"]);

  test.each([
    ["", []],
    ["a < b > c </ s> <|im_en", []],
    ["<s>", [1]],
    ["a<|im_end|><|im_end|>", [2, 12]],
    ["<<s></s>", [2, 5]],
    ["<｜User｜>", [1]],
    ["a🗼🗼🗼", [3, 5]],
    ["x", []],
  ])("are found in %j at %j", (text, cuts) => {
    expect(controls.cutsOf(text)).toEqual(cuts);
    for (const part of partsOf(text, cuts)) expect(controls.cutsOf(part)).toEqual([]);
    expect(partsOf(text, cuts).join("")).toBe(text);
  });

  test("that are let through are not found, but those around them are", () => {
    expect(controls.cutsOf("<s></s>", new Set(["<s>"]))).toEqual([4]);
  });

  test("are not taken apart without end", () => {
    expect(() => controls.cutsOf("<s>".repeat(262_145))).toThrow(/more than 262144 control tokens/u);
  });

  test("of a vocabulary without any are nowhere", () => {
    expect(new ControlTexts([]).cutsOf("<s>")).toEqual([]);
  });
});
