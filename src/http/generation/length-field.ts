import { ShimmyError } from "../../core/errors.ts";
import { GENERATION_NUMBER_RULES } from "../../core/generation-options.ts";
import { boundedNumber } from "./number-field.ts";

const RULE = GENERATION_NUMBER_RULES.maxTokens;
const RANGE = `from ${RULE.min} to ${RULE.max}, or -1 for the end of the context`;
const WRONG = `must be a whole number ${RANGE}`;

/** Negative for the end of the context: llama-server and LM Studio write -1, Ollama -2 as well. */
const UNBOUNDED = -2;

/** Where 0 has a use: evaluation harnesses ask how likely a text is, and editors have a prompt computed ahead. */
const ZERO_ROUTES = "`/v1/completions` and `/infill`";

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

/** Ollama's `num_predict`, where 0 is no bound either; {@link fromNumPredict} reads it. */
export function numPredictField(name: string) {
  const description = `${name}, ${RANGE}; 0 is the same as -1.`;
  return boundedNumber({ ...RULE, min: UNBOUNDED, error: WRONG }, description);
}

/** A {@link numPredictField} as the other names of the field have it. */
export function fromNumPredict(value: number | null | undefined): number | null | undefined {
  return value === 0 ? -1 : value;
}

/**
 * A {@link lengthField} that lets 0 through: what becomes of it depends on the route, and {@link toMaxTokens} is told.
 */
export function openLengthField(name: string) {
  const description = `${name}, ${RANGE}. ${ZERO_ROUTES} take 0 too: they compute the prompt and make nothing.`;
  return boundedNumber({ ...RULE, min: UNBOUNDED, error: WRONG }, description);
}

/** What {@link openLengthField} gives, and whether this request may ask for no answer. */
export interface GivenLength {
  readonly value: number;
  /** The client's name of the field. */
  readonly field: string;
  readonly mayBeZero: boolean;
}

/**
 * A length in core's words: null runs to the end of the context.
 *
 * @throws ShimmyError `invalid_request` for 0 where there has to be an answer.
 */
export function toMaxTokens({ value, field, mayBeZero }: GivenLength): number | null {
  if (value === 0 && !mayBeZero) {
    throw new ShimmyError("invalid_request", `${field} ${WRONG}, not 0.`, { param: field });
  }
  return value < 0 ? null : value;
}
