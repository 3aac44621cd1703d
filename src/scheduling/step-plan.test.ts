import fc from "fast-check";
import { expect, test } from "vitest";
import { planStep, takeTurns } from "./step-plan.ts";

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

test("lets prompts and running answers take turns", () => {
  const [prompt, running] = [sequence(7), sequence(1)];
  const first = takeTurns([running, prompt], false);
  expect(first).toEqual({ turn: [prompt], isPrompts: true });
  expect(takeTurns([running, prompt], first.isPrompts)).toEqual({ turn: [running], isPrompts: false });
});

test("leaves nobody out for two steps, and nobody for one where all are alike", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 20 }),
      fc.boolean(),
      (remaining, wasPrompts) => {
        const all = remaining.map(sequence);
        const first = takeTurns(all, wasPrompts);
        const second = takeTurns(all, first.isPrompts);
        expect(new Set([...first.turn, ...second.turn])).toEqual(new Set(all));
        expect(first.turn.length).toBeGreaterThan(0);
        const alike = all.every(({ pendingTokens }) => pendingTokens > 1 === (remaining[0] ?? 0) > 1);
        if (alike) expect(first).toEqual({ turn: all, isPrompts: false });
      },
    ),
  );
});
