import { z } from "zod";
import { DRY_RULES, STOP_RULES } from "../../core/generation-options.ts";

const shortText = (maxLength: number) => {
  const rule = `must be a text of 1 to ${maxLength} characters`;
  return z.string(rule).min(1, rule).max(maxLength, rule);
};
const stopText = shortText(STOP_RULES.maxLength);

/** Texts that end an answer: one, or a list. */
export const STOP_FIELD = z
  .union([stopText, z.array(stopText).max(STOP_RULES.maxCount)], {
    error: `must be a text of 1 to ${STOP_RULES.maxLength} characters or a list of at most ${STOP_RULES.maxCount} of them`,
  })
  .nullish()
  .describe("Texts that end the answer; they are not part of it.");

/** Texts over which DRY sees no repetition. */
export const DRY_SEQUENCE_BREAKERS_FIELD = z
  .array(shortText(DRY_RULES.maxBreakerLength))
  .max(DRY_RULES.maxBreakers)
  .nullish()
  .describe('Texts that end a repetition for DRY; the default is ["\\n", ":", "\\"", "*"].');
