/** One thing that can be set, and everything that help, validation and messages need to know about it. */
export interface Setting<Value> {
  /** Environment variable. */
  readonly environment: string;
  /** Command line flag, with its dashes. */
  readonly flag: string;
  /** Text that the bare flag stands for, where that is not `true`: `--no-…` means `false`. */
  readonly flagMeans?: string;
  /** Name of the value in help texts; absent for a switch. */
  readonly placeholder?: string;
  /** What it does, in one line. */
  readonly description: string;
  /** Allowed values, in words that follow "must be". */
  readonly allowed: string;
  /** The values, where they are a few words. */
  readonly choices?: readonly string[];
  /** Value when no layer sets it. */
  readonly fallback: Value;
  /** How help texts show the fallback. */
  readonly fallbackText?: string;
  /** Its value is never shown. */
  readonly secret?: boolean;
  /** Adds values of one layer up, for flags that may be given several times; absent takes the last. */
  readonly merge?: (values: readonly Value[]) => Value;
  /** Higher layers come first but do not hide lower ones. Needs {@link merge}. */
  readonly accumulates?: boolean;
  /** The value a text stands for, or undefined when the text is not allowed. */
  readonly parse: (text: string) => Value | undefined;
}

/** Gives the value of a setting, over all layers. */
export type ReadSetting = <Value>(setting: Setting<Value>) => Value;

type Described<Value> = Omit<Setting<Value>, "parse" | "allowed" | "choices" | "merge">;

interface WholeNumberRule {
  readonly min: number;
  readonly max: number;
}

/** A setting that is a whole number within bounds. */
export function wholeNumberSetting<Value extends number | undefined>(
  rule: WholeNumberRule,
  described: Described<Value | number>,
): Setting<Value | number> {
  return {
    ...described,
    allowed: `a whole number from ${rule.min} to ${rule.max}`,
    parse: (text) => {
      if (!/^\d{1,15}$/.test(text)) return undefined;
      const value = Number(text);
      return value >= rule.min && value <= rule.max ? value : undefined;
    },
  };
}

/** A setting that is a number within bounds. */
export function numberSetting<Value extends number | undefined>(
  rule: { readonly min: number; readonly max: number },
  described: Described<Value | number>,
): Setting<Value | number> {
  return {
    ...described,
    allowed: `a number from ${rule.min} to ${rule.max}`,
    parse: (text) => {
      if (!/^\d{1,15}(\.\d{1,15})?$/.test(text)) return undefined;
      const value = Number(text);
      return value >= rule.min && value <= rule.max ? value : undefined;
    },
  };
}

/** A setting that is one of a few words. */
export function choiceSetting<const Choice extends string>(
  choices: readonly Choice[],
  described: Described<Choice>,
): Setting<Choice> {
  return {
    ...described,
    allowed: `one of ${choices.join(", ")}`,
    choices,
    parse: (text) => choices.find((choice) => choice === text.toLowerCase()),
  };
}

/** A setting that is on or off; off where nothing else is said. */
export function switchSetting(
  described: Omit<Described<boolean>, "fallback" | "placeholder"> & { readonly fallback?: boolean },
): Setting<boolean> {
  return {
    fallback: false,
    ...described,
    allowed: "true or false (also 1, 0, yes, no, on, off)",
    parse: (text) => {
      const word = text.toLowerCase();
      if (["true", "1", "yes", "on"].includes(word)) return true;
      return ["false", "0", "no", "off"].includes(word) ? false : undefined;
    },
  };
}

/** A setting that is a list; every part of it is checked, and a flag may be repeated. */
export function listSetting(
  described: Omit<Described<readonly string[]>, "fallback"> & {
    readonly allowed: string;
    readonly split: (text: string) => readonly string[];
    readonly isAllowed: (part: string) => boolean;
  },
): Setting<readonly string[]> {
  const { split, isAllowed, ...rest } = described;
  return {
    ...rest,
    fallback: [],
    merge: (values) => values.flat(),
    parse: (text) => {
      const parts = split(text);
      return parts.length > 0 && parts.every(isAllowed) ? parts : undefined;
    },
  };
}

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
/** Node's timers overflow above 2^31 - 1 ms; a day stays well below. */
const LONGEST_DURATION_MS = 24 * 3_600_000;

/** A setting that is a duration, kept in milliseconds; a bare number is seconds. */
export function durationSetting(described: Described<number>): Setting<number> {
  return {
    ...described,
    allowed: "a duration from 1ms to 24h, for example 500ms, 30s, 5m or 1h",
    parse: parseDurationMs,
  };
}

/** Milliseconds of `500ms`, `30s`, `5m`, `1h` or a bare number of seconds; undefined outside of 1 ms to 24 h. */
export function parseDurationMs(text: string): number | undefined {
  const match = /^(\d{1,9}(?:\.\d{1,3})?)(ms|s|m|h)?$/i.exec(text);
  if (match === null) return undefined;
  const durationMs = Math.round(Number(match[1]) * (UNIT_MS[(match[2] ?? "s").toLowerCase()] ?? 1000));
  return durationMs >= 1 && durationMs <= LONGEST_DURATION_MS ? durationMs : undefined;
}
