import { GENERATION_NUMBER_RULES } from "./generation-options.ts";

const RANDOM_SEED = -1;
const SEED_COUNT = GENERATION_NUMBER_RULES.seed.max + 1;

/** The engine's seed for a whole number of any width: that number modulo the count of seeds; undefined, a random one, for -1. */
export function foldSeed(given: number): number | undefined {
  if (given === RANDOM_SEED) return undefined;
  const remainder = given % SEED_COUNT;
  return remainder < 0 ? remainder + SEED_COUNT : Math.abs(remainder);
}
