import { expect, test } from "vitest";
import { parseSamplerName } from "./parse-sampler-name.ts";
import { SAMPLER_NAMES } from "./sampler-name.ts";

test("knows every sampler by its own name, with dashes, and without separators", () => {
  for (const name of SAMPLER_NAMES) {
    const spellings = [name, name.replaceAll("_", "-"), name.replaceAll("_", ""), name.toUpperCase()];
    for (const spelling of spellings) expect(parseSamplerName(spelling), spelling).toBe(name);
  }
});

test("takes llama-server's other names, and nothing else", () => {
  const others = ["temp", "typ_p", "typ-p", "typ", "nucleus"].map(parseSamplerName);
  expect(others).toEqual(["temperature", "typical_p", "typical_p", "typical_p", "top_p"]);
  for (const text of ["", "infill", "constructor", "top_q"]) expect(parseSamplerName(text)).toBeUndefined();
});
