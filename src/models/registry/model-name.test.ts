import fc from "fast-check";
import { expect, test } from "vitest";
import { builtinName, nameOfFile, uniqueNames } from "./model-name.ts";

test.each([
  ["/m/llama.gguf", "llama"],
  ["/m/Llama.Q4_K_M.GGUF", "Llama.Q4_K_M"],
  ["/m/big-00001-of-00004.gguf", "big"],
  ["/m/noextension", "noextension"],
])("%s is called %s", (path, name) => {
  expect(nameOfFile(path)).toBe(name);
});

test("the first of several equal names keeps it, the others are told apart by folder, then by path", () => {
  const paths = ["/a/x/m.gguf", "/b/my models/m.gguf", "/c/x/M.gguf", "/d/x/m.gguf", "/m.gguf"];
  const names = uniqueNames(paths.map((path) => ({ path })));
  expect(names.slice(0, 3)).toEqual(["m", "m@my-models", "M@x"]);
  expect(names[3]).toMatch(/^m@x-[0-9a-f]{8}$/);
  expect(names[4]).toBe("m@root");
});

test("a store's name stands in place of the file's, and is unique as well", () => {
  const path = "/o/blobs/sha256-1";
  const files = [
    { path, name: "llama3:8b" },
    { path, name: "llama3:latest" },
    { path, name: "llama3:8b" },
  ];
  const names = uniqueNames([...files, { path, name: "llama3:8b" }, { path, name: "llama3:8b" }]);
  expect(names.slice(0, 3)).toEqual(["llama3:8b", "llama3:latest", "llama3:8b@blobs"]);
  expect(new Set(names).size).toBe(5);
});

test("names never collide and never depend on the run", () => {
  const path = fc
    .array(fc.constantFrom("a", "b", "a@b", "m", "m@a"), { minLength: 1, maxLength: 4 })
    .map((parts) => `/${parts.join("/")}.gguf`);
  fc.assert(
    fc.property(fc.uniqueArray(path), (paths) => {
      const files = paths.map((one) => ({ path: one }));
      const names = uniqueNames(files);
      expect(new Set(names).size).toBe(paths.length);
      expect(uniqueNames(files)).toEqual(names);
    }),
  );
});

test.each([
  [[], "shimmy-tiny"],
  [["other"], "shimmy-tiny"],
  [["Shimmy-Tiny"], "shimmy-tiny@builtin"],
  [["shimmy-tiny", "shimmy-tiny@BUILTIN", "shimmy-tiny@builtin-2"], "shimmy-tiny@builtin-3"],
])("beside %j the built-in model is called %s", (names, name) => {
  expect(builtinName(names)).toBe(name);
});
