import { expect, test } from "vitest";
import { TokenList } from "./token-list.ts";

test("grows at its end and leaves the prompt it was made of alone", () => {
  const prompt = Int32Array.of(1, 2);
  const list = new TokenList(prompt);
  for (let token = 3; token <= 300; token++) list.push(token);
  expect(list.length).toBe(300);
  expect(list.at(0)).toBe(1);
  expect(list.at(299)).toBe(300);
  expect([...list.view().subarray(0, 3)]).toEqual([1, 2, 3]);
  expect([...prompt]).toEqual([1, 2]);
  expect(() => list.at(300)).toThrow(RangeError);
});
