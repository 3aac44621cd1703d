import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { editDistance, nearestName } from "./nearest-name.ts";

const commands = ["serve", "list", "discover", "probe", "bench", "generate"];

describe("nearestName", () => {
  it.each([
    ["lisst", "list"],
    ["sreve", "serve"],
    ["gen", "generate"],
    ["DISCOVER", "discover"],
    ["disc", "discover"],
  ])("takes %s for %s", (typed, meant) => {
    expect(nearestName(typed, commands)).toBe(meant);
  });

  it.each(["", "banana", "xy", "q".repeat(300)])("makes nothing of %j", (typed) => {
    expect(nearestName(typed, commands)).toBeUndefined();
  });

  it("prefers the closest candidate and skips endless ones", () => {
    expect(nearestName("tiny", ["x".repeat(500), "tinny2", "tin"])).toBe("tin");
  });
});

describe("editDistance", () => {
  it("counts a swap of neighbours once", () => {
    expect(editDistance("tiny", "tniy")).toBe(1);
  });

  it("is symmetric, zero only for equal texts, and never more than the longer text", () => {
    const text = fc.string({ maxLength: 12 });
    fc.assert(
      fc.property(text, text, (first, second) => {
        const distance = editDistance(first, second);
        expect(distance).toBe(editDistance(second, first));
        expect(distance === 0).toBe(first === second);
        expect(distance).toBeLessThanOrEqual(Math.max(first.length, second.length));
      }),
    );
  });
});
