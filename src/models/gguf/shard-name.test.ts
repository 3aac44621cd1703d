import fc from "fast-check";
import { expect, test } from "vitest";
import { formatShardName, parseShardName } from "./shard-name.ts";

test("a shard's name is taken apart", () => {
  expect(parseShardName("llama-00002-of-00003.gguf")).toEqual({ stem: "llama", number: 2, count: 3 });
});

test.each([
  "llama.gguf",
  "llama-00004-of-00003.gguf",
  "llama-00000-of-00003.gguf",
  "llama-1-of-3.gguf",
  "-00001-of-00001.txt",
])("%s is no shard", (name) => {
  expect(parseShardName(name)).toBeUndefined();
});

test("taking apart undoes putting together", () => {
  const stem = fc.string({ minLength: 1 }).filter((text) => !/[\n\r\u2028\u2029]/.test(text));
  fc.assert(
    fc.property(
      stem,
      fc.integer({ min: 1, max: 99_999 }),
      fc.integer({ min: 1, max: 99_999 }),
      (name, a, b) => {
        const shard = { stem: name, number: Math.min(a, b), count: Math.max(a, b) };
        expect(parseShardName(formatShardName(shard))).toEqual(shard);
      },
    ),
  );
});
