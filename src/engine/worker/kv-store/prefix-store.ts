import { PrefixTree } from "../../../scheduling/prefix-tree.ts";
import type { DiskCache } from "./disk-cache.ts";
import type { SavedState } from "./state-file.ts";

/** How much is kept outside the context, and where. */
export interface PrefixStoreOptions {
  /** Memory for states at most, in bytes. */
  readonly memoryBytes: number;
  /**
   * Where states go that no longer fit into memory, and all of them at the end; undefined forgets them. It may still
   * be opening: requests for a prefix wait for that.
   */
  readonly disk: DiskCache | Promise<DiskCache> | undefined;
}

/**
 * States of finished sequences that had to leave the context: in memory, and behind it on the disk. Taking one from
 * memory costs a copy, taking one from the disk a read that must not hold up the decode loop, so it is fetched before.
 */
export class PrefixStore {
  private readonly memoryBound: number;
  private disk: DiskCache | undefined;
  private opening: Promise<void> | undefined;
  private readonly tree = new PrefixTree();
  /** Least recently used first. */
  private readonly states = new Map<number, SavedState>();
  private nextId = 0;
  private sizeBytes = 0;

  constructor({ memoryBytes, disk }: PrefixStoreOptions) {
    this.memoryBound = memoryBytes;
    this.opening = this.open(disk);
  }

  /** Memory in use, in bytes. */
  get memoryBytes(): number {
    return this.sizeBytes;
  }

  /** Keeps a state; the least recently used ones make room, and go to the disk. */
  put(state: SavedState): void {
    if (state.cells.length > this.memoryBound) {
      this.toDisk(state);
      return;
    }
    if (this.longestMatch(state.salt, state.tokens) === state.tokens.length) return;
    this.dropBeginnings(state);
    const id = this.nextId++;
    this.tree.insert(id, state.salt, state.tokens);
    this.states.set(id, state);
    this.sizeBytes += state.cells.length;
    for (const [oldest, old] of this.states) {
      if (this.sizeBytes <= this.memoryBound) break;
      this.drop(oldest);
      this.toDisk(old);
    }
  }

  /** Tokens of the longest beginning that a state in memory holds. */
  longestMatch(salt: string, tokens: Int32Array): number {
    return this.tree.matches(salt, tokens)[0]?.length ?? 0;
  }

  /** The state in memory with the longest beginning of these tokens. */
  find(salt: string, tokens: Int32Array): SavedState | undefined {
    const id = this.tree.matches(salt, tokens)[0]?.sequences[0];
    const state = id === undefined ? undefined : this.states.get(id);
    if (id === undefined || state === undefined) return undefined;
    this.states.delete(id);
    this.states.set(id, state);
    return state;
  }

  /**
   * Fetches from the disk what memory lacks.
   *
   * @param known tokens that are at hand already; less than `worthwhile` more are not worth a read.
   * @returns undefined when there is nothing to wait for.
   */
  prefetch(salt: string, tokens: Int32Array, known: number, worthwhile: number): Promise<void> | undefined {
    if (this.opening !== undefined) {
      return this.opening.then(() => this.prefetch(salt, tokens, known, worthwhile));
    }
    const { disk } = this;
    const atHand = Math.max(known, this.longestMatch(salt, tokens));
    if (disk === undefined || disk.longestMatch(salt, tokens) < atHand + worthwhile) return undefined;
    return disk.read(salt, tokens).then((state) => {
      if (state !== undefined) this.put(state);
    });
  }

  /** Writes everything to the disk; resolves when it is there. */
  async flush(): Promise<void> {
    await this.opening;
    const { disk } = this;
    if (disk === undefined) return;
    await disk.settled();
    // one by one: so many at once would be refused
    for (const state of this.states.values()) await disk.write(state);
  }

  private async open(disk: PrefixStoreOptions["disk"]): Promise<void> {
    try {
      this.disk = await disk;
    } catch {
      // without a disk, prefixes are kept in memory
    }
    this.opening = undefined;
  }

  private toDisk(state: SavedState): void {
    const written =
      this.opening === undefined ? this.disk?.write(state) : this.opening.then(() => this.disk?.write(state));
    written?.catch(() => {});
  }

  /** A longer state holds all that its own beginnings hold. */
  private dropBeginnings({ salt, tokens }: SavedState): void {
    for (const { length, sequences } of this.tree.matches(salt, tokens)) {
      for (const id of sequences) {
        if (this.tree.lengthOf(id) === length) this.drop(id);
      }
    }
  }

  private drop(id: number): void {
    const state = this.states.get(id);
    if (state === undefined) return;
    this.states.delete(id);
    this.tree.remove(id);
    this.sizeBytes -= state.cells.length;
  }
}
