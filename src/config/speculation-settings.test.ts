import { describe, expect, test } from "vitest";
import { loadConfig } from "./load-config.ts";

const read = (
  flags: Record<string, readonly string[]>,
  environment: Record<string, string> = {},
  forServer = false,
) => loadConfig({ flags, environment, workingDir: "/project", homeDir: "/home/me", forServer }).config;

test("tokens are proposed, without a draft model, where nobody says otherwise", () => {
  expect(read({})).toMatchObject({ speculates: true, draft: undefined });
});

test("flags and variables name a draft model, its path made absolute", () => {
  expect(read({ "--model-draft": ["small.gguf"] }).draft).toEqual({ path: "/project/small.gguf" });
  const environment = {
    SHIMMY_MODEL_DRAFT: "~/small.gguf",
    SHIMMY_DRAFT_MAX: "12",
    SHIMMY_DRAFT_P_MIN: "0.5",
  };
  expect(read({ "--draft-max": ["4"] }, environment).draft).toEqual({
    path: "/home/me/small.gguf",
    maxTokens: 4,
    minProbability: 0.5,
  });
});

test("a flag or a variable turns speculation off", () => {
  expect(read({ "--no-speculation": ["true"] }).speculates).toBe(false);
  expect(read({}, { SHIMMY_SPECULATION: "false" }).speculates).toBe(false);
});

describe("refusals name the flag or variable and what is allowed", () => {
  test.each<[Record<string, readonly string[]>, string]>([
    [
      { "--model-draft": ["a.gguf"], "--draft-max": ["17"] },
      "--draft-max must be a whole number from 1 to 16",
    ],
    [
      { "--model-draft": ["a.gguf"], "--draft-max": ["0"] },
      "--draft-max must be a whole number from 1 to 16",
    ],
    [{ "--model-draft": ["a.gguf"], "--draft-p-min": ["2"] }, "--draft-p-min must be a number from 0 to 1"],
    [{ "--model-draft": [""] }, "--model-draft must be the path of a GGUF file"],
    [{ "--draft-max": ["4"] }, "--draft-max needs --model-draft: the draft model that it is for."],
    [{ "--draft-p-min": ["0.5"] }, "--draft-p-min needs --model-draft"],
  ])("%j", (flags, message) => {
    expect(() => read(flags)).toThrow(message);
  });
});

test("a server needs to know whose draft model it is; a command names its model itself", () => {
  const draft = { "--model-draft": ["a.gguf"] };
  expect(() => read(draft, {}, true)).toThrow("--model-draft needs --base-gguf");
  expect(read(draft).draft).toBeDefined();
  expect(read({ ...draft, "--base-gguf": ["m.gguf"] }, {}, true).draft).toBeDefined();
});
