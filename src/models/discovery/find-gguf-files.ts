import type { Dirent } from "node:fs";
import { join, sep } from "node:path";
import type { DiscoveryProblem } from "../registry/model-entry.ts";
import { DISCOVERY_LIMITS, type DiscoveryLimits } from "./discovery-limits.ts";
import {
  fileReason,
  folderReason,
  HUGGING_FACE_FORM,
  isForbidden,
  isMissing,
  timeReason,
  unreachable,
} from "./discovery-reasons.ts";
import { DISK, type FileSystem } from "./file-system.ts";
import { folderKind } from "./folder-kind.ts";
import { currentSnapshots } from "./hub-repository.ts";
import { mapConcurrently } from "./map-concurrently.ts";
import { NetworkMounts } from "./network-mounts.ts";
import { type Progress, withinTime } from "./within-time.ts";

/** One folder to search. */
export interface SearchFolder {
  readonly path: string;
  /** Named by the user, so that its absence is a problem. */
  readonly explicit: boolean;
  /** Another program's store: what it leaves lying about there is no fault of anybody's. */
  readonly ofOtherProgram?: boolean;
}

/** A file that may be a model. */
export interface FoundFile {
  /** As found, symbolic links left in: shards are looked for beside it. */
  readonly path: string;
  /** With symbolic links resolved: two paths of one file have it in common. */
  readonly realPath: string;
  readonly sizeBytes: number;
  readonly modifiedAt: Date;
}

/** What one search folder holds. */
export interface FoundFiles {
  /** In the order of their paths. */
  readonly files: readonly FoundFile[];
  /** Ollama's stores among the folders, in order; nothing in them was looked at. */
  readonly ollamaStores: readonly string[];
  /** In the order of their paths; what concerns the whole search comes last. */
  readonly problems: readonly DiscoveryProblem[];
  /** Every folder that was listed, symbolic links resolved: changes show there. */
  readonly folders: readonly string[];
  /** False where the time was over before all was seen, or nothing answered. */
  readonly isComplete: boolean;
}

/** What a search may be told otherwise. */
interface SearchOptions {
  readonly limits?: Partial<DiscoveryLimits>;
  /** Real path of a folder that is not entered from above it; named itself it is searched. */
  readonly passedOver?: string | undefined;
  readonly files?: FileSystem;
  /** Shared by all folders of one search. */
  readonly mounts?: NetworkMounts;
}

/**
 * Finds every `*.gguf` file below a folder, and Ollama's stores. Symbolic links are followed, each real folder is listed once,
 * names that begin with a dot are left out, and whatever cannot be read becomes a problem. Of a repository in the Hugging Face
 * hub's cache only the revision in use counts.
 */
export async function findGgufFiles(folder: SearchFolder, options: SearchOptions = {}): Promise<FoundFiles> {
  const limits = { ...DISCOVERY_LIMITS, ...options.limits };
  const walk = new FolderWalk(folder, limits, options);
  const { expired } = await withinTime(limits, (progress) => walk.run(progress));
  return walk.found(expired);
}

interface Listed {
  readonly path: string;
  readonly realPath: string;
}

/** A child of a folder; what a link leads to is not known yet. */
interface Child {
  readonly path: string;
  /** Undefined for a symbolic link; what has one is a folder or a file with a model's name. */
  readonly realPath: string | undefined;
  readonly isFolder: boolean;
}

class FolderWalk {
  readonly #folder: SearchFolder;
  readonly #limits: DiscoveryLimits;
  readonly #passedOver: string | undefined;
  readonly #disk: FileSystem;
  readonly #mounts: NetworkMounts;
  readonly #files: FoundFile[] = [];
  readonly #stores: string[] = [];
  readonly #problems: DiscoveryProblem[] = [];
  readonly #listed = new Set<string>();
  #isReachable = true;

  constructor(folder: SearchFolder, limits: DiscoveryLimits, options: SearchOptions) {
    this.#folder = folder;
    this.#limits = limits;
    this.#passedOver = options.passedOver;
    this.#disk = options.files ?? DISK;
    this.#mounts = options.mounts ?? new NetworkMounts();
  }

  found(expired: "silent" | "slow" | undefined): FoundFiles {
    const { path } = this.#folder;
    const late = expired === undefined ? [] : [{ path, reason: timeReason(expired, this.#limits) }];
    return {
      files: inOrder(this.#files),
      ollamaStores: [...this.#stores].sort(),
      problems: [...inOrder(this.#problems), ...late],
      folders: [...this.#listed].filter((folder) => folder !== this.#passedOver),
      isComplete: expired === undefined && this.#isReachable,
    };
  }

  async run(progress: Progress): Promise<void> {
    const { depth: deepest, entries: mostEntries } = this.#limits;
    let level = await this.#root();
    let entriesLeft = mostEntries;
    for (let depth = 0; depth <= deepest && level.length > 0 && !progress.isOver; depth++) {
      const { concurrency } = this.#limits;
      const listings = await this.#each(level, concurrency, progress, (folder) => this.#list(folder));
      if (this.#passedOver !== undefined) this.#listed.add(this.#passedOver);
      const children = listings.flat();
      const within = children.slice(0, entriesLeft);
      entriesLeft -= within.length;
      await this.#lookAtFiles(within.filter(isPlainFile), progress);
      const others = within.filter((child) => !isPlainFile(child));
      const looked = await this.#each(others, concurrency, progress, (child) => this.#lookAt(child));
      if (progress.isOver) return;
      level = looked.filter((folder) => folder !== undefined);
      if (within.length < children.length) {
        this.#problems.push({
          path: this.#folder.path,
          reason: `It holds more than ${mostEntries} entries; the rest was not searched. Name a smaller folder.`,
        });
        return;
      }
    }
  }

  async #each<Item, Result>(
    items: readonly Item[],
    atOnce: number,
    progress: Progress,
    transform: (item: Item) => Promise<Result>,
  ): Promise<readonly Result[]> {
    const results = await mapConcurrently(items, atOnce, async (item) => {
      if (progress.isOver) return undefined;
      const result = await transform(item);
      progress.note();
      return [result] as const;
    });
    return results.flatMap((result) => result ?? []);
  }

  async #root(): Promise<readonly Listed[]> {
    const { path, explicit } = this.#folder;
    if (!(await this.#mounts.answersBehindLinks(path))) {
      this.#isReachable = false;
      this.#problems.push({ path, reason: unreachable("folder") });
      return [];
    }
    try {
      return [{ path, realPath: await this.#disk.realpath(path) }];
    } catch (error) {
      // Other users' stores may be closed, which is no reason for a warning at every start.
      const isNotice = !explicit && isForbidden(error);
      if (explicit || !isMissing(error)) {
        this.#problems.push({ path, reason: folderReason(error), ...(isNotice && { isNotice }) });
      }
      return [];
    }
  }

  async #list({ path, realPath }: Listed): Promise<readonly Child[]> {
    if (this.#listed.has(realPath)) return [];
    this.#listed.add(realPath);
    if (!(await this.#mounts.answers(realPath))) {
      this.#problems.push({ path, reason: unreachable("folder") });
      return [];
    }
    try {
      const entries = await this.#disk.list(path);
      switch (folderKind(path, entries)) {
        case "ollama-store":
          this.#stores.push(path);
          return [];
        case "hub-other":
          return [];
        case "hub-repository": {
          const snapshots = await currentSnapshots(path, this.#disk);
          return snapshots.map((name) => toChild(path, realPath, name, { isFolder: true, isLink: false }));
        }
        case "safetensors":
          this.#problems.push({ path, reason: HUGGING_FACE_FORM, isNotice: true });
          break;
        case "plain":
          break;
      }
      return entries.filter(isOfInterest).map((entry) => {
        const kind = { isFolder: entry.isDirectory(), isLink: entry.isSymbolicLink() };
        return toChild(path, realPath, entry.name, kind);
      });
    } catch (error) {
      const isGone = path === this.#folder.path && !this.#folder.explicit && isMissing(error);
      if (!isGone) this.#problems.push({ path, reason: folderReason(error) });
      return [];
    }
  }

  /** The many, kept simple: each is one question to the disk. */
  async #lookAtFiles(children: readonly PlainFile[], progress: Progress): Promise<void> {
    const { statsAtOnce } = this.#limits;
    for (let start = 0; start < children.length && !progress.isOver; start += statsAtOnce) {
      const some = children.slice(start, start + statsAtOnce).map(async ({ path, realPath }) => {
        try {
          const stats = await this.#disk.stat(path);
          this.#files.push({ path, realPath, sizeBytes: stats.size, modifiedAt: stats.mtime });
        } catch (error) {
          this.#problems.push({ path, reason: fileReason(error) });
        }
        progress.note();
      });
      await Promise.all(some);
    }
  }

  /** Keeps what a child turns out to be; returns a folder, to be listed next. */
  async #lookAt({ path, realPath, isFolder }: Child): Promise<Listed | undefined> {
    if (isFolder && realPath !== undefined) return { path, realPath };
    try {
      if (realPath === undefined && !(await this.#mounts.answersBehindLinks(path))) {
        this.#problems.push({ path, reason: unreachable("link") });
        return undefined;
      }
      const stats = await this.#disk.stat(path);
      if (!stats.isDirectory() && !(stats.isFile() && hasGgufName(path))) return undefined;
      const real = realPath ?? (await this.#disk.realpath(path));
      if (stats.isDirectory()) return { path, realPath: real };
      this.#files.push({ path, realPath: real, sizeBytes: stats.size, modifiedAt: stats.mtime });
    } catch (error) {
      // A broken link to something else than a model is none of our business.
      if (hasGgufName(path)) {
        const isNotice = isMissing(error) && this.#isForeign(path);
        this.#problems.push({ path, reason: fileReason(error), ...(isNotice && { isNotice }) });
      }
    }
    return undefined;
  }

  #isForeign(path: string): boolean {
    return this.#folder.ofOtherProgram === true || /[/\\]models--[^/\\]+[/\\]snapshots[/\\]/.test(path);
  }
}

/** The disk answers in any order; what is told must not change with it. */
function inOrder<Item extends { readonly path: string }>(items: readonly Item[]): readonly Item[] {
  return [...items].sort((a, b) => (a.path === b.path ? 0 : a.path < b.path ? -1 : 1));
}

type PlainFile = Child & { readonly realPath: string };

function isPlainFile(child: Child): child is PlainFile {
  return !child.isFolder && child.realPath !== undefined;
}

function toChild(
  folder: string,
  realFolder: string,
  name: string,
  { isFolder, isLink }: { readonly isFolder: boolean; readonly isLink: boolean },
): Child {
  return {
    path: below(folder, name),
    // Only a link can lead out of its folder, so that all else needs no question to the disk.
    realPath: isLink ? undefined : below(realFolder, name),
    isFolder,
  };
}

/** As `join`, for names that come from the folder itself: a thousand of them cost. */
function below(folder: string, name: string): string {
  return folder.endsWith(sep) ? join(folder, name) : `${folder}${sep}${name}`;
}

function isOfInterest(entry: Dirent): boolean {
  if (entry.name.startsWith(".") || entry.name === "node_modules") return false;
  return entry.isDirectory() || entry.isSymbolicLink() || (entry.isFile() && hasGgufName(entry.name));
}

function hasGgufName(name: string): boolean {
  return name.toLowerCase().endsWith(".gguf");
}
