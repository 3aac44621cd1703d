import { readFileSync } from "node:fs";
import type { GenerationInput } from "../../src/core/generation-input.ts";
import { builtinModelPath } from "../../src/models/builtin-model.ts";

/** A prompt and what llama.cpp's own server answers to it greedily. */
export interface ReferenceText {
  readonly input: Extract<GenerationInput, { kind: "prompt" | "messages" }>;
  readonly text: string;
  /** Smallest distance between the log probabilities of the likeliest and the second likeliest token on the way, in nats. */
  readonly smallestGap: number;
}

interface ReferenceFile {
  /** Tokens of each text at most. */
  readonly maxTokens: number;
  readonly references: readonly ReferenceText[];
}

/** The built-in model: the trained model that every clone has. */
export const TRAINED_MODEL_PATH = builtinModelPath();

const file = new URL("../../models/shimmy-tiny/eval/reference.json", import.meta.url);

/** Texts of llama.cpp's server for the built-in model; `write-reference.mjs` beside them makes them anew. */
export const { maxTokens: REFERENCE_MAX_TOKENS, references: REFERENCE_TEXTS } = JSON.parse(
  readFileSync(file, "utf8"),
) as ReferenceFile;

/** A plain text and how it goes on. */
export const CONTINUATION = firstContinuation();

function firstContinuation(): { readonly prompt: string; readonly text: string } {
  for (const { input, text } of REFERENCE_TEXTS) {
    if (input.kind === "prompt") return { prompt: input.text, text };
  }
  throw new Error("reference.json has no plain prompt.");
}
