import type { JinjaValue } from "./jinja-library.ts";
import { isAbsent, isText } from "./jinja-values.ts";
import type { ValueMeter } from "./value-meter.ts";

/** Evaluated arguments of one filter or method call. */
export interface JinjaCall {
  readonly positional: readonly JinjaValue[];
  readonly named: ReadonlyMap<string, JinjaValue>;
  /** Where results are weighed before they are made. */
  readonly meter: ValueMeter;
  readonly tests: ReadonlyMap<string, (...values: JinjaValue[]) => boolean>;
}

/** An argument by position or name; undefined when it was not given. */
export function argument(call: JinjaCall, position: number, name: string): JinjaValue | undefined {
  const value = call.positional[position] ?? call.named.get(name);
  return value === undefined || isAbsent(value) ? undefined : value;
}

/** A text argument. Throws when it is of another kind, or absent without a fallback. */
export function textArgument(call: JinjaCall, position: number, name: string, fallback?: string): string {
  const value = argument(call, position, name);
  if (value === undefined && fallback !== undefined) return fallback;
  if (!isText(value)) throw new Error(`the argument ${name} must be a text`);
  return value.value;
}

/** A whole-number argument. Throws when it is of another kind. */
export function integerArgument(call: JinjaCall, position: number, name: string, fallback: number): number {
  const value = argument(call, position, name)?.value ?? fallback;
  if (typeof value !== "number" || !Number.isInteger(value)) {
    throw new Error(`the argument ${name} must be a whole number`);
  }
  return value;
}

/** A truth value; false when it was not given. */
export function flagArgument(call: JinjaCall, position: number, name: string): boolean {
  return argument(call, position, name)?.value === true;
}
