import { expect, test } from "vitest";
import { LogRing } from "./log-ring.ts";

test("keeps the last lines, joined however they were cut", () => {
  const ring = new LogRing(2);
  ring.write("one\ntw");
  ring.write("o\n\nthree\nfo");
  expect(ring.lines()).toEqual(["two", "three", "fo"]);
});

test("holds no more than its bound, whatever a process writes", () => {
  const ring = new LogRing();
  for (let count = 0; count < 300; count++) ring.write(`${"x".repeat(5000)}\n`);
  ring.write("y".repeat(100_000));
  expect(ring.lines().length).toBe(201);
  expect(Math.max(...ring.lines().map(({ length }) => length))).toBe(2000);
});
