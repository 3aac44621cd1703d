import { expect, test } from "vitest";
import { toModelSpec, toUniversalModelSpec, type UniversalModelSpec } from "./model-spec.ts";

test("turns an older spec into the universal form and back without loss", () => {
  const spec = {
    name: "m",
    basePath: "m.gguf",
    loraPath: "l.gguf",
    template: "chatml",
    contextLength: 2048,
    threads: 3,
  };
  expect(toUniversalModelSpec(spec)).toEqual({
    name: "m",
    backend: { kind: "gguf", basePath: "m.gguf", loraPath: "l.gguf" },
    template: "chatml",
    contextLength: 2048,
    threads: 3,
  });
  expect(toModelSpec(toUniversalModelSpec(spec))).toEqual(spec);
  const plain = { name: "m", basePath: "m.gguf", contextLength: 512 };
  expect(toModelSpec(toUniversalModelSpec(plain))).toEqual(plain);
});

test("fills in a context length that the universal form left open", () => {
  expect(toModelSpec({ name: "m", backend: { kind: "gguf", basePath: "m.gguf" } }).contextLength).toBe(4096);
});

test("refuses the way back for any other backend", () => {
  const specs: UniversalModelSpec[] = [
    { name: "m", backend: { kind: "huggingface", baseModel: "a/b" } },
    { name: "m", backend: { kind: "candle", modelPath: "a" } },
    { name: "m", backend: { kind: "remote", baseUrl: "http://x", model: "y" } },
  ];
  for (const spec of specs)
    expect(() => toModelSpec(spec)).toThrow(
      expect.objectContaining({ code: "invalid_request", param: "backend" }),
    );
});
