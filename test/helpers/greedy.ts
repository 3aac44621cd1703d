import { DEFAULT_GENERATION_OPTIONS, type GenerationOptions } from "../../src/core/generation-options.ts";

/** Options that make llama.cpp choose the likeliest token always, without penalties. */
export function greedy(maxTokens: number, more: Partial<GenerationOptions> = {}): GenerationOptions {
  return { ...DEFAULT_GENERATION_OPTIONS, temperature: 0, repeatPenalty: 1, maxTokens, ...more };
}

/** What llama.cpp answers greedily to `Once upon a time` with stories260K.gguf, 48 tokens. */
export const STORIES_PROMPT = "Once upon a time";
export const STORIES_REFERENCE =
  ", there was a little girl named Lily. She loved to play outside in the park. One day, she saw a big, red ball. She wanted to play with it,";
