import { intersect } from "../automaton/automaton.ts";
import { automatonExpression } from "../automaton/automaton-grammar.ts";
import { determinizeRegex } from "../automaton/determinize-regex.ts";
import { minimizeAutomaton } from "../automaton/minimize-automaton.ts";
import type { WorkBudget } from "../automaton/work-budget.ts";
import { choice, type Expression, literal, oneOf, optional, repeat, sequence } from "../gbnf/expression.ts";
import type { GrammarBuilder } from "../gbnf/grammar-builder.ts";
import { unsupported } from "../grammar-error.ts";
import { alignDecimals, decimalOf } from "../json/decimal.ts";
import { multipleAutomaton } from "../json/multiple-automaton.ts";
import { type NumberRange, numberRange, type RangeEnd } from "../json/number-range.ts";
import type { Leaves } from "./schema-expander.ts";
import { numbersOf, placeOf } from "./string-language.ts";

/** Digits of a whole number without bounds: all of them are exact in a double. */
const INTEGER_DIGITS = 15;
/** JSON.stringify writes whole numbers without an exponent up to so many digits. */
const WHOLE_DIGITS = 21;
/** JSON.stringify writes at most so many digits after the point. */
const FRACTION_DIGITS = 22;

/**
 * Numbers that satisfy the numeric keywords of all schemas.
 *
 * @throws ShimmyError `unsupported_parameter` for a `multipleOf` that needs too many states.
 */
export function numberExpression(
  grammar: GrammarBuilder,
  leaves: Leaves,
  integer: boolean,
  budget: WorkBudget,
): Expression {
  const min = tightest(leaves, "minimum", "exclusiveMinimum", 1n);
  const max = tightest(leaves, "maximum", "exclusiveMaximum", -1n);
  const divisors = numbersOf(leaves, "multipleOf");
  if (min === undefined && max === undefined && divisors.length === 0) {
    return integer ? grammar.once("integer", freeInteger) : grammar.once("number", freeNumber);
  }
  const key = [integer, ...[min, max].map(describeEnd), ...divisors].join();
  return grammar.shared(`numbers ${key}`, integer ? "integer-range" : "number-range", () =>
    boundedNumbers(grammar, { min, max, integer }, divisors, leaves, budget),
  );
}

function describeEnd(end: RangeEnd | undefined): string {
  return end === undefined
    ? ""
    : `${end.value.units}e-${end.value.places}${end.inclusive ? "" : " excluded"}`;
}

function boundedNumbers(
  grammar: GrammarBuilder,
  bounds: NumberRange,
  divisors: readonly number[],
  leaves: Leaves,
  budget: WorkBudget,
): Expression {
  const subject = "The bounds of a number";
  const range = determinizeRegex(numberRange(bounds), false, subject, budget);
  const language = divisors.reduce((numbers, divisor) => {
    const multiples = multipleAutomaton(decimalOf(divisor));
    if (multiples === undefined) {
      throw unsupported(
        placeOf(leaves, "multipleOf"),
        `${divisor} has too many digits. Use a power of ten, or a number of at most 1,000 units.`,
      );
    }
    return minimizeAutomaton(intersect(numbers, multiples, placeOf(leaves, "multipleOf"), budget));
  }, range);
  return automatonExpression(grammar, language, "plain", "digits");
}

/** The bound that lets the fewest numbers through; `direction` is 1 where larger is tighter. */
function tightest(
  leaves: Leaves,
  inclusiveKeyword: string,
  exclusiveKeyword: string,
  direction: bigint,
): RangeEnd | undefined {
  const ends: RangeEnd[] = [
    ...numbersOf(leaves, inclusiveKeyword).map((value) => ({ value: decimalOf(value), inclusive: true })),
    ...numbersOf(leaves, exclusiveKeyword).map((value) => ({ value: decimalOf(value), inclusive: false })),
  ];
  return ends.reduce<RangeEnd | undefined>((best, end) => {
    if (best === undefined) return end;
    const [bestUnits, units] = alignDecimals(best.value, end.value);
    const difference = (units - bestUnits) * direction;
    return difference > 0n || (difference === 0n && !end.inclusive) ? end : best;
  }, undefined);
}

function freeInteger(): Expression {
  const digits = repeat(oneOf("09"), 0, INTEGER_DIGITS - 1);
  return choice(literal("0"), sequence(optional(literal("-")), oneOf("19"), digits));
}

/** The exponent stays below 280, so that no number is too large for a double. */
function freeNumber(): Expression {
  const digit = oneOf("09");
  const whole = choice(literal("0"), sequence(oneOf("19"), repeat(digit, 0, WHOLE_DIGITS - 1)));
  const fraction = sequence(literal("."), repeat(digit, 1, FRACTION_DIGITS));
  const exponent = choice(
    repeat(digit, 1, 2),
    sequence(literal("1"), digit, digit),
    sequence(literal("2"), oneOf("07"), digit),
  );
  return sequence(
    optional(literal("-")),
    whole,
    optional(fraction),
    optional(sequence(oneOf("E", "e"), optional(oneOf("+", "-")), exponent)),
  );
}
