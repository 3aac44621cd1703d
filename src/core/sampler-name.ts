/** Samplers whose order can be chosen, in llama.cpp's default order. Bans, grammar and the choice itself have fixed places. */
export const SAMPLER_NAMES = [
  "penalties",
  "dry",
  "top_n_sigma",
  "top_k",
  "typical_p",
  "top_p",
  "min_p",
  "xtc",
  "temperature",
] as const;

/** One of {@link SAMPLER_NAMES}. */
export type SamplerName = (typeof SAMPLER_NAMES)[number];
