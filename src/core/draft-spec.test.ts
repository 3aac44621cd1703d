import { expect, test } from "vitest";
import { type DraftSpec, validateDraft } from "./draft-spec.ts";

test.each([
  {},
  { speculates: false, draft: { path: "small.gguf" } },
  { draft: { path: "small.gguf", maxTokens: 16, minProbability: 1 } },
  { draft: { path: "small.gguf", maxTokens: 1, minProbability: 0 } },
])("takes a path alone, and numbers up to their bounds: %j", (spec) => {
  expect(() => validateDraft(spec)).not.toThrow();
});

test.each<[Partial<Record<keyof DraftSpec, unknown>>, RegExp]>([
  [{ path: "" }, /path of a GGUF file/],
  [{ path: "a\0b" }, /path of a GGUF file/],
  [{ path: 1 }, /path of a GGUF file/],
  [{ maxTokens: 0 }, /maxTokens to be a whole number from 1 to 16, not 0/],
  [{ maxTokens: 17 }, /from 1 to 16, not 17/],
  [{ maxTokens: 1.5 }, /whole number/],
  [{ minProbability: -0.1 }, /minProbability to be a number from 0 to 1, not -0.1/],
  [{ minProbability: Number.NaN }, /not NaN/],
])("refuses %j, naming what is allowed", (wrong, message) => {
  // what a program without types may give
  const draft = { path: "small.gguf", ...wrong } as DraftSpec;
  expect(() => validateDraft({ draft })).toThrow(
    expect.objectContaining({
      code: "invalid_request",
      param: "draft",
      message: expect.stringMatching(message),
    }),
  );
});

test("refuses a switch that is neither on nor off", () => {
  expect(() => validateDraft({ speculates: "no" as unknown as boolean })).toThrow(
    expect.objectContaining({ code: "invalid_request", param: "speculates" }),
  );
});
