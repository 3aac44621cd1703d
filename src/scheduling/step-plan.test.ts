import fc from "fast-check";
import { expect, test } from "vitest";
import { planStep } from "./step-plan.ts";

const sequence = (pendingTokens: number) => ({ pendingTokens });

test("serves running requests first, then prompts in order of arrival", () => {
  const [longPrompt, running, nextPrompt] = [sequence(100), sequence(1), sequence(5)];
  expect(planStep([longPrompt, running, nextPrompt], 64, 32)).toEqual([
    { sequence: running, tokens: 1 },
    { sequence: longPrompt, tokens: 32 },
  ]);
  expect(planStep([sequence(3), running, nextPrompt], 64, 32).map(({ tokens }) => tokens)).toEqual([1, 3, 5]);
});

test("cuts prompts whose tokens all have an output to one of their own and the spare ones", () => {
  const measured = (pendingTokens: number) => ({ pendingTokens, outputsAll: true });
  const tokensOf = (spare: number | undefined) =>
    planStep([measured(100), sequence(1), measured(4), measured(100), sequence(30)], 512, 256, spare).map(
      ({ tokens }) => tokens,
    );
  expect(tokensOf(undefined)).toEqual([1, 1, 1, 1, 30]);
  expect(tokensOf(101)).toEqual([1, 100, 3, 1, 30]);
  expect(tokensOf(112)).toEqual([1, 100, 4, 11, 30]);
});

test("gives every running request its token, keeps to both bounds, and always moves on", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 20 }),
      fc.integer({ min: 20, max: 128 }),
      fc.integer({ min: 1, max: 128 }),
      (remaining, batchTokens, budget) => {
        const shares = planStep(remaining.map(sequence), batchTokens, budget);
        const decoding = remaining.filter((tokens) => tokens === 1).length;
        const prompts = shares.filter(({ sequence: { pendingTokens } }) => pendingTokens > 1);
        expect(shares.length - prompts.length).toBe(decoding);
        expect(shares.reduce((sum, { tokens }) => sum + tokens, 0)).toBeLessThanOrEqual(batchTokens);
        expect(prompts.reduce((sum, { tokens }) => sum + tokens, 0)).toBeLessThanOrEqual(budget);
        expect(shares.length).toBeGreaterThan(0);
        for (const { sequence: planned, tokens } of prompts)
          expect(tokens).toBeLessThanOrEqual(planned.pendingTokens);
      },
    ),
  );
});
