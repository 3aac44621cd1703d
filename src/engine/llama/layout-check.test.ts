import { expect, test } from "vitest";
import { checkLayouts } from "./layout-check.ts";
import { loadLibrary } from "./library.ts";

const real = () => loadLibrary("cpu").llama;

test("accepts the pinned release", () => {
  expect(() => checkLayouts(real())).not.toThrow();
});

test("refuses another release, saying how to get the pinned one", () => {
  const other = { ...real(), llama_version: () => "9.9.9" };
  expect(() => checkLayouts(other)).toThrow(
    expect.objectContaining({ code: "backend_unavailable", message: expect.stringContaining("npm ci") }),
  );
});

test("refuses a library whose structs read back other defaults", () => {
  const params = real().llama_context_default_params();
  const other = { ...real(), llama_context_default_params: () => ({ ...params, n_ubatch: 7 }) };
  expect(() => checkLayouts(other)).toThrow(
    expect.objectContaining({ message: expect.stringContaining("n_ubatch reads 7, not 512") }),
  );
});
