import { performance } from "node:perf_hooks";
import type { TokenLogprob } from "../../core/token-logprob.ts";
import type { TokenChoice } from "../llama/sampler-chain.ts";
import type { Vocabulary } from "../llama/vocabulary.ts";
import type { EngineEnd } from "../protocol.ts";
import type { Sequence } from "./sequence.ts";
import type { AssembledText } from "./text-assembler.ts";

/** What one token brought. */
export interface Advance {
  /** New text; may be empty. */
  readonly text: string;
  /** Of the tokens that the text shows, where they were asked for. */
  readonly logprobs?: readonly TokenLogprob[];
  /** Present when the sequence is over. */
  readonly end?: EngineEnd;
}

const NO_BYTES = Buffer.alloc(0);

/** Takes a sampled token into its sequence: text, stop strings, the model's own end, the length. */
export function advanceSequence(
  sequence: Sequence,
  { token, logprob, isHidden = false }: TokenChoice,
  vocabulary: Vocabulary,
): Advance {
  if (token === undefined) return finish(sequence, [], "stop");
  sequence.accept(token, performance.now());
  if (!sequence.ignoreEos && vocabulary.isEndOfGeneration(token)) {
    sequence.endToken = token;
    return finish(sequence, [], "stop");
  }
  const { shown } = sequence.sampler;
  const piece = shown.isControl(token)
    ? sequence.text.pushControl(shown.bytes(token).toString("utf8"), logprob)
    : sequence.text.push(isHidden ? NO_BYTES : vocabulary.piece(token), logprob);
  if (piece.stopSequence !== undefined) {
    return { ...piece, end: sequence.end("stop", piece.stopSequence, performance.now()) };
  }
  if (sequence.completionTokens >= sequence.maxTokens) return finish(sequence, [piece], "length");
  return piece;
}

/** Ends a sequence that was to write nothing, once its prompt is computed. */
export function endUnanswered(sequence: Sequence): Advance {
  return finish(sequence, [], "length");
}

/** Ends a sequence with the text that was held back; a stop string may still come to light in it. */
function finish(sequence: Sequence, pieces: readonly AssembledText[], reason: "stop" | "length"): Advance {
  const last = sequence.text.flush();
  const finishReason = last.stopSequence === undefined ? reason : "stop";
  const end = sequence.end(finishReason, last.stopSequence, performance.now());
  return { ...join([...pieces, last]), end };
}

/** Two advances of one sequence as one. */
export function joinAdvances(first: Advance, second: Advance): Advance {
  return { ...join([first, second]), ...(second.end !== undefined && { end: second.end }) };
}

function join(pieces: readonly Pick<Advance, "text" | "logprobs">[]): Advance {
  const logprobs = pieces.flatMap((piece) => piece.logprobs ?? []);
  const text = pieces.map((piece) => piece.text).join("");
  return logprobs.length === 0 ? { text } : { text, logprobs };
}
