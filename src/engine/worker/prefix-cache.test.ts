import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { openPrefixCache, type Running } from "../../../test/helpers/open-prefix-cache.ts";
import type { StateStore } from "./sequence-cache.ts";

describe("a new sequence", () => {
  test("takes the prefix of a finished one, and leaves one token to compute", () => {
    const { mustOpen, compute, close, generate } = openPrefixCache();
    const first = mustOpen([1, 2, 3]);
    compute(first);
    generate(first, 4);
    close(first);
    expect(mustOpen([1, 2, 3, 4, 5]).cached.computed).toBe(4);
    expect(mustOpen([1, 2, 3]).cached.computed).toBe(2);
    expect(mustOpen([9]).cached.computed).toBe(0);
  });

  test("takes the prefix of a running one", () => {
    const { mustOpen, compute, memory } = openPrefixCache();
    compute(mustOpen([1, 2, 3, 4]));
    expect(mustOpen([1, 2, 8]).cached.computed).toBe(2);
    expect(memory.cells).toBe(4);
  });

  test("waits for a prefix that is being computed, so that it is computed once", () => {
    const { mustOpen, compute, cache, memory } = openPrefixCache();
    const first = mustOpen([1, 2, 3, 4]);
    const others = [mustOpen([1, 2, 3, 5]), mustOpen([1, 2, 3, 6])];
    for (const { cached, tokens } of others) expect(cache.advance(cached, tokens)).toBe(false);
    compute(first, 2);
    for (const { cached, tokens } of others) expect(cache.advance(cached, tokens)).toBe(false);
    compute(first);
    for (const other of others) {
      expect(cache.advance(other.cached, other.tokens)).toBe(true);
      expect(other.cached.computed).toBe(3);
      compute(other);
    }
    expect(memory.cells).toBe(6);
  });

  test("goes on by itself where its leader left off", () => {
    const { mustOpen, compute, cache, close } = openPrefixCache();
    const first = mustOpen([1, 2, 3, 4]);
    const second = mustOpen([1, 2, 3, 5]);
    const third = mustOpen([1, 2, 3, 6]);
    compute(first, 2);
    close(first);
    expect(cache.advance(second.cached, second.tokens)).toBe(true);
    expect(second.cached.computed).toBe(2);
    expect(cache.advance(third.cached, third.tokens)).toBe(false);
    compute(second);
    expect(cache.advance(third.cached, third.tokens)).toBe(true);
    expect(third.cached.computed).toBe(3);
  });

  test("shares nothing with another salt, without a salt, or where the memory cannot be shared", () => {
    const { mustOpen, compute } = openPrefixCache();
    compute(mustOpen([1, 2, 3], "a"));
    expect(mustOpen([1, 2, 3], "b").cached.computed).toBe(0);
    const alone = openPrefixCache({ canShare: false });
    const first = alone.mustOpen([1, 2, 3]);
    alone.compute(first);
    expect(alone.mustOpen([1, 2, 3]).cached.computed).toBe(0);
    alone.close(first);
    expect(alone.cache.idleSequences).toBe(0);
  });
});

describe("room", () => {
  test("is refused when running sequences need it, and made by forgetting the least recently used", () => {
    const { open, mustOpen, compute, close, cache } = openPrefixCache({ cells: 8 });
    for (const start of [10, 20]) {
      const past = mustOpen([start, 2, 3]);
      compute(past);
      close(past);
    }
    const again = mustOpen([10, 2, 4]);
    compute(again);
    close(again);
    expect(cache.usedCells).toBe(7);
    const running = mustOpen([30, 2, 3, 4]);
    compute(running);
    expect(cache.usedCells).toBe(8);
    expect(open([20, 2, 3])?.cached.computed).toBe(0);
    expect(open([40, 1, 2, 3, 4])).toBeUndefined();
  });

  test("is kept ahead for the growth of others", () => {
    const { open, mustOpen, generate, compute } = openPrefixCache({ cells: 8 });
    const running = mustOpen([1, 2, 3, 4]);
    compute(running);
    expect(open([5, 6], "", 3)).toBeUndefined();
    expect(open([5, 6], "", 2)).toBeDefined();
    expect([generate(running, 7), generate(running, 7), generate(running, 7)]).toEqual([true, true, false]);
  });

  test("is not wasted on idle sequences beyond their bound", () => {
    const { mustOpen, compute, close, cache } = openPrefixCache({ idleCells: () => 5 });
    for (const start of [10, 20, 30]) {
      const past = mustOpen([start, 2, 3]);
      compute(past);
      close(past);
    }
    expect(cache.idleCells).toBeLessThanOrEqual(5);
    cache.clearIdle();
    expect(cache.usedCells).toBe(0);
  });
});

test("a conversation that goes on is kept once, and twins share their cells", () => {
  const { mustOpen, compute, close, generate, cache, memory } = openPrefixCache();
  const first = mustOpen([1, 2]);
  compute(first);
  generate(first, 3);
  close(first);
  const next = mustOpen([1, 2, 3, 4]);
  expect(cache.idleSequences).toBe(0);
  compute(next);
  const [left, right] = [mustOpen([1, 2, 3, 4, 5]), mustOpen([1, 2, 3, 4, 6])];
  close(next);
  for (const running of [left, right]) compute(running);
  for (const [running, token] of [
    [left, 7],
    [right, 8],
  ] as const) {
    generate(running, token);
    close(running);
  }
  expect(memory.cells).toBe(8);
  expect(cache.usedCells).toBe(8);
  const twins = [mustOpen([1, 2, 9]), mustOpen([1, 2, 9, 9])];
  for (const twin of twins) {
    expect(cache.advance(twin.cached, twin.tokens)).toBe(true);
    compute(twin);
    generate(twin, 9);
    generate(twin, 9);
  }
  for (const twin of twins) close(twin);
  expect(memory.cells).toBe(cache.usedCells);
});

test("finished sequences of one prompt hold its last token once", () => {
  const { mustOpen, compute, close, generate, cache, memory } = openPrefixCache({ cells: 32 });
  for (const token of [7, 8, 9]) {
    const answer = mustOpen([1, 2, 3]);
    compute(answer);
    generate(answer, token);
    close(answer);
  }
  expect(cache.usedCells).toBe(6);
  expect(memory.cells).toBe(6);
});

test("a sequence ends once, however often it is told", () => {
  const { mustOpen, compute, close, cache } = openPrefixCache();
  const running = mustOpen([1, 2, 3]);
  compute(running);
  close(running);
  close(running);
  close(running, false);
  const [left, right] = [mustOpen([5]), mustOpen([6])];
  expect(left.cached.id).not.toBe(right.cached.id);
  expect(cache.idleSequences).toBe(1);
});

describe("what left the cells", () => {
  const long = Array.from({ length: 40 }, (_, index) => index);
  const openWithStore = (cells: number, store: Partial<StateStore>) =>
    openPrefixCache({
      cells,
      store: { save: () => {}, match: () => undefined, restore: () => 0, ...store },
    });

  test("comes back in place of computing it", () => {
    const opened = openWithStore(100, {
      match: () => ({ length: 39, stateTokens: 39 }),
      restore: (sequence, _salt, tokens) => {
        for (let position = 0; position < 39; position++) opened.memory.compute(sequence, tokens, position);
        return 39;
      },
    });
    const running = opened.mustOpen(long);
    expect(running.cached).toMatchObject({ computed: 39, taken: 39 });
    opened.compute(running);
    expect(opened.memory.cells).toBe(40);
  });

  test("that fails to come back leaves what others have, and is counted right", () => {
    const opened = openWithStore(100, {
      match: () => ({ length: 39, stateTokens: 39 }),
      restore: (sequence) => {
        opened.memory.remove(sequence);
        return 0;
      },
    });
    const first = opened.mustOpen([0, 1, 2, 3, 99], "");
    opened.compute(first);
    const second = opened.mustOpen(long);
    expect(second.cached.computed).toBe(4);
    opened.compute(second);
    expect(opened.memory.cells).toBe(opened.cache.usedCells);
  });

  test("stays away where there is no room for the whole of it, or little to gain", () => {
    let restored = 0;
    const restore = (): number => ++restored && 0;
    openWithStore(60, { match: () => ({ length: 39, stateTokens: 61 }), restore }).mustOpen(long);
    openWithStore(900, { match: () => ({ length: 39, stateTokens: 800 }), restore }).mustOpen(long);
    expect(restored).toBe(0);
  });

  test("is not held twice beside one that computes it just now", () => {
    let restored = 0;
    const { mustOpen } = openWithStore(200, {
      match: (_salt, tokens) => (restored > 0 ? { length: tokens.length, stateTokens: 40 } : undefined),
      restore: () => ++restored && 0,
    });
    mustOpen(long);
    restored = 1;
    expect(mustOpen([...long, 50]).cached.leader).toBeDefined();
    expect(restored).toBe(1);
  });
});

describe("whatever is asked of it", () => {
  const alphabet = fc.integer({ min: 0, max: 1 });
  const action = fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant("open" as const),
        tokens: fc.array(alphabet, { minLength: 1, maxLength: 9 }),
        salt: fc.constantFrom("", "x", undefined),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant("compute" as const),
        which: fc.nat(9),
        count: fc.integer({ min: 1, max: 4 }),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({ kind: fc.constant("generate" as const), which: fc.nat(9), token: alphabet }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constant("close" as const), which: fc.nat(9), keep: fc.boolean() }),
    },
  );

  test("every sequence has the cells of its own tokens, and there are never more than there may be", () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 80 }), fc.integer({ min: 12, max: 30 }), (actions, cells) => {
        const { memory, cache, open, compute, generate, close } = openPrefixCache({
          cells,
          sequenceIds: 5,
          idleCells: () => cells,
        });
        const running: Running[] = [];
        for (const step of actions) {
          if (step.kind === "open") {
            const opened = open(step.tokens, step.salt);
            if (opened !== undefined) running.push(opened);
            continue;
          }
          const chosen = running[step.which % Math.max(1, running.length)];
          if (chosen === undefined) continue;
          const isPrompt = chosen.cached.computed < chosen.cached.promptLength;
          if (step.kind === "compute" && cache.advance(chosen.cached, chosen.tokens))
            compute(chosen, step.count);
          if (step.kind === "generate" && !isPrompt) generate(chosen, step.token);
          if (step.kind === "close") {
            running.splice(running.indexOf(chosen), 1);
            close(chosen, step.keep);
          }
          for (const { cached, tokens } of running) memory.expectPrefix(cached.id, tokens, cached.computed);
          // each running sequence may have computed its prompt's last token beside others that have it too
          expect(memory.cells).toBeLessThanOrEqual(cells + running.length);
          expect(cache.usedCells).toBeLessThanOrEqual(cells);
        }
        // the oldest never waits for anyone, so nobody waits for ever
        const [oldest] = running.sort((a, b) => a.cached.order - b.cached.order);
        if (oldest !== undefined) expect(cache.advance(oldest.cached, oldest.tokens)).toBe(true);
        for (const left of running) close(left);
        cache.clearIdle();
        expect(memory.cells).toBe(0);
        expect(cache.usedCells).toBe(0);
      }),
      { numRuns: 1000 },
    );
  });
});
