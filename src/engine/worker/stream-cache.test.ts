import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CachedSequence } from "./cached-sequence.ts";
import type { StateStore } from "./sequence-cache.ts";
import { StreamCache, type StreamMemory } from "./stream-cache.ts";

/** Streams in miniature: each cell remembers the tokens it was computed after. */
class FakeStreams implements StreamMemory {
  readonly cells = new Map<number, string[]>();
  cloned = 0;

  of(stream: number): string[] {
    const cells = this.cells.get(stream) ?? [];
    this.cells.set(stream, cells);
    return cells;
  }

  clone(source: number, target: number, length: number): boolean {
    expect(source).not.toBe(target);
    expect(this.of(source).length).toBeGreaterThanOrEqual(length);
    this.cells.set(target, this.of(source).slice(0, length));
    this.cloned++;
    return true;
  }

  remove(stream: number, from = 0): void {
    this.cells.set(stream, this.of(stream).slice(0, from));
  }

  compute(stream: number, tokens: Int32Array, position: number): void {
    this.expectPrefix(stream, tokens, position);
    this.of(stream).push(tokens.subarray(0, position + 1).join());
  }

  expectPrefix(stream: number, tokens: Int32Array, length: number): void {
    expect(this.of(stream)).toEqual(
      Array.from({ length }, (_, position) => tokens.subarray(0, position + 1).join()),
    );
  }
}

interface Running {
  readonly cached: CachedSequence;
  tokens: Int32Array;
}

function openCache(streams = 4, store?: StateStore, memory = new FakeStreams()) {
  const cache = new StreamCache({ memory, streams, store });
  const open = (tokens: readonly number[], salt: string | undefined = ""): Running | undefined => {
    const typed = Int32Array.from(tokens);
    const cached = cache.open({ tokens: typed, salt, cellsAhead: 0 });
    return cached && { cached, tokens: typed };
  };
  const mustOpen = (tokens: readonly number[], salt?: string): Running => {
    const running = open(tokens, salt);
    if (running === undefined) throw new Error("no stream");
    return running;
  };
  const compute = ({ cached, tokens }: Running, count = Number.POSITIVE_INFINITY): void => {
    const end = Math.min(cached.promptLength, cached.computed + count);
    for (; cached.computed < end; cached.computed++) memory.compute(cached.id, tokens, cached.computed);
  };
  const generate = (running: Running, token: number): void => {
    expect(cache.grow(running.cached)).toBe(true);
    running.tokens = Int32Array.of(...running.tokens, token);
    memory.compute(running.cached.id, running.tokens, running.cached.computed++);
  };
  const close = ({ cached, tokens }: Running, keep = true): void => cache.close(cached, tokens, keep);
  const finish = (tokens: readonly number[], salt?: string): CachedSequence => {
    const running = mustOpen(tokens, salt);
    compute(running);
    close(running);
    return running.cached;
  };
  return { memory, cache, open, mustOpen, compute, generate, close, finish };
}

/** So many tokens that they are worth a copy, and one of their own behind. */
const LONG = Array.from({ length: 40 }, (_, index) => index + 100);

describe("a new sequence", () => {
  test("goes on in the stream of the conversation that it continues, without a copy", () => {
    const { finish, mustOpen, memory, compute } = openCache();
    const first = finish([...LONG, 1]);
    const next = mustOpen([...LONG, 1, 2]);
    expect(next.cached).toMatchObject({ id: first.id, computed: 41, taken: 41 });
    compute(next);
    expect(memory.cloned).toBe(0);
  });

  test("also where a few tokens of the answer are not in it", () => {
    const { finish, mustOpen, compute } = openCache();
    const first = finish([...LONG, 1, 2, 3]);
    const next = mustOpen([...LONG, 1, 9]);
    expect(next.cached).toMatchObject({ id: first.id, computed: 41 });
    compute(next);
  });

  test("copies a prefix from a running sequence", () => {
    const { mustOpen, compute, memory } = openCache();
    compute(mustOpen([...LONG, 1]));
    const second = mustOpen([...LONG, 2]);
    expect(second.cached).toMatchObject({ id: 1, computed: 40, taken: 40 });
    compute(second);
    expect(memory.cloned).toBe(1);
  });

  test("copies a prefix from an idle one that holds much more, and leaves it that", () => {
    const { finish, mustOpen, compute, cache } = openCache();
    const first = finish([...LONG, ...LONG]);
    const second = mustOpen([...LONG, 2]);
    expect(second.cached).toMatchObject({ id: 1, computed: 40 });
    compute(second);
    expect(cache.idleSequences).toBe(1);
    expect(mustOpen([...LONG, ...LONG, 3]).cached.id).toBe(first.id);
  });

  test("takes the last idle stream with what it shares of it, where all others run", () => {
    const saved: number[] = [];
    const store: StateStore = {
      save: (_id, _salt, tokens) => saved.push(tokens.length),
      match: () => undefined,
      restore: () => 0,
    };
    const { finish, mustOpen, compute, open } = openCache(2, store);
    const first = finish([...LONG, ...LONG]);
    compute(mustOpen([1, 2, 3]));
    const third = mustOpen([...LONG, 2]);
    expect(third.cached).toMatchObject({ id: first.id, computed: 40 });
    expect(saved).toEqual([80]);
    compute(third);
    expect(open([5])).toBeUndefined();
  });

  test("computes a short prefix itself, and one that is a small part of a long sequence", () => {
    const { mustOpen, memory } = openCache();
    const whole = mustOpen(Array.from({ length: 64 * 50 }, (_, index) => index));
    whole.cached.computed = whole.tokens.length;
    expect(mustOpen([...Array.from({ length: 49 }, (_, index) => index), -1]).cached.computed).toBe(0);
    expect(memory.cloned).toBe(0);
  });

  test("waits for a prefix that is being computed, so that it is computed once", () => {
    const { mustOpen, compute, cache, memory } = openCache();
    const first = mustOpen([...LONG, 4]);
    const others = [mustOpen([...LONG, 5]), mustOpen([...LONG, 6])];
    for (const { cached, tokens } of others) expect(cache.advance(cached, tokens)).toBe(false);
    compute(first, 20);
    for (const { cached, tokens } of others) expect(cache.advance(cached, tokens)).toBe(false);
    compute(first);
    for (const other of others) {
      expect(cache.advance(other.cached, other.tokens)).toBe(true);
      expect(other.cached).toMatchObject({ computed: 40, taken: 40 });
      compute(other);
    }
    expect(memory.cloned).toBe(2);
  });

  test("goes on where its leader left off", () => {
    const { mustOpen, compute, cache, close } = openCache();
    const first = mustOpen([...LONG, ...LONG, 4]);
    const second = mustOpen([...LONG, ...LONG, 5]);
    const third = mustOpen([...LONG, ...LONG, 6]);
    compute(first, 50);
    close(first);
    expect(cache.advance(second.cached, second.tokens)).toBe(true);
    expect(second.cached.computed).toBe(50);
    expect(cache.advance(third.cached, third.tokens)).toBe(true);
    compute(second);
    compute(third);
  });

  test("shares nothing with another salt or without one", () => {
    const { finish, mustOpen, compute, close } = openCache();
    finish([...LONG, 1], "a");
    expect(mustOpen([...LONG, 1], "b").cached.computed).toBe(0);
    const cache = openCache();
    for (let turn = 0; turn < 2; turn++) {
      const typed = Int32Array.from([...LONG, 1]);
      const cached = cache.cache.open({ tokens: typed, salt: undefined, cellsAhead: 0 });
      expect(cached?.computed).toBe(0);
      if (cached !== undefined) cache.cache.close(cached, typed, true);
    }
    expect(cache.cache.idleSequences).toBe(0);
    compute(mustOpen([7]));
    close(mustOpen([8]), false);
  });

  test("computes all of it where a copy fails", () => {
    const memory = new FakeStreams();
    memory.clone = () => false;
    const { mustOpen, compute } = openCache(4, undefined, memory);
    compute(mustOpen([...LONG, 1]));
    const second = mustOpen([...LONG, 2]);
    expect(second.cached).toMatchObject({ computed: 0, taken: 0 });
    compute(second);
  });
});

describe("streams", () => {
  test("are taken from the lowest on, so that those in use lie side by side", () => {
    const { mustOpen, close, compute } = openCache();
    const running = [1, 2, 3].map((token) => mustOpen([token]));
    expect(running.map(({ cached }) => cached.id)).toEqual([0, 1, 2]);
    const [first] = running;
    if (first !== undefined) close(first, false);
    const next = mustOpen([9]);
    expect(next.cached.id).toBe(0);
    compute(next);
  });

  test("of the least recently used go first, and a twin is not kept twice", () => {
    const { finish, cache, mustOpen, compute, close } = openCache(3);
    const ids = [1, 2, 3].map((token) => finish([...LONG.map((one) => one * token), token]).id);
    expect(ids).toEqual([0, 1, 2]);
    expect(mustOpen([77]).cached.id).toBe(0);
    const twins = [mustOpen([78, 1]), mustOpen([78, 1])];
    for (const twin of twins) compute(twin);
    for (const twin of twins) close(twin);
    expect(cache.idleSequences).toBe(1);
    cache.clearIdle();
    expect(cache.idleSequences).toBe(0);
    expect(cache.makeRoom()).toBe(false);
    expect(cache.canSpare()).toBe(true);
  });

  test("a sequence ends once, however often it is told", () => {
    const { mustOpen, compute, close, cache } = openCache();
    const running = mustOpen([1, 2, 3]);
    compute(running);
    close(running);
    close(running);
    close(running, false);
    expect(cache.idleSequences).toBe(1);
    expect(mustOpen([5]).cached.id).not.toBe(mustOpen([6]).cached.id);
  });
});

describe("a store", () => {
  test("gets idle sequences while there is time, once each, and only when the next one will need their place", () => {
    const saved: string[] = [];
    const store: StateStore = {
      save: (_id, salt, tokens) => saved.push(`${salt}${tokens.length}`),
      match: () => undefined,
      restore: () => 0,
    };
    const { finish, cache } = openCache(2, store);
    finish([...LONG, 1], "a");
    expect(cache.saveOne()).toBe(false);
    finish([...LONG, 2, 2], "b");
    expect([cache.saveOne(), cache.saveOne(), cache.saveOne()]).toEqual([true, true, false]);
    cache.clearIdle();
    expect(saved).toEqual(["a41", "b42"]);
    expect(openCache(1).cache.saveOne()).toBe(false);
  });

  test("brings back what left, where that is more than what another stream has", () => {
    const parts = openCache(4, {
      save: () => {},
      match: (_salt, tokens) => ({ length: tokens.length, stateTokens: tokens.length }),
      restore: (id, _salt, tokens) => {
        parts.memory.remove(id);
        for (const position of tokens.keys()) parts.memory.compute(id, tokens, position);
        return tokens.length;
      },
    });
    const running = parts.mustOpen([...LONG, 1]);
    expect(running.cached).toMatchObject({ computed: 40, taken: 40 });
    parts.compute(running);
  });

  test("that fails to bring it back leaves what other streams have", () => {
    const parts = openCache(4, {
      save: () => {},
      match: (_salt, tokens) => ({ length: tokens.length, stateTokens: tokens.length }),
      restore: (id) => {
        parts.memory.remove(id);
        return 0;
      },
    });
    parts.compute(parts.mustOpen([...LONG, 1]));
    const second = parts.mustOpen([...LONG, ...LONG, 1]);
    expect(second.cached.computed).toBe(40);
    parts.compute(second);
  });
});

describe("whatever is asked of it", () => {
  const block = fc.constantFrom(LONG, [1], [2], [...LONG, 3]);
  const action = fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant("open" as const),
        blocks: fc.array(block, { minLength: 1, maxLength: 4 }),
        salt: fc.constantFrom("", "x", undefined),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant("compute" as const),
        which: fc.nat(9),
        count: fc.integer({ min: 1, max: 60 }),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant("generate" as const),
        which: fc.nat(9),
        token: fc.constantFrom(1, 2, 100),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constant("close" as const), which: fc.nat(9), keep: fc.boolean() }),
    },
  );

  test("every sequence has the cells of its own tokens, and no stream stays empty beside one that waits", () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 60 }), fc.integer({ min: 1, max: 5 }), (actions, streams) => {
        const { memory, cache, open, compute, generate, close } = openCache(streams);
        const running: Running[] = [];
        for (const step of actions) {
          if (step.kind === "open") {
            const typed = Int32Array.from(step.blocks.flat());
            const opened =
              step.salt === undefined
                ? cache.open({ tokens: typed, salt: undefined, cellsAhead: 0 })
                : open([...typed], step.salt)?.cached;
            expect(opened === undefined).toBe(running.length === streams);
            if (opened !== undefined) running.push({ cached: opened, tokens: typed });
          } else {
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
          }
          for (const { cached, tokens } of running) memory.expectPrefix(cached.id, tokens, cached.computed);
          expect(new Set(running.map(({ cached }) => cached.id)).size).toBe(running.length);
          expect(cache.idleSequences + running.length).toBeLessThanOrEqual(streams);
        }
        // the oldest never waits for anyone, so nobody waits for ever
        const [oldest] = running.sort((a, b) => a.cached.order - b.cached.order);
        if (oldest !== undefined) expect(cache.advance(oldest.cached, oldest.tokens)).toBe(true);
        for (const left of running) close(left);
        cache.clearIdle();
        for (const cells of memory.cells.values()) expect(cells).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });
});
