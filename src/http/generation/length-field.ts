import { GENERATION_NUMBER_RULES } from "../../core/generation-options.ts";
import { boundedNumber } from "./number-field.ts";

const RULE = GENERATION_NUMBER_RULES.maxTokens;
const RANGE = `from ${RULE.min} to ${RULE.max}, or -1 for the end of the context`;
const WRONG = `must be a whole number ${RANGE}`;

/** Negative for the end of the context: llama-server and LM Studio write -1, Ollama -2 as well. */
const UNBOUNDED = -2;

/**
 * An upper bound of generated tokens; negative means no bound but the context. Null counts as absent.
 *
 * @param name what is bounded, for the description.
 */
export function lengthField(name: string) {
  return boundedNumber({ ...RULE, min: UNBOUNDED, error: WRONG }, `${name}, ${RANGE}.`)
    .refine((value) => value !== 0, { error: WRONG })
    .describe(`${name}, ${RANGE}.`);
}

/** What {@link lengthField} gives in core's words: null runs to the end of the context. */
export function toMaxTokens(given: number): number | null {
  return given < 0 ? null : given;
}
