import { expect, test } from "vitest";
import * as shimmy from "./index.ts";

test("offers programs the engine, the specs, the defaults and the errors, and nothing else", () => {
  expect(Object.keys(shimmy).sort()).toEqual([
    "DEFAULT_GENERATION_OPTIONS",
    "ERROR_CATALOGUE",
    "ShimmyError",
    "ShimmyUniversalEngine",
    "builtinModelPath",
    "toModelSpec",
    "toUniversalModelSpec",
  ]);
});
