import fc from "fast-check";
import { expect, test } from "vitest";
import { matches } from "../automaton/automaton.ts";
import { determinizeRegex } from "../automaton/determinize-regex.ts";
import { decimalOf, isMultiple } from "./decimal.ts";
import { multipleAutomaton } from "./multiple-automaton.ts";
import { numberRange } from "./number-range.ts";

const decimals = fc
  .tuple(fc.integer({ min: -2_000_000, max: 2_000_000 }), fc.integer({ min: 0, max: 6 }))
  .map(([units, places]) => Number(`${units}e-${places}`));

/** Plain decimal text, as many digits as JavaScript shows. */
const written = (value: number): string => (Object.is(value, -0) ? "0" : String(value));

test("a decimal is in the language exactly when it is within the bounds", () => {
  fc.assert(
    fc.property(
      decimals,
      decimals,
      fc.boolean(),
      fc.boolean(),
      fc.boolean(),
      fc.array(decimals, { minLength: 20, maxLength: 20 }),
      (a, b, minInclusive, maxInclusive, integer, samples) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        const language = determinizeRegex(
          numberRange({
            min: { value: decimalOf(low), inclusive: minInclusive },
            max: { value: decimalOf(high), inclusive: maxInclusive },
            integer,
          }),
          false,
          "test",
        );
        for (const sample of [low, high, 0, ...samples]) {
          if (/e/.test(written(sample))) continue;
          const isWithin =
            (minInclusive ? sample >= low : sample > low) &&
            (maxInclusive ? sample <= high : sample < high) &&
            (!integer || Number.isInteger(sample));
          expect(matches(language, written(sample)), `${sample} in ${low}..${high}`).toBe(isWithin);
        }
      },
    ),
    { numRuns: 60 },
  );
});

test("zeros behind the last digit change nothing, and zeros in front are refused", () => {
  const range = numberRange({
    min: { value: decimalOf(-1.5), inclusive: true },
    max: { value: decimalOf(0.25), inclusive: false },
    integer: false,
  });
  const language = determinizeRegex(range, false, "test");
  for (const text of ["-1.5", "-1.50", "-1.500", "0.2", "0.24999", "0", "0.0", "-0.1"]) {
    expect(matches(language, text), text).toBe(true);
  }
  for (const text of ["-1.51", "0.25", "0.250", "1", "-0", "-0.0", "00", "0.", ".2", "1e1", "+0", ""]) {
    expect(matches(language, text), text).toBe(false);
  }
});

test("a side without a bound goes on to the largest exact number", () => {
  const from = determinizeRegex(
    numberRange({ min: { value: decimalOf(8), inclusive: false }, max: undefined, integer: true }),
    false,
    "test",
  );
  expect(["9", "10", "99", "100", "9007199254740991"].every((text) => matches(from, text))).toBe(true);
  expect(["8", "0", "-9", "9007199254740992"].some((text) => matches(from, text))).toBe(false);
  const to = determinizeRegex(
    numberRange({ min: undefined, max: { value: decimalOf(-3), inclusive: false }, integer: false }),
    false,
    "test",
  );
  expect(["-3.01", "-4", "-999999999999999"].every((text) => matches(to, text))).toBe(true);
  expect(["-3", "-3.0", "-2", "0", "3"].some((text) => matches(to, text))).toBe(false);
});

test("bounds beyond all exact numbers leave nothing over", () => {
  const language = determinizeRegex(
    numberRange({ min: { value: decimalOf(1e20), inclusive: true }, max: undefined, integer: true }),
    false,
    "test",
  );
  expect(language.accepting).toEqual([false]);
});

test("decimals are read exactly from every form that JavaScript writes", () => {
  expect(decimalOf(1e21)).toEqual({ units: 10n ** 21n, places: 0 });
  expect(decimalOf(-1.5e-7)).toEqual({ units: -15n, places: 8 });
  expect(decimalOf(0.1)).toEqual({ units: 1n, places: 1 });
  expect(isMultiple(0.3, 0.1)).toBe(true);
  expect(isMultiple(7.5, 2)).toBe(false);
});

test.each([1, 2, 3, 7, 10, 12, 100, 250, 999, 0.1, 0.01, 0.25, 2.5, 10_000, 1_000_000])(
  "multiples of %d",
  (divisor) => {
    const automaton = multipleAutomaton(decimalOf(divisor));
    if (automaton === undefined) throw new Error("no automaton");
    for (let value = -3000; value <= 3000; value += 7) {
      for (const number of [value, value / 100, value * 5000]) {
        const text = written(number);
        if (/e/.test(text)) continue;
        expect(matches(automaton, text), text).toBe(isMultiple(number, divisor));
        const zeros = text.includes(".") ? `${text}00` : `${text}.000`;
        expect(matches(automaton, zeros), zeros).toBe(isMultiple(number, divisor));
      }
    }
  },
);

test("a divisor with too many remainders has no automaton", () => {
  expect(multipleAutomaton(decimalOf(1001))).toBeUndefined();
  expect(multipleAutomaton(decimalOf(1e-20))).toBeUndefined();
  expect(multipleAutomaton(decimalOf(1e30))).toBeUndefined();
});
