import { z } from "zod";
import { ShimmyError } from "../../core/errors.ts";
import { GENERATION_NUMBER_RULES } from "../../core/generation-options.ts";
import { numberField, switchField } from "./number-field.ts";

const { max } = GENERATION_NUMBER_RULES.logprobs;
const COUNT_RULE = `must be a whole number from 0 to ${max}`;
const count = z.number(COUNT_RULE).int(COUNT_RULE).min(0, COUNT_RULE).max(max, COUNT_RULE);

/** `logprobs` and `top_logprobs` as chat clients write them. */
export const SWITCHED_LOGPROBS_FIELDS = {
  logprobs: switchField("Reports the log probability of each token of the answer."),
  top_logprobs: numberField("logprobs", "How many likely alternatives of each token `logprobs` reports too."),
};

/** `logprobs` as the older completions write it. */
export const COUNTED_LOGPROBS_FIELD = z
  .union([count, z.literal(false)], { error: COUNT_RULE })
  .nullish()
  .describe("Reports the log probability of each token, with this many likely alternatives.");

/** Either of the two. */
export const NATIVE_LOGPROBS_FIELDS = {
  logprobs: z
    .union([count, z.boolean()], { error: `must be true, false or a whole number from 0 to ${max}` })
    .nullish()
    .describe("Reports log probabilities: true, with `top_logprobs` alternatives, or how many of these."),
  top_logprobs: SWITCHED_LOGPROBS_FIELDS.top_logprobs,
};

/**
 * How many alternatives are asked for with each token; undefined where no log probabilities are.
 *
 * @throws ShimmyError `invalid_request` for alternatives without `logprobs`.
 */
export function toLogprobs(
  logprobs: number | boolean | null | undefined,
  topLogprobs: number | null | undefined,
): number | undefined {
  if (typeof logprobs === "number") return logprobs;
  if (logprobs === true) return topLogprobs ?? 0;
  if (!topLogprobs) return undefined;
  throw new ShimmyError("invalid_request", "top_logprobs needs logprobs to be true.", {
    param: "top_logprobs",
  });
}
