import fc from "fast-check";
import { expect, test } from "vitest";
import { PromptLogprobs } from "./prompt-logprobs.ts";

const vocabulary = { piece: (id: number) => Buffer.from([97 + id]), textOf: String };
/** The likeliest next token after each position is the position's own number. */
const logitsAfter = (position: number) =>
  Float32Array.from({ length: 8 }, (_, id) => (id === position ? 1 : 0));

test("tells every token once, in order, however often the prompt is begun again", () => {
  const prompts = fc.array(fc.integer({ min: 0, max: 7 }), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(prompts, fc.array(fc.nat(8), { maxLength: 4 }), (tokens, restarts) => {
      const logprobs = new PromptLogprobs(Int32Array.from(tokens), 1);
      const told = [];
      for (const end of [...restarts, tokens.length]) {
        for (let position = 0; position < Math.min(end, tokens.length); position++) {
          const wanted = logprobs.wants(position);
          const logits = () => {
            expect(wanted).toBe(true);
            return logitsAfter(position);
          };
          told.push(...logprobs.take(position, logits, vocabulary));
        }
      }
      expect(logprobs.isOpen).toBe(false);
      expect(told.map(({ token }) => token)).toEqual(tokens);
      expect(told.map(({ top }) => top.map(({ token }) => token))).toEqual(
        tokens.map((_, place) => (place === 0 ? [] : [place - 1])),
      );
      const sum = Math.log(7 + Math.E);
      for (const [place, { token, logprob }] of told.entries()) {
        if (place === 0) expect(logprob).toBeNull();
        else expect(logprob).toBeCloseTo((token === place - 1 ? 1 : 0) - sum, 6);
      }
    }),
  );
});
