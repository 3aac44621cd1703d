import { existsSync, watch } from "node:fs";
import { basename, dirname } from "node:path";

/** Where changes are waited for. */
export interface WatchedPlaces {
  /** Folders that exist. */
  readonly folders: readonly string[];
  /** Folders that may come to exist. */
  readonly missing: readonly string[];
  /** True where changes may happen that no system tells of. */
  readonly hasRemote: boolean;
}

/** A watch of one folder; `fs.FSWatcher` fits. */
interface Watching {
  on(event: "error", listener: () => void): unknown;
  close(): void;
}

/** What {@link FolderWatcher} takes from outside. */
export interface FolderWatcherOptions {
  /** Searches again; never called while it runs. */
  readonly onChange: () => Promise<void>;
  /** `fs.watch`, or what a test has in its place. */
  readonly watch?: (folder: string, listener: (event: string, fileName: string | null) => void) => Watching;
  readonly exists?: (path: string) => boolean;
  /** A search follows when nothing has changed for so long, in milliseconds. */
  readonly quietMs?: number;
  /** A search follows after so long at the latest, in milliseconds: a download changes its folder without a pause. */
  readonly longestMs?: number;
  /** How often folders that cannot be watched are searched, in milliseconds. */
  readonly pollMs?: number;
}

/** Folders watched at most, one of the system's few watches each; with more of them they are searched every `pollMs`. */
const MOST_FOLDERS = 2_000;
/** Files on their way, and what editors and systems leave about. */
const PASSING = /^\.|(?:\.(?:part|partial|incomplete|tmp|temp|download|crdownload|aria2|lock|swp)|~)$/i;

/**
 * Tells that models may have come or gone: a moment after the last change in any of the folders. Where folders cannot be watched,
 * because the system refuses or they lie on another machine, it calls from time to time instead.
 */
export class FolderWatcher {
  readonly #options: FolderWatcherOptions;
  readonly #quietMs: number;
  readonly #longestMs: number;
  readonly #pollMs: number;
  readonly #watchers = new Map<string, Watching>();
  /** Children of watched folders that matter; absent where all do. */
  #awaited = new Map<string, ReadonlySet<string>>();
  #quiet: NodeJS.Timeout | undefined;
  #longest: NodeJS.Timeout | undefined;
  #poll: NodeJS.Timeout | undefined;
  #isSearching = false;
  #isStale = false;
  #isClosed = false;

  constructor(options: FolderWatcherOptions) {
    this.#options = options;
    this.#quietMs = options.quietMs ?? 500;
    this.#longestMs = options.longestMs ?? 5_000;
    this.#pollMs = options.pollMs ?? 30_000;
  }

  /** Watches these places from now on, and no others. */
  follow({ folders, missing, hasRemote }: WatchedPlaces): void {
    if (this.#isClosed) return;
    const all = new Set(folders.slice(0, MOST_FOLDERS));
    this.#awaited = this.#parentsOf(missing, all);
    const wanted = new Set([...all, ...this.#awaited.keys()]);
    for (const [folder, watcher] of this.#watchers) {
      if (wanted.has(folder)) continue;
      watcher.close();
      this.#watchers.delete(folder);
    }
    let mustPoll = hasRemote || folders.length > MOST_FOLDERS;
    for (const folder of wanted) {
      if (!this.#watchers.has(folder) && !this.#watch(folder)) mustPoll = true;
    }
    this.#setPolling(mustPoll);
  }

  /** Watches nothing any more. */
  close(): void {
    this.#isClosed = true;
    for (const watcher of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
    this.#clearTimers();
    clearTimeout(this.#poll);
  }

  /** The nearest folder that exists above each missing one, with the names to wait for in it. */
  #parentsOf(missing: readonly string[], watched: ReadonlySet<string>): Map<string, ReadonlySet<string>> {
    const exists = this.#options.exists ?? existsSync;
    const awaited = new Map<string, Set<string>>();
    for (const path of missing) {
      let child = path;
      while (dirname(child) !== child && !exists(dirname(child))) child = dirname(child);
      const parent = dirname(child);
      if (parent === child || watched.has(parent)) continue;
      awaited.set(parent, (awaited.get(parent) ?? new Set()).add(basename(child)));
    }
    return awaited;
  }

  #watch(folder: string): boolean {
    const start = this.#options.watch ?? watch;
    try {
      const watcher = start(folder, (event, fileName) => this.#note(folder, event, fileName));
      watcher.on("error", () => this.#lose(folder));
      this.#watchers.set(folder, watcher);
      return true;
    } catch {
      // ENOSPC, EMFILE: the system has no more watches. ENOENT: it is gone again.
      return false;
    }
  }

  #note(folder: string, event: string, fileName: string | null): void {
    if (this.#isClosed) return;
    if (event === "rename" && fileName === basename(folder)) {
      // The folder itself went; one that takes its place is another, and needs a watch of its own.
      this.#drop(folder);
    } else if (fileName !== null) {
      const awaited = this.#awaited.get(folder);
      if (awaited === undefined ? PASSING.test(fileName) : !awaited.has(fileName)) return;
    }
    this.#schedule();
  }

  #lose(folder: string): void {
    if (this.#isClosed) return;
    this.#drop(folder);
    this.#setPolling(true);
    this.#schedule();
  }

  #drop(folder: string): void {
    this.#watchers.get(folder)?.close();
    this.#watchers.delete(folder);
  }

  #schedule(): void {
    if (this.#isSearching) {
      this.#isStale = true;
      return;
    }
    clearTimeout(this.#quiet);
    this.#quiet = this.#later(this.#quietMs);
    this.#longest ??= this.#later(this.#longestMs);
  }

  #setPolling(isNeeded: boolean): void {
    clearTimeout(this.#poll);
    this.#poll = isNeeded ? this.#later(this.#pollMs) : undefined;
  }

  #later(delayMs: number): NodeJS.Timeout {
    return setTimeout(() => void this.#search(), delayMs).unref();
  }

  async #search(): Promise<void> {
    if (this.#isSearching || this.#isClosed) return;
    this.#clearTimers();
    this.#isSearching = true;
    this.#isStale = false;
    try {
      await this.#options.onChange();
    } catch {
      // It tells its own failures; here it only means to look again later.
      this.#setPolling(true);
    } finally {
      this.#isSearching = false;
    }
    if (this.#isStale && !this.#isClosed) this.#schedule();
  }

  #clearTimers(): void {
    clearTimeout(this.#quiet);
    clearTimeout(this.#longest);
    this.#quiet = undefined;
    this.#longest = undefined;
  }
}
