import { characterSet } from "../automaton/character-set.ts";
import {
  choiceNode,
  EMPTY,
  type RegexNode,
  repeatNode,
  sequenceNode,
  textNode,
} from "../automaton/regex-node.ts";
import type { Decimal } from "./decimal.ts";

/** One end of a range; absent ends lie at the largest number that is written. */
export interface RangeEnd {
  readonly value: Decimal;
  readonly inclusive: boolean;
}

/** What numbers to write. */
export interface NumberRange {
  readonly min: RangeEnd | undefined;
  readonly max: RangeEnd | undefined;
  /** Without a fraction. */
  readonly integer: boolean;
}

/**
 * Significant digits of a number that has bounds. Decimals of so many digits keep their order and stay
 * apart as IEEE 754 doubles (C's DBL_DIG), so what is within the bounds as text is so as a number.
 */
const SIGNIFICANT_DIGITS = 15;

/** Whole numbers up to here are exact in every JSON reader: ECMA-262, Number.MAX_SAFE_INTEGER. */
const MAX_INTEGER = 9_007_199_254_740_991n;

const MAX_WHOLE_OF_NUMBER = 10n ** BigInt(SIGNIFICANT_DIGITS) - 1n;

/** The numbers of a range as JSON writes them, without an exponent and without "-0"; matches nothing when there are none. */
export function numberRange({ min, max, integer }: NumberRange): RegexNode {
  const limit: RangeEnd = {
    value: { units: integer ? MAX_INTEGER : MAX_WHOLE_OF_NUMBER, places: 0 },
    inclusive: true,
  };
  const zero = { value: { units: 0n, places: 0 }, inclusive: true };
  const options: RegexNode[] = [];
  if (max === undefined || reaches(max, 0n)) {
    const low = min === undefined || min.value.units < 0n ? zero : min;
    options.push(magnitudes(low, max ?? limit, integer));
  }
  if (min === undefined || min.value.units < 0n) {
    const low = max === undefined || max.value.units >= 0n ? { ...zero, inclusive: false } : negate(max);
    options.push(
      sequenceNode(textNode("-"), magnitudes(low, min === undefined ? limit : negate(min), integer)),
    );
  }
  return choiceNode(...options);
}

function reaches({ value, inclusive }: RangeEnd, units: bigint): boolean {
  return inclusive ? value.units >= units : value.units > units;
}

function negate({ value, inclusive }: RangeEnd): RangeEnd {
  return { value: { ...value, units: -value.units }, inclusive };
}

/** Texts of the numbers from `low` to `high`, both at least 0, without a sign. */
function magnitudes(low: RangeEnd, high: RangeEnd, integer: boolean): RegexNode {
  const [lowWhole, lowFraction] = split(low.value);
  const [highWhole, highFraction] = split(high.value);
  if (lowWhole > highWhole) return choiceNode();
  const lowEnd: FractionEnd = { digits: lowFraction, inclusive: low.inclusive };
  const highEnd: FractionEnd = { digits: highFraction, inclusive: high.inclusive };
  const largest = integer ? MAX_INTEGER : MAX_WHOLE_OF_NUMBER;
  const options: RegexNode[] = [];
  const fullLengths: number[] = [];
  const placesOf = (length: number): number => (integer ? 0 : SIGNIFICANT_DIGITS - length);
  for (let length = 1; 10n ** BigInt(length - 1) <= largest; length++) {
    const [first, last] = [length === 1 ? 0n : 10n ** BigInt(length - 1), 10n ** BigInt(length) - 1n];
    const add = (from: bigint, to: bigint, lowest?: FractionEnd, highest?: FractionEnd): void => {
      const [start, end] = [larger(first, from), smaller(smaller(last, largest), to)];
      if (start > end) return;
      const isFree = lowest === undefined && highest === undefined;
      if (isFree && start <= larger(first, 1n) && end === last) {
        fullLengths.push(length);
        if (start === 0n) add(0n, 0n);
      } else {
        const fraction = fractions(lowest, highest, placesOf(length));
        options.push(sequenceNode(sameLength(String(start), String(end)), fraction));
      }
    };
    if (lowWhole === highWhole) add(lowWhole, lowWhole, lowEnd, highEnd);
    else {
      add(lowWhole, lowWhole, lowEnd, undefined);
      add(lowWhole + 1n, highWhole - 1n);
      add(highWhole, highWhole, undefined, highEnd);
    }
  }
  return choiceNode(...options, fullDecades(fullLengths, placesOf));
}

/** All whole parts of these lengths, which follow each other, but 0: one chain of digits that may end at each of them. */
function fullDecades(lengths: readonly number[], placesOf: (length: number) => number): RegexNode {
  const [shortest] = lengths;
  if (shortest === undefined) return choiceNode();
  const rest = lengths.reduceRight<RegexNode>((longer, length) => {
    const fraction = fractions(undefined, undefined, placesOf(length));
    return choiceNode(fraction, sequenceNode(digit(0, 9), longer));
  }, choiceNode());
  return sequenceNode(digit(1, 9), repeatNode(digit(0, 9), shortest - 1, shortest - 1), rest);
}

function split({ units, places }: Decimal): [whole: bigint, fraction: string] {
  const scale = 10n ** BigInt(places);
  return [units / scale, places === 0 ? "" : String(units % scale).padStart(places, "0")];
}

const smaller = (a: bigint, b: bigint): bigint => (a < b ? a : b);
const larger = (a: bigint, b: bigint): bigint => (a > b ? a : b);

/** Digit texts from `low` to `high`, which are as long as each other. */
function sameLength(low: string, high: string): RegexNode {
  const length = low.length;
  if (length === 0) return EMPTY;
  if (/^0+$/.test(low) && /^9+$/.test(high)) return repeatNode(digit(0, 9), length, length);
  const [first, last] = [Number(low[0]), Number(high[0])];
  const [lowRest, highRest] = [low.slice(1), high.slice(1)];
  if (first === last) return sequenceNode(digit(first, first), sameLength(lowRest, highRest));
  return choiceNode(
    sequenceNode(digit(first, first), sameLength(lowRest, "9".repeat(length - 1))),
    sequenceNode(digit(first + 1, last - 1), repeatNode(digit(0, 9), length - 1, length - 1)),
    sequenceNode(digit(last, last), sameLength("0".repeat(length - 1), highRest)),
  );
}

interface FractionEnd {
  readonly digits: string;
  readonly inclusive: boolean;
}

/** "", or a point and up to `places` digits, such that the fraction lies between the ends. */
function fractions(low: FractionEnd | undefined, high: FractionEnd | undefined, places: number): RegexNode {
  const options: RegexNode[] = [];
  if (mayEnd(0, low, high)) options.push(EMPTY);
  if (places > 0) options.push(sequenceNode(textNode("."), nextDigit(0, low, high, places)));
  return choiceNode(...options);
}

/** Whether a fraction that equals the ends so far may stop before the digit at `position`: zeros follow, as it were. */
function mayEnd(position: number, low: FractionEnd | undefined, high: FractionEnd | undefined): boolean {
  const isZero = ({ digits }: FractionEnd): boolean => /^0*$/.test(digits.slice(position));
  if (low !== undefined && !(isZero(low) && low.inclusive)) return false;
  return high === undefined || !isZero(high) || high.inclusive;
}

function nextDigit(
  position: number,
  low: FractionEnd | undefined,
  high: FractionEnd | undefined,
  places: number,
): RegexNode {
  if (position === places) return choiceNode();
  if (low === undefined && high === undefined) {
    return repeatNode(digit(0, 9), 1, places - position);
  }
  const options: RegexNode[] = [];
  const [first, last] = [
    Number(low?.digits[position] ?? 0),
    Number(high?.digits[position] ?? (high ? 0 : 9)),
  ];
  const add = (from: number, to: number, lowNext?: FractionEnd, highNext?: FractionEnd): void => {
    if (from > to) return;
    const after = [nextDigit(position + 1, lowNext, highNext, places)];
    if (mayEnd(position + 1, lowNext, highNext)) after.push(EMPTY);
    options.push(sequenceNode(digit(from, to), choiceNode(...after)));
  };
  if (first === last && low !== undefined && high !== undefined) add(first, first, low, high);
  else {
    if (low !== undefined) add(first, Math.min(first, last), low, undefined);
    add(low === undefined ? first : first + 1, high === undefined ? last : last - 1);
    if (high !== undefined) add(Math.max(first, last), last, undefined, high);
  }
  return choiceNode(...options);
}

/** One digit of a run; matches nothing when the run is empty. */
function digit(low: number, high: number): RegexNode {
  return { kind: "characters", set: characterSet([[0x30 + low, 0x30 + high]]) };
}
