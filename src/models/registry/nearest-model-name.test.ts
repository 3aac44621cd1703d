import fc from "fast-check";
import { expect, test } from "vitest";
import { nearestModelName } from "./nearest-model-name.ts";

const names = ["tinyllama-1.1b", "smollm2-135m-instruct", "qwen2.5-0.5b"];

test.each([
  ["tinylama-1.1b", "tinyllama-1.1b"],
  ["SMOLLM2-135M-INSTRUCT", "smollm2-135m-instruct"],
  ["smollm2", "smollm2-135m-instruct"],
  ["qwen2.5-0.5b-instruct", "qwen2.5-0.5b"],
])("%s is taken for %s", (wanted, nearest) => {
  expect(nearestModelName(wanted, names)).toBe(nearest);
});

test.each(["gpt-4o", "", "x"])("%j is like none of them", (wanted) => {
  expect(nearestModelName(wanted, names)).toBeUndefined();
});

test("any name is nearest to itself, and what is suggested is one of the names", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 30 }), { minLength: 1 }), fc.string(), (all, other) => {
      const own = all[0] ?? "";
      expect(nearestModelName(own, [own])).toBe(own);
      const suggested = nearestModelName(other, all);
      expect(suggested === undefined || all.includes(suggested)).toBe(true);
    }),
  );
});

test("a name without its tag or quantization is near to the one with them", () => {
  const names = ["llama3:8b-instruct-q4_0", "SmolLM2-135M.Q4_1", "phi3:mini"];
  expect(nearestModelName("lama3", names)).toBe("llama3:8b-instruct-q4_0");
  expect(nearestModelName("smolm2-135n", names)).toBe("SmolLM2-135M.Q4_1");
  expect(nearestModelName("gpt-4o", names)).toBeUndefined();
});
