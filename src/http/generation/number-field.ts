import { z } from "zod";
import { GENERATION_NUMBER_RULES } from "../../core/generation-options.ts";

type NumberOption = keyof typeof GENERATION_NUMBER_RULES;

/** What a field's number must keep to. */
export interface NumberBounds {
  readonly min: number;
  readonly max: number;
  readonly integer: boolean;
  /** Said behind the lower bound in the refusal, for example what the bound means. */
  readonly note?: string;
  /** The refusal, where the bounds alone do not tell what is allowed. */
  readonly error?: string;
}

/** A number within the range that core allows; null counts as absent, as OpenAI's clients send it. */
export function numberField(option: NumberOption, description: string) {
  return boundedNumber(GENERATION_NUMBER_RULES[option], description);
}

/** A number within bounds of its own; null counts as absent. */
export function boundedNumber({ min, max, integer, note = "", error }: NumberBounds, description: string) {
  const text = error ?? `must be ${integer ? "a whole number" : "a number"} from ${min}${note} to ${max}`;
  const base = z.number(text).min(min, text).max(max, text);
  return (integer ? base.int(text) : base).nullish().describe(description);
}

/** True or false; null counts as absent. */
export function switchField(description: string) {
  return z.boolean("must be true or false").nullish().describe(description);
}
