import { expect } from "vitest";
import type { CachedSequence } from "../../src/engine/worker/cached-sequence.ts";
import {
  PrefixCache,
  type PrefixCacheOptions,
  type SequenceMemory,
} from "../../src/engine/worker/prefix-cache.ts";

/** KV cells in miniature: each remembers the tokens it was computed after. */
class FakeMemory implements SequenceMemory {
  readonly sequences = new Map<number, Map<number, object & { prefix: string }>>();

  get cells(): number {
    return new Set([...this.sequences.values()].flatMap((cells) => [...cells.values()])).size;
  }

  copy(source: number, target: number, from: number, to: number): void {
    for (let position = from; position < to; position++) {
      const cell = this.of(source).get(position);
      if (cell === undefined) throw new Error(`sequence ${source} has no cell ${position}`);
      this.of(target).set(position, cell);
    }
  }

  remove(sequence: number, from = 0, to = Number.POSITIVE_INFINITY): void {
    for (const position of [...this.of(sequence).keys()]) {
      if (position >= from && position < to) this.of(sequence).delete(position);
    }
  }

  compute(sequence: number, tokens: Int32Array, position: number): void {
    this.expectPrefix(sequence, tokens, position);
    this.of(sequence).set(position, { prefix: tokens.subarray(0, position + 1).join() });
  }

  expectPrefix(sequence: number, tokens: Int32Array, length: number): void {
    const cells = this.of(sequence);
    expect(cells.size).toBe(length);
    for (let position = 0; position < length; position++) {
      expect(cells.get(position)?.prefix).toBe(tokens.subarray(0, position + 1).join());
    }
  }

  private of(sequence: number): Map<number, object & { prefix: string }> {
    const cells = this.sequences.get(sequence) ?? new Map();
    this.sequences.set(sequence, cells);
    return cells;
  }
}

/** A sequence under way, and its tokens so far. */
export interface Running {
  readonly cached: CachedSequence;
  tokens: Int32Array;
}

/** A prefix cache over cells in miniature, which tell of a token that stands behind others than it was computed behind. */
export function openPrefixCache(options: Partial<PrefixCacheOptions> = {}) {
  const memory = new FakeMemory();
  const cache = new PrefixCache({
    ...{ memory, cells: 64, sequenceIds: 16, idleCells: () => 64, canShare: true },
    ...options,
  });
  const open = (
    tokens: readonly number[],
    salt: string | undefined = "",
    cellsAhead = 0,
  ): Running | undefined => {
    const typed = Int32Array.from(tokens);
    const cached = cache.open({ tokens: typed, salt, cellsAhead });
    return cached && { cached, tokens: typed };
  };
  const mustOpen = (tokens: readonly number[], salt: string | undefined = ""): Running => {
    const running = open(tokens, salt);
    if (running === undefined) throw new Error("no room");
    return running;
  };
  const compute = ({ cached, tokens }: Running, count = Number.POSITIVE_INFINITY): void => {
    const end = Math.min(cached.promptLength, cached.computed + count);
    for (; cached.computed < end; cached.computed++) memory.compute(cached.id, tokens, cached.computed);
  };
  const generate = (running: Running, token: number): boolean => {
    if (!cache.grow(running.cached)) return false;
    running.tokens = Int32Array.of(...running.tokens, token);
    memory.compute(running.cached.id, running.tokens, running.cached.computed++);
    return true;
  };
  const close = ({ cached, tokens }: Running, keep = true): void => cache.close(cached, tokens, keep);
  return { memory, cache, open, mustOpen, compute, generate, close };
}
