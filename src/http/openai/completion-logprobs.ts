import { z } from "zod";
import type { TokenCandidate, TokenLogprob } from "../../core/token-logprob.ts";
import { finiteLogprob } from "../generation/logprob-body.ts";

/** Log probabilities in the older form, one entry of each list for a token. */
export const COMPLETION_LOGPROBS = z.object({
  tokens: z.array(z.string()),
  token_logprobs: z.array(z.number()),
  top_logprobs: z.array(z.record(z.string(), z.number())),
  text_offset: z.array(z.number()).describe("Where each token begins in the answer, in characters."),
});

/** Writes the tokens of one answer, piece by piece. */
export interface CompletionLogprobsWriter {
  write(entries: readonly TokenLogprob[]): z.output<typeof COMPLETION_LOGPROBS>;
}

/** A writer that goes on counting characters from one piece of the answer to the next. */
export function createCompletionLogprobsWriter(): CompletionLogprobsWriter {
  let characters = 0;
  return {
    write: (entries) => ({
      tokens: entries.map(tokenText),
      token_logprobs: entries.map(({ logprob }) => finiteLogprob(logprob)),
      top_logprobs: entries.map(topByText),
      text_offset: entries.map(({ bytes }) => {
        const [first = 0] = bytes;
        // a token that goes on with a character belongs to that one
        const offset = isContinuation(first) ? Math.max(0, characters - 1) : characters;
        characters += bytes.filter((byte) => !isContinuation(byte)).length;
        return offset;
      }),
    }),
  };
}

/** In UTF-8, a byte that goes on with a character and begins none. */
function isContinuation(byte: number): boolean {
  return (byte & 0xc0) === 0x80;
}

/** The chosen token is among them even where it is none of the likeliest, as OpenAI has it. */
function topByText(entry: TokenLogprob): Record<string, number> {
  const byText = new Map<string, number>();
  for (const candidate of [...entry.top, entry]) {
    const text = tokenText(candidate);
    // two tokens may be the same text; the likelier comes first
    if (!byText.has(text)) byText.set(text, finiteLogprob(candidate.logprob));
  }
  return Object.fromEntries(byText);
}

/** Half a character is written as its bytes, as OpenAI does, because these texts are keys and must not be alike. */
function tokenText({ text, bytes }: TokenCandidate): string {
  if (!text.includes("\uFFFD")) return text;
  return `bytes:${bytes.map((byte) => `\\x${byte.toString(16).padStart(2, "0")}`).join("")}`;
}
