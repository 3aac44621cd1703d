import { z } from "zod";
import { foldSeed } from "../../core/fold-seed.ts";
import { GENERATION_NUMBER_RULES } from "../../core/generation-options.ts";

const RULE = "must be a whole number of 64 bits";

/** The seed as OpenAI allows it, of 64 bits; null counts as absent. JSON's numbers round those above 53 bits. */
export const SEED_FIELD = z
  .number(RULE)
  .min(-(2 ** 63), RULE)
  .max(2 ** 64, RULE)
  // z.int() would refuse what is above 53 bits
  .refine((value) => Number.isInteger(value), { error: RULE })
  .nullish()
  .describe(
    `Seed of the random choice; absent or -1 means a random one, which the answer reports. One outside 0 to ${GENERATION_NUMBER_RULES.seed.max} is folded into that range, always the same way.`,
  );

/** The engine's seed: the given one folded into its range; undefined for a random one. */
export function toSeed(given: number | undefined): number | undefined {
  return given === undefined ? undefined : foldSeed(given);
}
