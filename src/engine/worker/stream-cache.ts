import { type PrefixMatch, PrefixTree } from "../../scheduling/prefix-tree.ts";
import {
  isWorthCopying,
  isWorthRestoring,
  isWorthSaving,
  WORTHWHILE_TOKENS,
} from "../../scheduling/prefix-worth.ts";
import type { CachedSequence } from "./cached-sequence.ts";
import type { OpenSequenceOptions, SequenceCache, StateStore } from "./sequence-cache.ts";

/** Streams of KV cells: each belongs to one sequence alone. */
export interface StreamMemory {
  /** Gives a sequence copies of the first `length` cells of another one, in place of any it has; false when that fails. */
  clone(source: number, target: number, length: number): boolean;
  /** Frees the cells of a sequence from a position on. */
  remove(sequence: number, from?: number): void;
}

/** How a cache is made. */
export interface StreamCacheOptions {
  readonly memory: StreamMemory;
  /** Sequences that there are cells for, each with room for the longest request. */
  readonly streams: number;
  /** Where idle sequences go that must leave the cells; undefined forgets them. */
  readonly store?: StateStore | undefined;
}

/** Where a prefix comes from. */
interface Source {
  readonly id: number;
  readonly length: number;
}

/**
 * Sequences with KV cells of their own: a prefix that two have in common is copied and not shared. In return attention of
 * one sequence passes over its own cells alone, and no request can take another one's room.
 *
 * A conversation that goes on stays in its stream. Else the lowest free stream is taken, so that those in use lie side by side
 * and are computed at once; then that of the idle sequence that was used longest ago.
 */
export class StreamCache implements SequenceCache {
  private readonly options: StreamCacheOptions;
  private readonly tree = new PrefixTree();
  private readonly free: Set<number>;
  private readonly live = new Map<number, CachedSequence>();
  /** Least recently used first. */
  private readonly idle = new Set<number>();
  /** Idle sequences that the store has been given. */
  private readonly saved = new Set<number>();
  private openedCount = 0;

  constructor(options: StreamCacheOptions) {
    this.options = options;
    this.free = new Set(Array.from({ length: options.streams }, (_, index) => index));
  }

  /** Finished sequences that are kept. */
  get idleSequences(): number {
    return this.idle.size;
  }

  open({ tokens, salt }: OpenSequenceOptions): CachedSequence | undefined {
    const wanted = tokens.subarray(0, tokens.length - 1);
    const source = salt === undefined ? undefined : this.readySource(this.tree.matches(salt, wanted));
    const id = this.goesOn(source) ? this.adopt(source) : this.takeStream(source);
    if (id === undefined) return undefined;
    const computed = id === source?.id ? source.length : 0;
    const sequence: CachedSequence = {
      id,
      order: this.openedCount++,
      salt,
      promptLength: tokens.length,
      computed,
      taken: computed,
      grown: 0,
      leader: undefined,
    };
    this.tree.insert(id, salt ?? `\u0000${sequence.order}`, tokens);
    this.live.set(id, sequence);
    if (salt === undefined) return sequence;
    this.attach(sequence, wanted);
    this.restore(sequence, salt, wanted);
    return sequence;
  }

  advance(sequence: CachedSequence, tokens: Int32Array): boolean {
    const { leader, salt } = sequence;
    if (leader === undefined || salt === undefined) return true;
    const isAlive = this.live.get(leader.sequence.id) === leader.sequence;
    if (isAlive && leader.sequence.computed < leader.length) return false;
    sequence.leader = undefined;
    this.attach(sequence, tokens.subarray(0, tokens.length - 1));
    return sequence.leader === undefined;
  }

  grow(sequence: CachedSequence): boolean {
    sequence.grown++;
    return true;
  }

  canSpare(): boolean {
    return true;
  }

  makeRoom(): boolean {
    // every stream has room for the longest request
    return false;
  }

  close(sequence: CachedSequence, tokens: Int32Array, keep: boolean): void {
    const { id, salt, computed, promptLength } = sequence;
    if (this.live.get(id) !== sequence) return;
    this.live.delete(id);
    if (computed < promptLength) this.tree.truncate(id, computed);
    if (!keep || salt === undefined || computed === 0) {
      this.drop(id);
      return;
    }
    const held = tokens.subarray(0, computed);
    const [longest] = this.tree.matches(salt, held, id);
    if (
      longest?.length === computed &&
      longest.sequences.some((other) => this.computedOf(other) >= computed)
    ) {
      // another sequence holds all of it
      this.drop(id);
      return;
    }
    if (computed > promptLength) this.tree.extend(id, held.slice(promptLength));
    this.idle.add(id);
  }

  longestMatch(salt: string, tokens: Int32Array): number {
    return this.tree.matches(salt, tokens)[0]?.length ?? 0;
  }

  clearIdle(): void {
    for (const id of [...this.idle]) this.evict(id);
  }

  saveOne(): boolean {
    // while there are free streams none will have to leave
    if (this.options.store === undefined || this.free.size > 0) return false;
    for (const id of this.idle) {
      if (!this.isWorthSaving(id)) continue;
      this.save(id);
      return true;
    }
    return false;
  }

  /** An idle sequence whose conversation goes on: what it holds beyond that is not worth a copy. */
  private goesOn(source: Source | undefined): source is Source {
    if (source === undefined || !this.idle.has(source.id)) return false;
    return this.tree.lengthOf(source.id) - source.length < WORTHWHILE_TOKENS;
  }

  /** A stream for a new sequence; the last idle one gives its own to the sequence that shares its prefix. */
  private takeStream(source: Source | undefined): number | undefined {
    const free = this.free.size > 0 ? Math.min(...this.free) : undefined;
    if (free !== undefined) {
      this.free.delete(free);
      return free;
    }
    const oldest = [...this.idle].find((id) => id !== source?.id);
    if (oldest !== undefined) {
      this.evict(oldest);
      this.free.delete(oldest);
      return oldest;
    }
    if (source === undefined || !this.idle.has(source.id)) return undefined;
    if (this.isWorthSaving(source.id)) this.save(source.id);
    return this.adopt(source);
  }

  /** Lets a new sequence have an idle one's stream with the cells in it. */
  private adopt({ id, length }: Source): number {
    this.idle.delete(id);
    this.saved.delete(id);
    this.tree.remove(id);
    this.options.memory.remove(id, length);
    return id;
  }

  /** The longest prefix that is computed, from the sequence that is cheapest to copy: idle ones first, the shortest first. */
  private readySource(matches: readonly PrefixMatch[]): Source | undefined {
    for (const { length, sequences } of matches) {
      const ready = sequences.filter((id) => this.computedOf(id) >= length);
      const [id] = ready.sort((a, b) => this.costOf(a) - this.costOf(b));
      if (id !== undefined) return { id, length };
    }
    return undefined;
  }

  private costOf(id: number): number {
    return this.live.get(id)?.computed ?? this.tree.lengthOf(id) - WORTHWHILE_TOKENS;
  }

  /** Copies the longest prefix that is there, or lets a sequence wait for a longer one that is being computed. */
  private attach(sequence: CachedSequence, wanted: Int32Array): void {
    const { id, salt, order, computed } = sequence;
    if (salt === undefined) return;
    const matches = this.tree.matches(salt, wanted, id);
    const source = this.readySource(matches);
    const least = Math.max(computed, source?.length ?? 0) + WORTHWHILE_TOKENS;
    for (const { length, sequences } of matches) {
      if (length < least) break;
      // only elders are waited for, so that nobody waits in a circle
      const elders = sequences.map((other) => this.live.get(other)).filter((other) => other !== undefined);
      const leader = elders.filter((other) => other.order < order).sort(byComputed)[0];
      if (leader === undefined) continue;
      sequence.leader = { sequence: leader, length };
      return;
    }
    if (source !== undefined) this.copy(sequence, source);
  }

  private copy(sequence: CachedSequence, { id, length }: Source): void {
    const sourceTokens = this.live.get(id)?.computed ?? this.tree.lengthOf(id);
    if (!isWorthCopying(length - sequence.computed, sourceTokens)) return;
    const isCopied = this.options.memory.clone(id, sequence.id, length);
    sequence.computed = isCopied ? length : 0;
    sequence.taken = sequence.computed;
    if (this.idle.delete(id)) this.idle.add(id);
  }

  /** Brings back what left the cells, where that is more than what is in them. */
  private restore(sequence: CachedSequence, salt: string, wanted: Int32Array): void {
    const { store } = this.options;
    // its leader is about to compute as much
    if (store === undefined || sequence.leader !== undefined) return;
    if (!isWorthRestoring(store.match(salt, wanted), sequence.computed)) return;
    const restored = store.restore(sequence.id, salt, wanted);
    sequence.taken = restored;
    sequence.computed = restored;
    if (restored === 0) this.attach(sequence, wanted);
  }

  /** Tokens of a sequence that have cells: all that the tree knows of an idle one. */
  private computedOf(id: number): number {
    return this.live.get(id)?.computed ?? Number.POSITIVE_INFINITY;
  }

  private isWorthSaving(id: number): boolean {
    return !this.saved.has(id) && isWorthSaving(this.tree.exclusiveTokens(id), this.tree.lengthOf(id));
  }

  private save(id: number): void {
    this.saved.add(id);
    const salt = this.tree.saltOf(id);
    if (salt !== undefined) this.options.store?.save(id, salt, this.tree.tokensOf(id));
  }

  private evict(id: number): void {
    this.idle.delete(id);
    try {
      if (this.isWorthSaving(id)) this.save(id);
    } finally {
      this.drop(id);
    }
  }

  private drop(id: number): void {
    this.saved.delete(id);
    this.tree.remove(id);
    this.options.memory.remove(id);
    this.free.add(id);
  }
}

function byComputed(a: CachedSequence, b: CachedSequence): number {
  return b.computed - a.computed;
}
