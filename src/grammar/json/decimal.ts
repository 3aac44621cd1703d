/** A finite number's exact decimal digits: `units` · 10^-`places`. */
export interface Decimal {
  readonly units: bigint;
  /** Digits after the point; 0 or more. */
  readonly places: number;
}

/** The decimal that JavaScript (and JSON.stringify) writes for a number: the shortest that reads back the same. */
export function decimalOf(value: number): Decimal {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(value));
  const [, sign = "", whole = "0", fraction = "", exponent = "0"] = match ?? [];
  const shift = fraction.length - Number(exponent);
  const units = BigInt(`${sign}${whole}${fraction}`) * 10n ** BigInt(Math.max(0, -shift));
  return { units, places: Math.max(0, shift) };
}

/** The two decimals' units at the same number of places. */
export function alignDecimals(a: Decimal, b: Decimal): readonly [bigint, bigint, places: number] {
  const places = Math.max(a.places, b.places);
  const scale = (decimal: Decimal): bigint => decimal.units * 10n ** BigInt(places - decimal.places);
  return [scale(a), scale(b), places];
}

/** Whether `value` is a multiple of `divisor` in exact decimal arithmetic: 0.3 is one of 0.1. */
export function isMultiple(value: number, divisor: number): boolean {
  const [dividend, step] = alignDecimals(decimalOf(value), decimalOf(divisor));
  return dividend % step === 0n;
}
