import { performance } from "node:perf_hooks";
import type { Vocabulary } from "../llama/vocabulary.ts";
import type { EngineEnd } from "../protocol.ts";
import type { Sequence } from "./sequence.ts";

/** What one token brought. */
export interface Advance {
  /** New text; may be empty. */
  readonly text: string;
  /** Present when the sequence is over. */
  readonly end?: EngineEnd;
}

/** Takes a sampled token into its sequence: text, stop strings, the model's own end, the length. */
export function advanceSequence(sequence: Sequence, token: number, vocabulary: Vocabulary): Advance {
  sequence.accept(token, performance.now());
  if (!sequence.ignoreEos && vocabulary.isEndOfGeneration(token)) return finish(sequence, "", "stop");
  const { text, stopSequence } = sequence.text.push(vocabulary.piece(token));
  if (stopSequence !== undefined) {
    return { text, end: sequence.end("stop", stopSequence, performance.now()) };
  }
  if (sequence.completionTokens >= sequence.maxTokens) return finish(sequence, text, "length");
  return { text };
}

/** Ends a sequence with the text that was held back; a stop string may still come to light in it. */
function finish(sequence: Sequence, text: string, reason: "stop" | "length"): Advance {
  const last = sequence.text.flush();
  const finishReason = last.stopSequence === undefined ? reason : "stop";
  return { text: text + last.text, end: sequence.end(finishReason, last.stopSequence, performance.now()) };
}
