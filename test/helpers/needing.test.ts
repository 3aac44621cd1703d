import { expect, test } from "vitest";
import { lackOf, titleWith } from "./needing.ts";

test("the title of a test that lacks something says what", () => {
  expect(titleWith("flies", ["moon is not installed", "this is not Mars"])).toBe(
    "flies (skipped: moon is not installed; this is not Mars)",
  );
  expect(titleWith("walks", [])).toBe("walks");
});

test("a program is asked for its version", () => {
  expect(lackOf(process.execPath)).toBeUndefined();
  expect(lackOf("no-such-program-at-all")).toBe("no-such-program-at-all is not installed");
});
