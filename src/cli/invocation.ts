import type { Command } from "commander";
import type { FlagValues } from "../config/config-layer.ts";
import { UsageError } from "./usage-error.ts";

interface NumberRule {
  readonly min: number;
  readonly max: number;
  readonly integer: boolean;
}

/** Arguments and flags of one call of a command, read with the checks that its texts need. */
export class Invocation {
  /** Flags as given, by name (`--slots`); a switch holds `true`. */
  readonly flags: FlagValues;
  /** Arguments without dashes, in order. */
  readonly positional: readonly string[];

  constructor(positional: readonly string[], flags: FlagValues) {
    this.positional = positional;
    this.flags = flags;
  }

  /** The argument at an index, which the command declared as required. */
  argument(index: number): string {
    const text = this.positional[index] ?? "";
    if (text === "") throw new UsageError("The MODEL is empty; shimmy list shows the names.");
    return text;
  }

  /** True when the switch was given. */
  has(flag: string): boolean {
    return this.flags[flag] !== undefined;
  }

  /** The flag's text, the last one when it was repeated. */
  text(flag: string): string | undefined {
    return this.flags[flag]?.at(-1);
  }

  /** Every text of a repeatable flag. */
  texts(flag: string): readonly string[] {
    return this.flags[flag] ?? [];
  }

  /**
   * The flag's number.
   *
   * @throws UsageError when it is no number or out of range.
   */
  number(flag: string, rule: NumberRule): number | undefined {
    const text = this.text(flag);
    return text === undefined ? undefined : parseNumber(flag, text, rule);
  }

  /** The flag's comma-separated numbers. Throws {@link UsageError} as {@link number} does. */
  numbers(flag: string, rule: NumberRule): readonly number[] | undefined {
    const texts = this.text(flag)?.split(",");
    return texts?.map((text) => parseNumber(flag, text.trim(), rule));
  }
}

function parseNumber(flag: string, text: string, rule: NumberRule): number {
  const value = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
  const isAllowed = value >= rule.min && value <= rule.max && (!rule.integer || Number.isInteger(value));
  if (isAllowed) return value;
  const kind = rule.integer ? "a whole number" : "a number";
  throw new UsageError(
    `${flag} must be ${kind} from ${rule.min} to ${rule.max}, not ${JSON.stringify(text.slice(0, 40))}.`,
  );
}

/** The invocation that commander has read. */
export function readInvocation(command: Command): Invocation {
  const flags: Record<string, readonly string[]> = {};
  const values: Record<string, unknown> = command.opts();
  for (const option of command.options) {
    const name = option.attributeName();
    const value = values[name];
    if (option.long === undefined || option.long === null || value === undefined) continue;
    // Commander gives `--no-…` a value even where nobody wrote it.
    if (command.getOptionValueSource(name) !== "cli") continue;
    if (option.negate) flags[option.long] = ["true"];
    else flags[option.long] = Array.isArray(value) ? value.map(String) : [String(value)];
  }
  return new Invocation(command.args, flags);
}
