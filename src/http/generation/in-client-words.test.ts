import { describe, expect, it } from "vitest";
import { ShimmyError } from "../../core/errors.ts";
import { inClientWords } from "./in-client-words.ts";

describe("inClientWords", () => {
  it.each([
    ["logitBias", {}, "logit_bias"],
    ["dynamicTemperatureRange", {}, "dynatemp_range"],
    ["adapters[0].name", {}, "lora[0].name"],
    ["outputFormat", { outputFormat: "response_format" }, "response_format"],
    ["outputFormat/properties/a", { outputFormat: "format" }, "format/properties/a"],
  ])("calls %s by the client's name", (param, names, expected) => {
    const error = new ShimmyError("invalid_request", `${param} is wrong.`, {
      param,
      retryAfterSeconds: 1,
      details: { a: 1 },
    });
    expect(inClientWords(error, names)).toMatchObject({
      code: "invalid_request",
      message: `${expected} is wrong.`,
      param: expected,
      retryAfterSeconds: 1,
      details: { a: 1 },
    });
  });

  it("leaves errors alone that name no option", () => {
    for (const options of [{}, { param: "prompt" }, { param: "" }, { param: "messages[0].content" }]) {
      const error = new ShimmyError("invalid_request", "x", options);
      expect(inClientWords(error, { toString: "x" })).toBe(error);
    }
  });
});
