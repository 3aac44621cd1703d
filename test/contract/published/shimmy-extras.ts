import { z } from "zod";

/*
 * Everything that Shimmy documents beside the fields of the APIs it speaks (docs/reference/http.md). The published
 * schemas are closed: a field that is neither theirs nor here is a fault.
 */

const count = z.int().nonnegative();
const duration = z.number().nonnegative();

/** Where the time went; the fields of llama-server's `timings` have other names. */
const timings = z.strictObject({
  queue_ms: duration,
  prompt_ms: duration,
  generation_ms: duration,
  prompt_tokens_per_second: duration,
  generation_tokens_per_second: duration,
  draft_tokens: count,
  draft_accepted_tokens: count,
});

/** Counts in OpenAI's shape, beside Ollama's own. */
const usage = z.object({ prompt_tokens: count, completion_tokens: count, total_tokens: count });

/** Of whole answers, and of the last frame of streams. */
export const ANSWER_EXTRAS = { timings: timings.optional(), seed: count.optional() };

/** Of messages and deltas in OpenAI's shape: the name that DeepSeek, vLLM and llama-server gave to thoughts. */
export const REASONING_EXTRAS = { reasoning_content: z.string().nullish() };

/** Of Ollama's last frames. */
export const OLLAMA_EXTRAS = { usage: usage.optional(), ...ANSWER_EXTRAS };

/** Of Ollama's models: its newer servers send them, and its published description does not tell of them yet. */
export const OLLAMA_DETAILS_EXTRAS = { context_length: count.optional(), embedding_length: count.optional() };

/** Of `/api/show`: which chat template is in force. */
export const OLLAMA_SHOW_EXTRAS = { template_source: z.string().optional() };

/** Of error bodies in OpenAI's shape. */
export const ERROR_EXTRAS = { details: z.record(z.string(), z.unknown()).optional() };
