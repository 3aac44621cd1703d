/**
 * Bounds on a GGUF header, far above every model that is known and low enough that a hostile file
 * costs little. Counts beside them are bounded by the bytes that remain in the file, too.
 */
export const GGUF_LIMITS = {
  /** Real models have 20 to 100 keys; llama.cpp compares every key with every other. */
  metadataCount: 16_384,
  /** Real models have up to a few thousand; llama.cpp compares every name with every other. */
  tensorCount: 65_536,
  keyBytes: 65_535,
  /** llama.cpp's GGML_MAX_NAME is 64 with the final zero. */
  tensorNameBytes: 63,
  dimensions: 4,
  /** Longer texts are located and not held. */
  heldTextBytes: 1_048_576,
  /** All texts that are held, together. */
  totalHeldTextBytes: 33_554_432,
  /** Longer arrays of numbers are located and not held; per-layer values are at most 512. */
  heldArrayLength: 1_024,
  /** The largest vocabularies have 262,144 tokens and twice as many merges. */
  stringArrayLength: 4_194_304,
  /** Metadata and tensor list together; the largest known are near 40 MB. */
  headerBytes: 268_435_456,
  /** llama.cpp's LLAMA_MAX_LAYERS; it aborts beyond. */
  layers: 512,
  /** llama.cpp's LLAMA_MAX_EXPERTS; it aborts beyond. */
  experts: 1_024,
  alignmentBytes: 1_048_576,
} as const;
