import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isJsonDeeperThan } from "./json-depth.ts";

function depthOf(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

describe("isJsonDeeperThan", () => {
  it("measures the same depth as a walk over the parsed value", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.nat({ max: 8 }), (value, limit) => {
        expect(isJsonDeeperThan(JSON.stringify(value), limit)).toBe(depthOf(value) > limit);
      }),
    );
  });

  it("does not count brackets inside strings, whatever is escaped there", () => {
    const text = JSON.stringify({ prompt: '[[[["{{{{\\"[[\\\\' });
    expect(isJsonDeeperThan(text, 1)).toBe(false);
  });

  it("stops at the limit in an endless nest and survives an unclosed string", () => {
    expect(isJsonDeeperThan("[".repeat(1_000_000), 64)).toBe(true);
    expect(isJsonDeeperThan('["abc\\"', 64)).toBe(false);
  });
});
