import { z } from "zod";
import type { PromptTokenLogprob, TokenCandidate } from "../../core/token-logprob.ts";
import { finiteLogprob } from "../generation/logprob-body.ts";

/** Log probabilities in the older form, one entry of each list for a token. */
export const COMPLETION_LOGPROBS = z.object({
  tokens: z.array(z.string()),
  token_logprobs: z.array(z.number().nullable()).describe("Null for the first token of an echoed prompt."),
  top_logprobs: z.array(z.record(z.string(), z.number()).nullable()),
  text_offset: z.array(z.number()).describe("Where each token begins in the text, in characters."),
});

/** Writes the tokens of one answer, piece by piece. */
export interface CompletionLogprobsWriter {
  write(entries: readonly PromptTokenLogprob[]): z.output<typeof COMPLETION_LOGPROBS>;
}

/**
 * A writer that goes on counting characters from one piece of the text to the next.
 *
 * @param echo the prompt, where its tokens come first. They may bring what it does not have, a begin token or a space
 * before its first word, and names of control tokens in it are characters.
 */
export function createCompletionLogprobsWriter(echo = ""): CompletionLogprobsWriter {
  const prompt = [...echo];
  let characters = 0;
  const lengthOf = ({ text, bytes }: PromptTokenLogprob): number => {
    if (bytes.length > 0) {
      const isAddedSpace = characters === 0 && bytes[0] === SPACE && prompt.length > 0 && prompt[0] !== " ";
      return bytes.filter((byte) => !isContinuation(byte)).length - (isAddedSpace ? 1 : 0);
    }
    const { length } = [...text];
    return prompt.slice(characters, characters + length).join("") === text ? length : 0;
  };
  return {
    write: (entries) => ({
      tokens: entries.map(tokenText),
      token_logprobs: entries.map(({ logprob }) => (logprob === null ? null : finiteLogprob(logprob))),
      top_logprobs: entries.map(topByText),
      text_offset: entries.map((entry) => {
        const [first = 0] = entry.bytes;
        // a token that goes on with a character belongs to that one
        const offset = isContinuation(first) ? Math.max(0, characters - 1) : characters;
        characters += lengthOf(entry);
        return offset;
      }),
    }),
  };
}

const SPACE = 0x20;

/** In UTF-8, a byte that goes on with a character and begins none. */
function isContinuation(byte: number): boolean {
  return (byte & 0xc0) === 0x80;
}

/** The chosen token is among them even where it is none of the likeliest, as OpenAI has it. */
function topByText({ logprob, ...entry }: PromptTokenLogprob): Record<string, number> | null {
  if (logprob === null) return null;
  const byText = new Map<string, number>();
  for (const candidate of [...entry.top, { ...entry, logprob }]) {
    const text = tokenText(candidate);
    // two tokens may be the same text; the likelier comes first
    if (!byText.has(text)) byText.set(text, finiteLogprob(candidate.logprob));
  }
  return Object.fromEntries(byText);
}

/** Half a character is written as its bytes, as OpenAI does, because these texts are keys and must not be alike. */
function tokenText({ text, bytes }: Pick<TokenCandidate, "text" | "bytes">): string {
  if (!text.includes("\uFFFD")) return text;
  return `bytes:${bytes.map((byte) => `\\x${byte.toString(16).padStart(2, "0")}`).join("")}`;
}
