import { expect, test } from "vitest";
import { resolveAdapterScales } from "./adapter-scales.ts";

test("gives each loaded adapter its strength; those that are not named are off", () => {
  const loaded = ["a.gguf", "b.gguf", "c.gguf"];
  const adapters = [
    { name: "c.gguf", scale: 0.5 },
    { name: "a.gguf", scale: 2 },
  ];
  expect(resolveAdapterScales(adapters, loaded)).toEqual([2, 0, 0.5]);
  expect(resolveAdapterScales([], loaded)).toEqual([0, 0, 0]);
});

test("refuses a name that the model does not have, and tells those it has", () => {
  const ask = (loaded: readonly string[]) => () => resolveAdapterScales([{ name: "x", scale: 1 }], loaded);
  expect(ask(["a.gguf"])).toThrow(
    expect.objectContaining({
      code: "invalid_request",
      param: "adapters",
      message: 'There is no adapter "x": this model has a.gguf.',
      details: { adapters: ["a.gguf"] },
    }),
  );
  expect(ask([])).toThrow('There is no adapter "x": this model has none.');
});

test("refuses an adapter that is named twice", () => {
  const twice = [
    { name: "a", scale: 1 },
    { name: "a", scale: 2 },
  ];
  expect(() => resolveAdapterScales(twice, ["a"])).toThrow(expect.objectContaining({ param: "adapters" }));
});
