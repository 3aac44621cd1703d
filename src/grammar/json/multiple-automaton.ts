import { alphabetOf } from "../automaton/alphabet.ts";
import type { Automaton } from "../automaton/automaton.ts";
import { charactersOf } from "../automaton/character-set.ts";
import type { Decimal } from "./decimal.ts";

/** Remainders that an automaton keeps apart at most. */
const MAX_REMAINDERS = 1_000n;
/** Digits after the point, or zeros at the end, that it counts at most. */
const MAX_COUNT = 15;

/**
 * Accepts decimal texts (a minus, digits, a point and digits) that are multiples of a divisor: the
 * automaton reads from the left and keeps the remainder. Divisors that are a power of ten only need
 * their zeros counted.
 *
 * @returns undefined when the divisor has too many remainders or digits for that.
 */
export function multipleAutomaton(divisor: Decimal): Automaton | undefined {
  const { units, places } = reduced(divisor);
  if (places > MAX_COUNT) return undefined;
  if (units <= MAX_REMAINDERS) return remainders(units, places);
  const zeros = String(units).length - 1;
  return places === 0 && units === 10n ** BigInt(zeros) && zeros <= MAX_COUNT
    ? trailingZeros(zeros)
    : undefined;
}

function reduced({ units, places }: Decimal): Decimal {
  return places > 0 && units % 10n === 0n
    ? reduced({ units: units / 10n, places: places - 1 })
    : { units, places };
}

/** States by remainder of the units read so far, and by digits read after the point. */
function remainders(units: bigint, places: number): Automaton {
  const count = Number(units);
  // -1: before the point; then the digits after it, up to those that count
  const stateOf = (remainder: number, fraction: number): number => (fraction + 1) * count + remainder;
  return fromDigits((places + 2) * count, (state) => {
    const remainder = state % count;
    const fraction = Math.floor(state / count) - 1;
    const missing = places - Math.max(0, fraction);
    const accepting = (BigInt(remainder) * 10n ** BigInt(missing)) % units === 0n;
    const point = fraction < 0 ? stateOf(remainder, 0) : -1;
    const digit = (value: number): number => {
      if (fraction === places) return value === 0 ? state : -1;
      const next = Number((BigInt(remainder) * 10n + BigInt(value)) % units);
      return stateOf(next, fraction < 0 ? -1 : fraction + 1);
    };
    return { accepting, point, digit };
  });
}

/** The number 0, or at least `zeros` zeros at the end of a whole number; a fraction of zeros may follow. */
function trailingZeros(zeros: number): Automaton {
  // states: zeros read, all digits so far being zero; then zeros since the last other digit; then the fraction
  const [start, fraction] = [0, zeros + 2];
  return fromDigits(zeros + 3, (state) => ({
    accepting: state === start || state === zeros + 1 || state === fraction,
    point: state === start || state === zeros + 1 ? fraction : -1,
    digit: (value) => {
      if (state === fraction) return value === 0 ? fraction : -1;
      if (value !== 0) return 1;
      return state === start ? start : Math.min(state + 1, zeros + 1);
    },
  }));
}

interface DigitState {
  readonly accepting: boolean;
  readonly point: number;
  readonly digit: (value: number) => number;
}

function fromDigits(stateCount: number, describe: (state: number) => DigitState): Automaton {
  const characters = [..."0123456789.-"];
  const { classes, members } = alphabetOf(characters.map(charactersOf));
  const next: Int32Array[] = [];
  const accepting: boolean[] = [];
  for (let state = 0; state < stateCount; state++) {
    const { accepting: accepts, point, digit } = describe(state);
    const row = new Int32Array(classes.length).fill(-1);
    characters.forEach((character, index) => {
      const to = character === "." ? point : character === "-" ? state : digit(Number(character));
      row[members[index]?.[0] ?? 0] = to;
    });
    next.push(row);
    accepting.push(accepts);
  }
  return { classes, next, accepting };
}
