import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PromptTokenLogprob, TokenLogprob } from "../../core/token-logprob.ts";
import { createCompletionLogprobsWriter } from "./completion-logprobs.ts";

function token(bytes: Uint8Array, logprob = -1): TokenLogprob {
  return { token: 1, text: new TextDecoder().decode(bytes), bytes: [...bytes], logprob, top: [] };
}

/** Tokens that cut a text's bytes at any places. */
const cutText = fc
  .tuple(fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 }), fc.array(fc.nat(40), { maxLength: 8 }))
  .map(([text, cuts]) => {
    const bytes = new TextEncoder().encode(text);
    const borders = [0, ...new Set(cuts.filter((cut) => cut > 0 && cut < bytes.length)), bytes.length];
    borders.sort((left, right) => left - right);
    const pieces = borders.slice(1).map((border, index) => bytes.subarray(borders[index], border));
    return { text, pieces };
  });

describe("the older form of log probabilities", () => {
  it("counts the tokens of an echoed prompt in its characters, whatever is around them", () => {
    const control = (text: string): PromptTokenLogprob => ({ ...token(new Uint8Array()), text });
    const word = (text: string) => token(Buffer.from(text));
    const first = { ...control("<s>"), logprob: null };
    const offsets = (echo: string, ...tokens: PromptTokenLogprob[]) =>
      createCompletionLogprobsWriter(echo).write(tokens).text_offset;
    expect(offsets("hé you", first, word(" hé"), word(" you"), word("!"))).toEqual([0, 0, 2, 6]);
    expect(offsets(" hé you", first, word(" hé"), word(" you"), word("!"))).toEqual([0, 0, 3, 7]);
    expect(offsets("<s>a<e>b", first, word("a"), control("<e>"), word("b"))).toEqual([0, 3, 4, 7]);
    expect(createCompletionLogprobsWriter("a").write([first, word("a")])).toMatchObject({
      tokens: ["<s>", "a"],
      token_logprobs: [null, -1],
      top_logprobs: [null, { a: -1 }],
    });
  });

  it("counts where tokens begin in characters, whole or cut, in one piece or many", () => {
    fc.assert(
      fc.property(cutText, ({ text, pieces }) => {
        const characters = [...text];
        const tokens = pieces.map((piece) => token(piece));
        const { text_offset } = createCompletionLogprobsWriter().write(tokens);
        let position = 0;
        for (const [index, piece] of pieces.entries()) {
          // the character in which the token's first byte lies
          let character = 0;
          for (let size = 0; character < characters.length; character += 1) {
            size += new TextEncoder().encode(characters[character]).length;
            if (size > position) break;
          }
          expect(text_offset[index]).toBe(character);
          position += piece.length;
        }
        const streaming = createCompletionLogprobsWriter();
        expect(tokens.flatMap((entry) => streaming.write([entry]).text_offset)).toEqual(text_offset);
      }),
    );
  });

  it("keeps the chosen token among the likeliest, parts of characters apart, and all values finite", () => {
    const half = token(Uint8Array.of(0xe2, 0x9c), -0.5);
    const candidates = [
      half,
      token(Uint8Array.of(0xe2, 0x9d), Number.NEGATIVE_INFINITY),
      token(Buffer.from("a")),
    ];
    const written = createCompletionLogprobsWriter().write([
      { ...token(Buffer.from("b"), -3), top: candidates },
      { ...half, top: [half] },
    ]);
    expect(written.tokens).toEqual(["b", "bytes:\\xe2\\x9c"]);
    expect(written.token_logprobs).toEqual([-3, -0.5]);
    expect(written.top_logprobs).toEqual([
      { "bytes:\\xe2\\x9c": -0.5, "bytes:\\xe2\\x9d": -9999, a: -1, b: -3 },
      { "bytes:\\xe2\\x9c": -0.5 },
    ]);
  });
});
