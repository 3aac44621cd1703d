import { SAMPLER_NAMES, type SamplerName } from "./sampler-name.ts";

/** Names that llama.cpp's programs take beside the usual spellings. */
const OTHER_NAMES: readonly (readonly [alias: string, name: SamplerName])[] = [
  ["temp", "temperature"],
  ["typ_p", "typical_p"],
  ["typ", "typical_p"],
  ["nucleus", "top_p"],
];

/** Every spelling without its case and separators: `top_k`, `top-k` and `topk` are one. */
const BY_SPELLING: ReadonlyMap<string, SamplerName> = new Map([
  ...SAMPLER_NAMES.map((name) => [bare(name), name] as const),
  ...OTHER_NAMES.map(([alias, name]) => [bare(alias), name] as const),
]);

/** The sampler that a text names, in any spelling that llama-server takes; undefined for no sampler. */
export function parseSamplerName(text: string): SamplerName | undefined {
  return BY_SPELLING.get(bare(text));
}

function bare(text: string): string {
  return text.toLowerCase().replaceAll(/[_-]/g, "");
}
