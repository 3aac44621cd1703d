import { z } from "zod";

/**
 * A field that Shimmy does not act on yet. A value that would change the answer is refused as
 * `unsupported_parameter`, because to ignore it would be to answer something else than was asked.
 *
 * @param isNeutral true for values that change nothing; null and absent always count as neutral.
 */
export function unsupportedField(isNeutral: (value: unknown) => boolean = () => false) {
  return z
    .unknown()
    .refine((value) => value === null || value === undefined || isNeutral(value), {
      error: "is not supported by Shimmy yet with this value; leave it out",
      params: { code: "unsupported_parameter" },
    })
    .optional()
    .describe("Not supported yet: only the neutral value is accepted.");
}

/** Neutral when it is one of these values. */
export function oneOf(...neutral: readonly unknown[]): (value: unknown) => boolean {
  return (value) => neutral.includes(value);
}

/** Neutral when it is an empty text, list or object. */
export function isEmpty(value: unknown): boolean {
  if (value === "") return true;
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}

/** What llama-server's requests may ask of the sampling that Shimmy does not have. */
export const UNSUPPORTED_SAMPLING_FIELDS = {
  adaptive_target: unsupportedField((value) => typeof value === "number" && value < 0),
  min_keep: unsupportedField(oneOf(0)),
  post_sampling_probs: unsupportedField(oneOf(false)),
  grammar_lazy: unsupportedField(oneOf(false)),
};
