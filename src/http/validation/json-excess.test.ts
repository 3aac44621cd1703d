import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { jsonExcess } from "./json-excess.ts";

function depthOf(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

describe("jsonExcess", () => {
  it("allows a depth up to the bound and none beyond it", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        const depth = depthOf(value);
        const maxLength = Number.MAX_SAFE_INTEGER;
        expect(jsonExcess(value, { maxLength, maxDepth: depth })).toBeUndefined();
        if (depth > 0) expect(jsonExcess(value, { maxLength, maxDepth: depth - 1 })).toBe("depth");
      }),
    );
  });

  it("never lets a text through that is longer than the bound and a little", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.integer({ min: 0, max: 500 }), (value, maxLength) => {
        if (jsonExcess(value, { maxLength, maxDepth: 100 }) !== undefined) return;
        // numbers may take more than the eight characters they count as, and escapes up to six
        expect(JSON.stringify(value).length).toBeLessThanOrEqual(6 * maxLength + 8);
      }),
    );
  });

  it("counts keys and texts", () => {
    const bounds = { maxLength: 100, maxDepth: 5 };
    expect(jsonExcess({ ["x".repeat(100)]: 1 }, bounds)).toBe("length");
    expect(jsonExcess(["x".repeat(100)], bounds)).toBe("length");
    expect(jsonExcess(Array(50).fill(1), bounds)).toBe("length");
    expect(jsonExcess({ a: ["x", true, null, 5] }, bounds)).toBeUndefined();
  });
});
