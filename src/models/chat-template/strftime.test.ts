import { expect, test } from "vitest";
import { strftime } from "./strftime.ts";

const MORNING = new Date(2024, 6, 4, 9, 5, 3);
const MIDNIGHT = new Date(2000, 0, 31, 0, 0, 0);

test.each([
  ["%d %b %Y", "04 Jul 2024"],
  ["%A, %B %e, %Y", "Thursday, July  4, 2024"],
  ["%a %-d/%-m/%y", "Thu 4/7/24"],
  ["%H:%M:%S", "09:05:03"],
  ["%-I:%M %p", "9:05 AM"],
  ["100%% %Q", "100% %Q"],
])("%s", (format, expected) => {
  expect(strftime(MORNING, format)).toBe(expected);
});

test("noon and midnight are twelve o'clock, and an unpadded zero stays", () => {
  expect(strftime(MIDNIGHT, "%I %p %-H %-y")).toBe("12 AM 0 0");
  expect(strftime(new Date(2000, 0, 1, 12), "%I %p")).toBe("12 PM");
});
