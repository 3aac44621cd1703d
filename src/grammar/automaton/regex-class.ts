import {
  type CharacterRange,
  type CharacterSet,
  characterSet,
  charactersOf,
  complementOf,
} from "./character-set.ts";

const DIGITS = characterSet([[0x30, 0x39]]);
const WORD = characterSet([
  [0x30, 0x39],
  [0x41, 0x5a],
  [0x61, 0x7a],
  [0x5f, 0x5f],
]);
const SPACE = characterSet([
  ...charactersOf("\t\n\v\f\r \u00a0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff"),
  [0x2000, 0x200a],
]);

/** What `.` matches: ECMAScript's line terminators are left out. */
export const NOT_LINE_BREAK = complementOf(charactersOf("\n\r\u2028\u2029"));

/** `\d \w \s` and their opposites, as ECMAScript defines them: digits and words are ASCII. */
export const CLASS_ESCAPES: Readonly<Record<string, CharacterSet>> = {
  d: DIGITS,
  D: complementOf(DIGITS),
  w: WORD,
  W: complementOf(WORD),
  s: SPACE,
  S: complementOf(SPACE),
};

/** Escapes of one control character. */
export const CONTROL_ESCAPES: Readonly<Record<string, number>> = {
  t: 0x09,
  n: 0x0a,
  v: 0x0b,
  f: 0x0c,
  r: 0x0d,
};

/**
 * Characters of a Unicode property as in `\p{Letter}` or `\p{Script=Greek}`, asked of the JavaScript
 * engine for every code point, which takes some ten milliseconds; kept for the next time.
 *
 * @returns undefined when there is no such property.
 */
export function propertyClass(property: string): CharacterSet | undefined {
  const known = PROPERTIES.get(property);
  if (known !== undefined || !/^[A-Za-z_]+(=[A-Za-z_]+)?$/.test(property)) return known;
  let expression: RegExp;
  try {
    expression = new RegExp(`\\p{${property}}+`, "gu");
  } catch {
    return undefined;
  }
  const ranges: CharacterRange[] = [];
  for (let start = 0; start <= 0x10_ffff; start += BLOCK) {
    const codes = Array.from({ length: BLOCK }, (_, offset) => start + offset);
    // half a surrogate pair would join with what stands beside it
    const block = String.fromCodePoint(...codes.filter((code) => code < 0xd800 || code > 0xdfff));
    for (const [run] of block.matchAll(expression)) {
      for (const character of run) {
        const code = character.codePointAt(0) ?? 0;
        const last = ranges.at(-1);
        if (last !== undefined && last[1] + 1 === code) ranges[ranges.length - 1] = [last[0], code];
        else ranges.push([code, code]);
      }
    }
  }
  const set = characterSet(ranges);
  PROPERTIES.set(property, set);
  return set;
}

/** Code points that are asked for at once. */
const BLOCK = 0x1000;

/** There are a few hundred properties in all, so this does not grow without end. */
const PROPERTIES = new Map<string, CharacterSet>();
