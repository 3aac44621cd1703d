import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseJson } from "./parse-json.ts";

describe("parseJson", () => {
  it("reads what JSON.stringify writes of whole characters", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4, stringUnit: "binary" }), (value) => {
        expect(parseJson(JSON.stringify(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
    expect(parseJson('["\\ud83d\\uddfc", "\\\\ud83d"]')).toEqual(["🗼", "\\ud83d"]);
  });

  it.each(['{"a":["x\\ud83d"]}', '"\\uDDFC"', '{"\\ud83d":1}', '["\\uddfc\\ud83d"]'])(
    "refuses half a character, which no model could be given: %s",
    (text) => {
      expect(() => parseJson(text)).toThrow(
        expect.objectContaining({ code: "invalid_request", message: expect.stringContaining("\\ud800") }),
      );
    },
  );

  it("leaves a key that JavaScript knows an ordinary one", () => {
    const value = parseJson('{"__proto__":{"admin":true}}');
    expect(Object.keys(Object(value))).toEqual(["__proto__"]);
    expect(Reflect.get(Object(value), "admin")).toBeUndefined();
  });
});
