import type { Dirent } from "node:fs";
import { readdir, realpath, stat } from "node:fs/promises";
import { join } from "node:path";
import { systemCode } from "../gguf/gguf-errors.ts";
import type { DiscoveryProblem } from "../registry/model-entry.ts";
import { DISCOVERY_LIMITS } from "./discovery-limits.ts";
import { mapConcurrently } from "./map-concurrently.ts";

/** One folder to search. */
export interface SearchFolder {
  readonly path: string;
  /** Named by the user, so that its absence is a problem. */
  readonly explicit: boolean;
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
  readonly problems: readonly DiscoveryProblem[];
}

/** Bounds that a test may narrow. */
export interface SearchLimits {
  readonly depth: number;
  readonly entries: number;
}

/**
 * Finds every `*.gguf` file below a folder. Symbolic links are followed, each real folder is listed
 * once, names that begin with a dot are left out, and whatever cannot be read becomes a problem.
 *
 * @param passedOver real path of a folder that is not entered from above it; named itself it is searched.
 */
export async function findGgufFiles(
  folder: SearchFolder,
  limits: SearchLimits = DISCOVERY_LIMITS,
  passedOver?: string,
): Promise<FoundFiles> {
  const files: FoundFile[] = [];
  const problems: DiscoveryProblem[] = [];
  const listed = new Set<string>();
  let entriesLeft = limits.entries;
  let level: readonly string[] = [folder.path];
  for (let depth = 0; depth <= limits.depth && level.length > 0; depth++) {
    const listings = await mapConcurrently(level, DISCOVERY_LIMITS.concurrency, (path) =>
      listFolder(path, listed, depth === 0 && !folder.explicit),
    );
    if (passedOver !== undefined) listed.add(passedOver);
    for (const listing of listings) problems.push(...listing.problems);
    const paths = listings.flatMap((listing) => listing.paths);
    entriesLeft -= paths.length;
    if (entriesLeft < 0) {
      problems.push({
        path: folder.path,
        reason: `It holds more than ${limits.entries} entries; the rest was not searched. Name a smaller folder.`,
      });
    }
    const within = paths.slice(0, Math.max(0, entriesLeft + paths.length));
    const looked = await mapConcurrently(within, DISCOVERY_LIMITS.concurrency, lookAt);
    level = looked.flatMap((entry) => (entry.kind === "folder" ? [entry.path] : []));
    for (const entry of looked) {
      if (entry.kind === "file") files.push(entry.file);
      if (entry.kind === "problem") problems.push(entry.problem);
    }
    if (entriesLeft < 0) break;
  }
  files.sort((a, b) => (a.path < b.path ? -1 : 1));
  return { files, problems };
}

interface Listing {
  readonly paths: readonly string[];
  readonly problems: readonly DiscoveryProblem[];
}

async function listFolder(path: string, listed: Set<string>, mayBeMissing: boolean): Promise<Listing> {
  try {
    const real = await realpath(path);
    if (listed.has(real)) return { paths: [], problems: [] };
    listed.add(real);
    const entries = await readdir(path, { withFileTypes: true });
    return { paths: entries.filter(isOfInterest).map((entry) => join(path, entry.name)), problems: [] };
  } catch (error) {
    if (mayBeMissing && systemCode(error) === "ENOENT") return { paths: [], problems: [] };
    return { paths: [], problems: [{ path, reason: folderReason(error) }] };
  }
}

function isOfInterest(entry: Dirent): boolean {
  if (entry.name.startsWith(".") || entry.name === "node_modules") return false;
  return entry.isDirectory() || entry.isSymbolicLink() || (entry.isFile() && hasGgufName(entry.name));
}

function hasGgufName(name: string): boolean {
  return name.toLowerCase().endsWith(".gguf");
}

type Looked =
  | { readonly kind: "folder"; readonly path: string }
  | { readonly kind: "file"; readonly file: FoundFile }
  | { readonly kind: "problem"; readonly problem: DiscoveryProblem }
  | { readonly kind: "other" };

async function lookAt(path: string): Promise<Looked> {
  try {
    const stats = await stat(path);
    if (stats.isDirectory()) return { kind: "folder", path };
    if (!stats.isFile() || !hasGgufName(path)) return { kind: "other" };
    const realPath = await realpath(path);
    return { kind: "file", file: { path, realPath, sizeBytes: stats.size, modifiedAt: stats.mtime } };
  } catch (error) {
    // A broken link to something else than a model is none of our business.
    if (!hasGgufName(path)) return { kind: "other" };
    return { kind: "problem", problem: { path, reason: fileReason(error) } };
  }
}

function folderReason(error: unknown): string {
  switch (systemCode(error)) {
    case "ENOENT":
      return "There is no such folder.";
    case "ENOTDIR":
      return "It is not a folder; name the folder that holds the model files.";
    case "EACCES":
    case "EPERM":
      return "Permission to read the folder was denied.";
    default:
      return `The folder could not be read (${systemCode(error) ?? "unknown error"}).`;
  }
}

function fileReason(error: unknown): string {
  if (systemCode(error) === "ENOENT") return "It is a symbolic link to a file that does not exist.";
  return `The file could not be looked at (${systemCode(error) ?? "unknown error"}).`;
}
