import { idleCellsAllowed } from "../../scheduling/idle-cells.ts";
import { type PrefixMatch, PrefixTree } from "../../scheduling/prefix-tree.ts";
import { isWorthRestoring, isWorthSaving } from "../../scheduling/prefix-worth.ts";
import type { CachedSequence } from "./cached-sequence.ts";
import type { OpenSequenceOptions, SequenceCache, StateStore } from "./sequence-cache.ts";

/** KV cells by sequence: the part of llama.cpp's memory that sharing needs. */
export interface SequenceMemory {
  /** Gives a sequence the cells of another one, positions `from` to `to` (exclusive), without copying them. */
  copy(source: number, target: number, from: number, to: number): void;
  /** Takes cells from a sequence; those that nobody else has are free. */
  remove(sequence: number, from?: number, to?: number): void;
}

/** How a cache is made. */
export interface PrefixCacheOptions {
  readonly memory: SequenceMemory;
  /** KV cells of all sequences together. */
  readonly cells: number;
  /** Ids that sequences may have: {@link PrefixCacheOptions.firstSequence} to this, exclusive. */
  readonly sequenceIds: number;
  /** Default 0. */
  readonly firstSequence?: number;
  /** Cells that finished sequences may keep beside running ones that hold so many. Default {@link idleCellsAllowed}. */
  readonly idleCells?: (runningCells: number) => number;
  /** Where idle sequences go that must leave the cells; undefined forgets them. */
  readonly store?: StateStore | undefined;
  /** False for models whose memory cannot be cut or shared: every sequence then stands alone. */
  readonly canShare: boolean;
}

/**
 * Sequences in one pool of KV cells: a prefix that several have in common lies there once. The least recently used idle
 * sequence leaves first when cells or ids are needed.
 *
 * Every cell is counted once, in the tree of tokens or as the growth of a running sequence behind its prompt.
 */
export class PrefixCache implements SequenceCache {
  private readonly options: PrefixCacheOptions;
  private readonly tree = new PrefixTree();
  private readonly freeIds: number[];
  private readonly live = new Map<number, CachedSequence>();
  /** Least recently used first. */
  private readonly idle = new Set<number>();
  /** Idle sequences that the store has been given. */
  private readonly saved = new Set<number>();
  private grownCells = 0;
  private openedCount = 0;

  constructor(options: PrefixCacheOptions) {
    this.options = options;
    const { firstSequence = 0, sequenceIds } = options;
    const count = sequenceIds - firstSequence;
    this.freeIds = Array.from({ length: count }, (_, index) => firstSequence + index).reverse();
  }

  /** Cells in use, idle ones included. */
  get usedCells(): number {
    return this.tree.totalTokens + this.grownCells;
  }

  /** Cells that only idle sequences hold. */
  get idleCells(): number {
    return this.tree.totalTokens - this.tree.tokensHeldBy(this.live.keys());
  }

  /** Finished sequences that are kept. */
  get idleSequences(): number {
    return this.idle.size;
  }

  open({ tokens, salt, cellsAhead }: OpenSequenceOptions): CachedSequence | undefined {
    const shared = this.options.canShare ? salt : undefined;
    const treeSalt = shared ?? `\u0000${this.openedCount}`;
    if (this.freeIds.length === 0 && !this.evictOne()) return undefined;
    const id = this.freeIds.pop();
    if (id === undefined) return undefined;
    const matches = this.tree.matches(treeSalt, tokens.subarray(0, tokens.length - 1), id);
    this.tree.insert(id, treeSalt, tokens);
    const held = this.tree.tokensHeldBy([...this.live.keys(), id]);
    if (held + this.grownCells + cellsAhead > this.options.cells) {
      this.tree.remove(id);
      this.freeIds.push(id);
      return undefined;
    }
    const sequence: CachedSequence = {
      id,
      order: this.openedCount++,
      salt: shared,
      promptLength: tokens.length,
      computed: 0,
      taken: 0,
      grown: 0,
      leader: undefined,
    };
    this.live.set(id, sequence);
    this.attach(sequence, matches);
    this.evictUntil(this.options.cells - cellsAhead);
    if (shared !== undefined) this.restore(sequence, shared, tokens);
    this.limitIdle();
    return sequence;
  }

  advance(sequence: CachedSequence, tokens: Int32Array): boolean {
    const { leader } = sequence;
    if (leader === undefined) return true;
    const isAlive = this.live.get(leader.sequence.id) === leader.sequence;
    if (isAlive && leader.sequence.computed < leader.length) return false;
    sequence.leader = undefined;
    if (isAlive) {
      this.take(sequence, leader.sequence.id, leader.length);
      return true;
    }
    const { salt } = sequence;
    if (salt === undefined) return true;
    this.attach(sequence, this.tree.matches(salt, tokens.subarray(0, tokens.length - 1), sequence.id));
    return sequence.leader === undefined;
  }

  grow(sequence: CachedSequence): boolean {
    if (!this.evictUntil(this.options.cells - 1)) return false;
    sequence.grown++;
    this.grownCells++;
    return true;
  }

  canSpare(count: number): boolean {
    return this.usedCells + count <= this.options.cells;
  }

  makeRoom(): boolean {
    return this.evictOne();
  }

  close(sequence: CachedSequence, tokens: Int32Array, keep: boolean): void {
    const { id, salt, computed, promptLength, grown } = sequence;
    if (this.live.get(id) !== sequence) return;
    this.live.delete(id);
    this.grownCells -= grown;
    if (computed < promptLength) this.tree.truncate(id, computed);
    if (!keep || salt === undefined || computed === 0) {
      this.drop(id);
      return;
    }
    const held = tokens.subarray(0, computed);
    const twin = this.twinOf(id, salt, held);
    if (twin?.length === computed) {
      // another sequence holds all of it
      this.drop(id);
      return;
    }
    // what it computed by itself begins with the last token of its prompt
    const ownFrom = promptLength - 1;
    if (twin !== undefined && twin.length > ownFrom) {
      // both came to the same tokens by themselves: one set of cells is enough
      this.options.memory.remove(id, ownFrom, twin.length);
      this.options.memory.copy(twin.id, id, ownFrom, twin.length);
    }
    if (computed > promptLength) this.tree.extend(id, held.slice(promptLength));
    this.idle.add(id);
    this.limitIdle();
  }

  longestMatch(salt: string, tokens: Int32Array): number {
    return this.tree.matches(salt, tokens)[0]?.length ?? 0;
  }

  clearIdle(): void {
    while (this.evictOne()) {
      // one by one
    }
  }

  saveOne(): boolean {
    if (this.options.store === undefined) return false;
    const id = [...this.idle].findLast((idle) => this.isWorthSaving(idle));
    if (id === undefined) return false;
    this.save(id);
    return true;
  }

  /** The sequence with the cells of most of these tokens, beside the one that ends. */
  private twinOf(
    id: number,
    salt: string,
    tokens: Int32Array,
  ): { readonly id: number; readonly length: number } | undefined {
    for (const { length, sequences } of this.tree.matches(salt, tokens, id)) {
      const ready = sequences.find((other) => this.computedOf(other) >= length);
      if (ready !== undefined) return { id: ready, length };
    }
    return undefined;
  }

  /** Gives a sequence the longest prefix that is there, or lets it wait for a longer one that is being computed. */
  private attach(sequence: CachedSequence, matches: readonly PrefixMatch[]): void {
    for (const { length, sequences } of matches) {
      const ready = sequences.find((id) => this.computedOf(id) >= length);
      if (ready !== undefined) {
        this.take(sequence, ready, length);
        return;
      }
      // only elders are waited for, so that nobody waits in a circle
      const elders = sequences.map((id) => this.live.get(id)).filter((source) => source !== undefined);
      const leader = elders.filter(({ order }) => order < sequence.order).sort(byComputed)[0];
      if (leader !== undefined) {
        sequence.leader = { sequence: leader, length };
        return;
      }
      // younger ones wait for this one; what they have already is taken over
      const furthest = elders.sort(byComputed)[0];
      if (furthest !== undefined && furthest.computed > 0)
        this.take(sequence, furthest.id, furthest.computed);
    }
  }

  private take(sequence: CachedSequence, source: number, length: number): void {
    if (length > sequence.computed) {
      this.options.memory.copy(source, sequence.id, sequence.computed, length);
      sequence.taken += length - sequence.computed;
      sequence.computed = length;
    }
    if (!this.idle.delete(source)) return;
    // a conversation that goes on holds all of its earlier turn, which need not be kept beside it
    if (this.tree.lengthOf(source) <= length) this.drop(source);
    else this.idle.add(source);
  }

  /** Brings back what left the cells, where that is more than what is in them. */
  private restore(sequence: CachedSequence, salt: string, tokens: Int32Array): void {
    const { store, memory, cells } = this.options;
    // beside a leader the same cells would be there twice
    if (store === undefined || sequence.leader !== undefined) return;
    const wanted = tokens.subarray(0, tokens.length - 1);
    const shared = sequence.computed;
    const match = store.match(salt, wanted);
    if (!isWorthRestoring(match, shared)) return;
    // the state comes whole before it is cut; its own tokens are counted already and not yet there
    const ownTokens = this.tree.exclusiveTokens(sequence.id);
    if (!this.evictUntil(cells - match.stateTokens + ownTokens)) return;
    const restored = store.restore(sequence.id, salt, wanted);
    sequence.taken = restored;
    sequence.computed = restored;
    if (restored === 0) {
      this.attach(sequence, this.tree.matches(salt, wanted, sequence.id));
      return;
    }
    if (shared === 0) return;
    // what others have in the cells already is shared again, and not held twice
    const source = this.twinOf(sequence.id, salt, tokens.subarray(0, Math.min(shared, restored)));
    if (source === undefined) return;
    memory.remove(sequence.id, 0, source.length);
    memory.copy(source.id, sequence.id, 0, source.length);
  }

  /** Tokens of a sequence that have cells: all that the tree knows of an idle one. */
  private computedOf(id: number): number {
    return this.live.get(id)?.computed ?? Number.POSITIVE_INFINITY;
  }

  private evictUntil(cells: number): boolean {
    while (this.usedCells > cells) {
      if (!this.evictOne()) return false;
    }
    return true;
  }

  /** The newest idle sequence stays while nothing runs, however long it is: it is the conversation that goes on next. */
  private limitIdle(): void {
    const { cells, store } = this.options;
    const { idleCells = (running: number) => idleCellsAllowed(cells, running, store !== undefined) } =
      this.options;
    const fewest = this.live.size === 0 ? 1 : 0;
    const allowed = idleCells(this.tree.tokensHeldBy(this.live.keys()) + this.grownCells);
    while (this.idle.size > fewest && this.idleCells > allowed) this.evictOne();
  }

  private evictOne(): boolean {
    for (const id of this.idle) {
      this.idle.delete(id);
      try {
        if (this.isWorthSaving(id)) this.save(id);
      } finally {
        this.drop(id);
      }
      return true;
    }
    return false;
  }

  private isWorthSaving(id: number): boolean {
    return !this.saved.has(id) && isWorthSaving(this.tree.exclusiveTokens(id), this.tree.lengthOf(id));
  }

  private save(id: number): void {
    this.saved.add(id);
    const salt = this.tree.saltOf(id);
    if (salt !== undefined) this.options.store?.save(id, salt, this.tree.tokensOf(id));
  }

  private drop(id: number): void {
    this.saved.delete(id);
    this.tree.remove(id);
    this.options.memory.remove(id);
    this.freeIds.push(id);
  }
}

function byComputed(a: CachedSequence, b: CachedSequence): number {
  return b.computed - a.computed;
}
