import { sep } from "node:path";
import type { DiscoveryProblem } from "../registry/model-entry.ts";
import { DISCOVERY_LIMITS, type DiscoveryLimits } from "./discovery-limits.ts";
import { timeReason } from "./discovery-reasons.ts";
import { DISK, type FileSystem } from "./file-system.ts";
import { type FoundFile, type FoundFiles, findGgufFiles, type SearchFolder } from "./find-gguf-files.ts";
import { groupShards, type ModelFiles } from "./group-shards.ts";
import type { Companion, DiscoveredModel, Inspection } from "./inspect-model.ts";
import { InspectionCache } from "./inspection-cache.ts";
import { mapConcurrently } from "./map-concurrently.ts";
import { NetworkMounts } from "./network-mounts.ts";
import { type Progress, withinTime } from "./within-time.ts";

/** What a search found. */
export interface Discovery {
  /** In the order of the folders, then of the paths; each file once, but by each name that Ollama gives it. */
  readonly models: readonly DiscoveredModel[];
  /** Adapters and projectors. */
  readonly companions: readonly Companion[];
  readonly problems: readonly DiscoveryProblem[];
  /** Each folder that was searched, in their order. */
  readonly folders: readonly SearchedFolder[];
  /** Every folder in which a change may show, symbolic links resolved. */
  readonly listed: readonly string[];
}

/** How the search of one folder went. */
export interface SearchedFolder {
  readonly path: string;
  /** Models found in it that no folder before it has. */
  readonly models: number;
  /** False where the folder does not exist. */
  readonly exists: boolean;
  /** Why it, or a part of it, could not be searched. */
  readonly reason?: string;
}

/** What was found the last time in folders that answered. */
export class KnownFolders {
  readonly #folders = new Map<string, ReadFolder>();

  /** A reading, with what was known before where this time not all could be read: a network that stutters takes no model away. */
  complete(path: string, reading: ReadFolder): ReadFolder {
    if (reading.isComplete) {
      this.#folders.set(path, reading);
      return reading;
    }
    const before = this.#folders.get(path);
    if (before === undefined) return reading;
    const seen = new Set(reading.inspections.map(keyOf));
    const rest = before.inspections.filter((one) => one.kind === "model" && !seen.has(keyOf(one)));
    // names depend on the order: who comes first has the plain one
    return { ...reading, inspections: [...reading.inspections, ...rest].sort(byPath) };
  }
}

/** Files in the order of their paths; what an Ollama store has follows in the order that it was read in. */
function byPath(a: Inspection, b: Inspection): number {
  const [before, after] = [pathOf(a), pathOf(b)];
  if (before === after) return 0;
  if (before === undefined) return 1;
  return after === undefined || before < after ? -1 : 1;
}

function pathOf(inspection: Inspection): string | undefined {
  if (inspection.kind === "problem") return inspection.problem.path;
  if (inspection.kind === "companion") return inspection.companion.path;
  return inspection.model.name === undefined ? inspection.model.path : undefined;
}

function keyOf(inspection: Inspection): string {
  if (inspection.kind === "problem") return inspection.problem.path;
  if (inspection.kind === "companion") return inspection.companion.path;
  return `${inspection.model.path}\n${inspection.model.name ?? ""}`;
}

/** What a search may be told otherwise. */
interface DiscoveryOptions {
  /** Kept by the caller between searches. */
  readonly cache?: InspectionCache;
  readonly known?: KnownFolders;
  /** Real path of a folder whose files are no models, unless it is one of the folders. */
  readonly passedOver?: string | undefined;
  readonly limits?: Partial<DiscoveryLimits>;
  readonly files?: FileSystem;
  readonly mounts?: NetworkMounts;
}

/**
 * Searches folders for GGUF models, all at once. Adapters and projectors are told apart; a folder or a file that cannot be used,
 * or does not answer, becomes a problem and never hides the rest.
 */
export async function discoverModels(
  folders: readonly SearchFolder[],
  options: DiscoveryOptions = {},
): Promise<Discovery> {
  const limits = { ...DISCOVERY_LIMITS, ...options.limits };
  const cache = options.cache ?? new InspectionCache();
  const known = options.known ?? new KnownFolders();
  const files = options.files ?? DISK;
  const mounts = options.mounts ?? new NetworkMounts();
  const search = { limits: options.limits ?? {}, passedOver: options.passedOver, files, mounts };
  const [found] = await Promise.all([
    Promise.all(folders.map((folder) => findGgufFiles(folder, search))),
    cache.open(),
  ]);
  const seen = new Set<string>();
  const searched = found.map((folder) => ({
    folder,
    groups: groupShards(withoutRepeats(folder.files, seen)),
  }));
  const stores = new Set<string>();
  const readings = await Promise.all(
    searched.map(({ folder, groups }, index) => {
      const own = folder.ollamaStores.filter((store) => !stores.has(store) && stores.add(store));
      const path = folders[index]?.path ?? "";
      return readFolder(path, { ...folder, ollamaStores: own }, groups, { limits, cache, files });
    }),
  );
  const unseen = folders.filter((_, index) => readings[index]?.isComplete !== true);
  await cache.endSearch(
    (path) =>
      folders.some((folder) => isBelow(path, folder.path)) &&
      !unseen.some((folder) => isBelow(path, folder.path)),
  );
  const results = readings.map((reading, index) => known.complete(folders[index]?.path ?? "", reading));
  const inspections = results.flatMap((result) => result.inspections);
  return {
    models: inspections.flatMap((inspection) => (inspection.kind === "model" ? [inspection.model] : [])),
    companions: inspections.flatMap((inspection) =>
      inspection.kind === "companion" ? [inspection.companion] : [],
    ),
    problems: [
      ...results.flatMap((result) => result.problems),
      ...inspections.flatMap((inspection) => (inspection.kind === "problem" ? [inspection.problem] : [])),
    ],
    folders: results.map((result, index) => toSearchedFolder(folders[index]?.path ?? "", result)),
    listed: [...new Set(results.flatMap((result) => result.listed))],
  };
}

interface ReadFolder {
  readonly inspections: readonly Inspection[];
  readonly problems: readonly DiscoveryProblem[];
  readonly listed: readonly string[];
  readonly isComplete: boolean;
}

async function readFolder(
  path: string,
  found: FoundFiles,
  groups: readonly ModelFiles[],
  {
    limits,
    cache,
    files,
  }: { readonly limits: DiscoveryLimits; readonly cache: InspectionCache; readonly files: FileSystem },
): Promise<ReadFolder> {
  const inspections = new Map<number, Inspection>();
  const problems = [...found.problems];
  const listed = [...found.folders];
  const fromStores: Inspection[] = [];
  const read = async (progress: Progress): Promise<void> => {
    const unknown = [...groups.entries()].filter(([index, group]) => {
      const inspection = cache.recall(group);
      if (inspection !== undefined) inspections.set(index, inspection);
      return inspection === undefined;
    });
    await mapConcurrently(unknown, limits.concurrency, async ([index, group]) => {
      if (progress.isOver) return;
      inspections.set(index, await cache.inspect(group));
      progress.note();
    });
    for (const store of found.ollamaStores) {
      const { readOllamaStore } = await import("./ollama-store.ts");
      const reading = { files, cache, progress, concurrency: limits.concurrency };
      const ollama = await readOllamaStore(store, reading);
      if (progress.isOver) return;
      fromStores.push(...ollama.inspections);
      problems.push(...ollama.problems);
      listed.push(...ollama.folders);
    }
  };
  const { expired } = await withinTime(limits, read);
  if (expired !== undefined) problems.push({ path, reason: timeReason(expired, limits) });
  return {
    // A copy each: work that was given up may still come to an end.
    inspections: [
      ...[...inspections].sort(([a], [b]) => a - b).map(([, inspection]) => inspection),
      ...fromStores,
    ],
    problems: [...problems],
    listed: [...listed],
    isComplete: found.isComplete && expired === undefined,
  };
}

function toSearchedFolder(
  path: string,
  { inspections, problems, listed, isComplete }: ReadFolder,
): SearchedFolder {
  const own = problems.find((problem) => problem.path === path);
  return {
    path,
    models: inspections.filter(({ kind }) => kind === "model").length,
    exists: listed.length > 0 || !isComplete || own !== undefined,
    ...(own !== undefined && { reason: own.reason }),
  };
}

/** Keeps the first path of each real file: folders may overlap, and links lead to one file twice. */
function withoutRepeats(files: readonly FoundFile[], seen: Set<string>): readonly FoundFile[] {
  return files.filter(({ realPath }) => {
    if (seen.has(realPath)) return false;
    seen.add(realPath);
    return true;
  });
}

function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`);
}
